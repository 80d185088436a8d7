using BfnProcGen.Maps;

namespace BfnProcGen.Checks;

/// <summary>A check that a game gives as a function: the cells at fault, and the more of them the worse.</summary>
internal sealed record FunctionCheck(string Name, Func<TileMap, IEnumerable<Cell>> Faults) : MapCheck(Name)
{
    public override UnmetCheck? Unmet(TileMap map, IReadOnlyList<Tile> tiles)
    {
        Cell[] cells = [.. Faults(map)];
        return cells.Length == 0
            ? null
            : new UnmetCheck(Name, $"{cells.Length} cells are at fault") { Distance = cells.Length, Cells = cells };
    }
}
