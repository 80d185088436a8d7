using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.Maps;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>The rooms that are there when a game begins: drawn together, before there are frames to keep to.</summary>
internal static class FirstRooms
{
    /// <summary>Draws the room at a position and those around it.</summary>
    public static void Draw(Generator generator, DungeonWorld dungeon, ChunkPosition at)
    {
        ChunkPosition[] rooms = [.. Enumerable.Range(0, 9).Select(i => new ChunkPosition(at.X - 1 + i % 3, at.Y - 1 + i / 3))];
        ChunkPosition[] chunks = [.. rooms.SelectMany(DungeonWorld.ChunksOf).Distinct()];
        IReadOnlyList<Sample> drawn = dungeon.Endless.ChunksAt(chunks);
        for (int i = 0; i < chunks.Length; i++) dungeon.AddChunk(chunks[i], drawn[i].Tiles);
        foreach (ChunkPosition room in rooms.Where(room => dungeon.RoomAt(room) is null))
        {
            TileMap window = dungeon.WindowOf(room);
            dungeon.AddRoom(room, RoomWork.RepairOf(dungeon, room, window) is { } request ? generator.SampleMap(request).Map : window);
        }
    }

    /// <summary>
    /// The cell in which a new game begins: the one nearest to the middle of the first room from which a door can be reached.
    /// </summary>
    public static (int X, int Y) Start(DungeonWorld dungeon)
    {
        int width = dungeon.RoomWidth, height = dungeon.RoomHeight;
        HashSet<(int X, int Y)> reached = ReachedFromDoors(dungeon, width, height);
        return Enumerable.Range(0, (width - 1) * (height - 1))
            .Select(i => (X: 1 + i % (width - 1), Y: 1 + i / (width - 1)))
            .Where(cell => dungeon.KindAt(cell.X, cell.Y) is { } kind && TileKinds.IsPassable(kind))
            .OrderBy(cell => reached.Contains(cell) ? 0 : 1)
            .ThenBy(cell => Math.Abs(cell.X - width / 2) + Math.Abs(cell.Y - height / 2))
            .FirstOrDefault((X: width / 2, Y: height / 2));
    }

    private static HashSet<(int X, int Y)> ReachedFromDoors(DungeonWorld dungeon, int width, int height)
    {
        var reached = new HashSet<(int X, int Y)>();
        var open = new Stack<(int X, int Y)>();
        for (int y = 0; y <= height; y++)
        for (int x = 0; x <= width; x++)
            if (dungeon.KindAt(x, y) == TileKind.Door) open.Push((x, y));
        while (open.TryPop(out (int X, int Y) cell))
        {
            if (cell.X < 0 || cell.Y < 0 || cell.X > width || cell.Y > height) continue;
            if (dungeon.KindAt(cell.X, cell.Y) is not { } kind || !TileKinds.IsPassable(kind) || !reached.Add(cell)) continue;
            foreach ((int x, int y) in new[] { (1, 0), (-1, 0), (0, 1), (0, -1) }) open.Push((cell.X + x, cell.Y + y));
        }
        return reached;
    }
}
