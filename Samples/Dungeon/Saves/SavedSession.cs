using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Saves;

/// <summary>A game as a save, and back.</summary>
internal static class SavedSession
{
    /// <summary>What a save of a game holds.</summary>
    /// <param name="session">The game.</param>
    /// <param name="monsters">The hash of the model of monsters.</param>
    /// <param name="names">The hash of the model of names.</param>
    public static SaveData Of(Session session, string monsters, string names)
    {
        DungeonWorld dungeon = session.Dungeon;
        IReadOnlyList<Tile> tiles = dungeon.Endless.Model.Tiles;
        return new SaveData(SaveData.ThisGame, SaveData.ThisVersion,
            dungeon.Endless.Identity, monsters, names, session.Steps, session.Chests,
            new SavedPlayer(session.Player.Cell.X, session.Player.Cell.Y, session.Player.Facing),
            [.. dungeon.Seen.Order(ByPlace).Select(room => new[] { room.X, room.Y })],
            [.. dungeon.Edits.OrderBy(edit => edit.Key, ByPlace)
                .Select(edit => new SavedRoom(edit.Key.X, edit.Key.Y, RowsOf(edit.Value, tiles)))],
            [.. dungeon.OpenChests.Order().Select(cell => new[] { cell.X, cell.Y })]);
    }

    /// <summary>Puts what a save holds into the world that it names, before any of its rooms are there.</summary>
    /// <exception cref="GameException">A room doesn't fit the world.</exception>
    public static void Restore(SaveData data, DungeonWorld dungeon, string path)
    {
        IReadOnlyList<Tile> tiles = dungeon.Endless.Model.Tiles;
        foreach (SavedRoom room in data.Edits)
            dungeon.AddEdit(new ChunkPosition(room.X, room.Y), MapOf(room, tiles, dungeon.RoomWidth + 1, dungeon.RoomHeight + 1, path));
        foreach (int[] place in data.Visited) dungeon.Seen.Add(new ChunkPosition(place[0], place[1]));
        foreach (int[] cell in data.OpenChests) dungeon.OpenChests.Add((cell[0], cell[1]));
    }

    private static Comparer<ChunkPosition> ByPlace { get; } =
        Comparer<ChunkPosition>.Create((one, other) => (one.Y, one.X).CompareTo((other.Y, other.X)));

    private static string[] RowsOf(TileMap map, IReadOnlyList<Tile> tiles) =>
        [.. Enumerable.Range(0, map.Height)
            .Select(y => string.Concat(Enumerable.Range(0, map.Width).Select(x => tiles[map[x, y]].Symbol)))];

    private static TileMap MapOf(SavedRoom room, IReadOnlyList<Tile> tiles, int width, int height, string path)
    {
        var cells = new byte[width * height];
        string all = string.Concat(room.Rows);
        bool fits = room.Rows.Count == height && room.Rows.All(row => row.Length == width);
        for (int i = 0; fits && i < cells.Length; i++)
        {
            int tile = tiles.ToList().FindIndex(candidate => candidate.Symbol == all[i].ToString());
            fits = tile >= 0;
            if (fits) cells[i] = (byte)tile;
        }
        return fits ? new TileMap(width, height, cells) : throw new GameException(GameExit.Save,
            $"The save '{path}' can't be used: the room ({room.X}, {room.Y}) isn't {width}×{height} of the model's tiles. It is left as "
            + "it is.");
    }
}
