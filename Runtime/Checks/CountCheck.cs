using BfnProcGen.Maps;

namespace BfnProcGen.Checks;

/// <summary>
/// How many cells have a tile. Of too many, those after the first allowed ones are at fault; too few are missing anywhere.
/// </summary>
internal sealed record CountCheck : MapCheck
{
    private readonly TileChoice _tile;
    private readonly int _least, _most;

    /// <exception cref="RequestException">The count is negative.</exception>
    public CountCheck(string name, TileChoice tile, int least, int most)
        : base(name)
    {
        if (least < 0 || most < 0) throw new RequestException($"A map can't have {Math.Min(least, most)} {tile}: give 0 or more.");
        (_tile, _least, _most) = (tile, least, most);
    }

    public override UnmetCheck? Unmet(TileMap map, IReadOnlyList<Tile> tiles)
    {
        int index = _tile.IndexIn(tiles);
        Cell[] found = [.. Enumerable.Range(0, map.Cells.Length)
            .Select(i => new Cell(i % map.Width, i / map.Width)).Where(cell => map[cell.X, cell.Y] == index)];
        if (found.Length >= _least && found.Length <= _most) return null;
        var unmet = new UnmetCheck(Name, $"there are {found.Length}");
        return found.Length < _least
            ? unmet with { Distance = _least - found.Length, Wanted = [index] }
            : unmet with { Distance = found.Length - _most, Cells = found[_most..], Unwanted = [index] };
    }
}
