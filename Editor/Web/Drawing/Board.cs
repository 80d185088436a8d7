using BfnProcGen.Maps;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>
/// A map that is being drawn: its tiles, which of them are to stay, and which must not come. Never changed: every stroke makes another one.
/// </summary>
/// <param name="Map">The tiles as they are.</param>
/// <param name="Kept">Cells that stay as they are.</param>
/// <param name="Banned">Tiles that must not come, cell by cell: a bit a tile, four words a cell.</param>
internal sealed record Board(TileMap Map, bool[] Kept, ulong[] Banned)
{
    private const int Words = 4;

    /// <summary>A board on which everything is open.</summary>
    public static Board Open(TileMap map) => new(map, new bool[map.Cells.Length], new ulong[map.Cells.Length * Words]);

    public int Cells => Map.Cells.Length;

    /// <summary>A cell becomes a tile, and stays it.</summary>
    public Board Paint(int cell, byte tile)
    {
        byte[] cells = Map.Cells.ToArray();
        cells[cell] = tile;
        Board freed = Clear(cell);
        return freed with { Map = new TileMap(Map.Width, Map.Height, cells), Kept = With(freed.Kept, cell, true) };
    }

    /// <summary>A cell stays as it is.</summary>
    public Board Keep(int cell) => IsBanned(cell, Map.Cells[cell]) ? this : this with { Kept = With(Kept, cell, true) };

    /// <summary>A tile must not come in a cell.</summary>
    public Board Ban(int cell, byte tile)
    {
        var banned = (ulong[])Banned.Clone();
        banned[cell * Words + tile / 64] |= 1UL << tile % 64;
        bool contradicts = Kept[cell] && Map.Cells[cell] == tile;
        return this with { Banned = banned, Kept = contradicts ? With(Kept, cell, false) : Kept };
    }

    /// <summary>A cell is open again.</summary>
    public Board Clear(int cell)
    {
        var banned = (ulong[])Banned.Clone();
        Array.Clear(banned, cell * Words, Words);
        return this with { Banned = banned, Kept = With(Kept, cell, false) };
    }

    /// <summary>Another map in its place; what is to stay, and not to come, holds for it too.</summary>
    public Board Take(TileMap map) => this with { Map = map };

    /// <summary>The cells between two cells, both included: a mouse may be faster than it tells.</summary>
    public IEnumerable<int> Line(int from, int to)
    {
        int x = from % Map.Width, y = from / Map.Width, right = to % Map.Width - x, down = to / Map.Width - y;
        int steps = Math.Max(Math.Abs(right), Math.Abs(down));
        for (int i = 0; i <= steps; i++)
        {
            double share = steps == 0 ? 0 : (double)i / steps;
            yield return (y + (int)Math.Round(down * share)) * Map.Width + x + (int)Math.Round(right * share);
        }
    }

    public bool IsBanned(int cell, int tile) => (Banned[cell * Words + tile / 64] >> tile % 64 & 1) == 1;

    public bool HasBans(int cell) => Banned.AsSpan(cell * Words, Words).ContainsAnyExcept(0UL);

    /// <summary>What the model must keep to.</summary>
    /// <param name="tiles">How many tiles it knows.</param>
    public MapRules Rules(int tiles)
    {
        MapRules rules = MapRules.None;
        CellArea[] open = [.. Enumerable.Range(0, Cells).Where(cell => !Kept[cell]).Select(Area)];
        if (open.Length < Cells) rules = rules.Keep(Map, open);
        for (int tile = 0; tile < tiles; tile++)
        {
            CellArea[] banned = [.. Enumerable.Range(0, Cells).Where(cell => IsBanned(cell, tile)).Select(Area)];
            if (banned.Length > 0) rules = rules.Ban(tile, banned);
        }
        return rules;
    }

    private CellArea Area(int cell) => new(cell % Map.Width, cell / Map.Width, 1, 1);

    private static bool[] With(bool[] all, int cell, bool value)
    {
        if (all[cell] == value) return all;
        var copy = (bool[])all.Clone();
        copy[cell] = value;
        return copy;
    }
}
