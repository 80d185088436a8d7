using BfnProcGen.Maps;

namespace BfnProcGen.Checks;

/// <summary>
/// All cells of some tiles reach each other. Where they don't, at fault is what would have to be dug away: the impassable cells of the
/// shortest way, counted in such cells, from the part that holds most of them to the nearest that is cut off.
/// </summary>
internal sealed record ConnectedCheck : MapCheck
{
    private readonly IReadOnlyList<TileChoice> _tiles, _passable;
    private readonly Wrap _wrap;

    public ConnectedCheck(IReadOnlyList<TileChoice> tiles, IReadOnlyList<TileChoice> passable, Wrap wrap)
        : base($"connected {string.Join(", ", tiles)}")
    {
        (_tiles, _passable, _wrap) = (tiles, passable, wrap);
    }

    public override UnmetCheck? Unmet(TileMap map, IReadOnlyList<Tile> tiles)
    {
        bool[] connects = Marked(_tiles, tiles), isPassable = Marked(_passable, tiles);
        ReadOnlySpan<byte> cells = map.Cells;
        var walks = new bool[cells.Length];
        var targets = new List<int>();
        for (int i = 0; i < walks.Length; i++)
        {
            walks[i] = connects[cells[i]] || isPassable[cells[i]];
            if (connects[cells[i]]) targets.Add(i);
        }
        var ground = new CellGraph(map.Width, map.Height, _wrap);
        int[] part = ground.Parts(walks);
        IGrouping<int, int>[] parts = [.. targets.GroupBy(i => part[i]).OrderByDescending(group => group.Count())];
        if (parts.Length < 2) return null;

        int main = parts[0].Key, cutOff = parts.Skip(1).Sum(group => group.Count());
        var others = parts.Skip(1).Select(group => group.Key).ToHashSet();
        IReadOnlyList<int> way = ground.ShortestWay(walks, i => part[i] == main, i => others.Contains(part[i]));
        return new UnmetCheck(Name, $"{cutOff} of {targets.Count} cells are cut off, in {others.Count} parts")
        {
            Distance = others.Count,
            Cells = [.. way.Where(i => !walks[i]).Select(i => new Cell(i % map.Width, i / map.Width))],
            Wanted = [.. Enumerable.Range(0, tiles.Count).Where(i => isPassable[i] && !connects[i]).Select(i => (TileChoice)i)],
        };
    }

    private static bool[] Marked(IReadOnlyList<TileChoice> choices, IReadOnlyList<Tile> tiles)
    {
        var marked = new bool[tiles.Count];
        foreach (TileChoice choice in choices) marked[choice.IndexIn(tiles)] = true;
        return marked;
    }
}
