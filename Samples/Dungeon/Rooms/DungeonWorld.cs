using System.Buffers.Binary;
using System.Security.Cryptography;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Rooms;

/// <summary>
/// The rooms that there are so far of an endless world. A room is a window of the world: its own chunk, and the first column and row of the
/// chunks to the right and below, which are its other walls.
/// </summary>
internal sealed class DungeonWorld(EndlessWorld endless, TileKinds kinds, MonsterPlaces places)
{
    private readonly Dictionary<ChunkPosition, TileMap> _chunks = [];
    private readonly Dictionary<ChunkPosition, Room> _rooms = [];
    private readonly Dictionary<ChunkPosition, TileMap> _edits = [];

    public EndlessWorld Endless { get; } = endless;

    public TileKinds Kinds { get; } = kinds;

    /// <summary>Columns from a room to the next; the wall between them belongs to both.</summary>
    public int RoomWidth => Endless.ChunkWidth;

    /// <summary>Rows likewise.</summary>
    public int RoomHeight => Endless.ChunkHeight;

    /// <summary>Rooms that the player has been in.</summary>
    public HashSet<ChunkPosition> Seen { get; } = [];

    /// <summary>Cells whose chests are open.</summary>
    public HashSet<(int X, int Y)> OpenChests { get; } = [];

    /// <summary>The room that a cell lies in, walls above and to the left included.</summary>
    public ChunkPosition PositionOf(int x, int y) =>
        new((int)Math.Floor(x / (double)RoomWidth), (int)Math.Floor(y / (double)RoomHeight));

    /// <summary>The room at a position; null until it is drawn.</summary>
    public Room? RoomAt(ChunkPosition position) => _rooms.GetValueOrDefault(position);

    /// <summary>What is in a cell; null until it is drawn.</summary>
    public TileKind? KindAt(int x, int y)
    {
        ChunkPosition at = PositionOf(x, y);
        (int column, int row) = (x - at.X * RoomWidth, y - at.Y * RoomHeight);
        if (_rooms.TryGetValue(at, out Room? room)) return Kinds[room.Map[column, row]];
        // A wall is there as soon as one of the rooms that it belongs to.
        return (column == 0 || row == 0) && _chunks.TryGetValue(at, out TileMap? chunk) && IsBesideRoom(at, column, row)
            ? Kinds[chunk[column, row]]
            : null;
    }

    /// <summary>A chunk that the room at a position still needs; null when it has all.</summary>
    public ChunkPosition? MissingChunkOf(ChunkPosition room)
    {
        foreach (ChunkPosition chunk in ChunksOf(room))
            if (!_chunks.ContainsKey(chunk)) return chunk;
        return null;
    }

    /// <summary>The chunks that a room is made of.</summary>
    public static IEnumerable<ChunkPosition> ChunksOf(ChunkPosition room) =>
        [room, new(room.X + 1, room.Y), new(room.X, room.Y + 1), new(room.X + 1, room.Y + 1)];

    /// <summary>Takes a chunk that was drawn.</summary>
    public void AddChunk(ChunkPosition position, TileMap chunk) => _chunks[position] = chunk;

    /// <summary>A room as its chunks have it.</summary>
    public TileMap WindowOf(ChunkPosition room)
    {
        (int width, int height) = (RoomWidth + 1, RoomHeight + 1);
        var cells = new byte[width * height];
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            TileMap chunk = _chunks[new(room.X + x / RoomWidth, room.Y + y / RoomHeight)];
            cells[y * width + x] = chunk[x % RoomWidth, y % RoomHeight];
        }
        return new TileMap(width, height, cells);
    }

    /// <summary>Rooms that the player has drawn again.</summary>
    public IReadOnlyDictionary<ChunkPosition, TileMap> Edits => _edits;

    /// <summary>Whether the player has drawn the room at a position again in a game that was loaded.</summary>
    public bool IsEdited(ChunkPosition position) => _edits.ContainsKey(position);

    /// <summary>Takes a room that was drawn again in a game that is being loaded.</summary>
    public void AddEdit(ChunkPosition position, TileMap map) => _edits[position] = map;

    /// <summary>Takes a room whose chunks are there.</summary>
    public Room AddRoom(ChunkPosition position, TileMap map)
    {
        (int, int) origin = (position.X * RoomWidth, position.Y * RoomHeight);
        var room = new Room(position, origin, map, places.Of(position, map, origin));
        if (_edits.TryGetValue(position, out TileMap? edit)) room.Replace(edit, places.Of(position, edit, origin));
        _rooms[position] = room;
        return room;
    }

    /// <summary>Puts a room that the player has drawn again in place.</summary>
    public void Replace(Room room, TileMap map)
    {
        room.Replace(map, places.Of(room.Position, map, room.Origin));
        _edits[room.Position] = map;
        OpenChests.RemoveWhere(cell => PositionOf(cell.X, cell.Y) == room.Position);
    }

    /// <summary>SHA-256 of all rooms that the player has been in, by their positions.</summary>
    public string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> place = stackalloc byte[8];
        foreach (Room room in _rooms.Values.Where(room => Seen.Contains(room.Position))
            .OrderBy(room => room.Position.Y).ThenBy(room => room.Position.X))
        {
            BinaryPrimitives.WriteInt32LittleEndian(place, room.Position.X);
            BinaryPrimitives.WriteInt32LittleEndian(place[4..], room.Position.Y);
            hash.AppendData(place);
            hash.AppendData(room.Map.Cells);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The room to the left has the first column for its right wall, the one above the first row.
    private bool IsBesideRoom(ChunkPosition at, int column, int row) =>
        (column == 0 && _rooms.ContainsKey(new(at.X - 1, at.Y))) || (row == 0 && _rooms.ContainsKey(new(at.X, at.Y - 1)))
        || (column == 0 && row == 0 && _rooms.ContainsKey(new(at.X - 1, at.Y - 1)));
}
