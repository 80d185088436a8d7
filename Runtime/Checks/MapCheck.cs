using BfnProcGen.Maps;

namespace BfnProcGen.Checks;

/// <summary>
/// Something a whole map must meet, beyond what is known or banned cell by cell. Games pick one here, give a function
/// (<see cref="By"/>), or derive their own.
/// </summary>
/// <param name="Name">What it is called where it is unmet.</param>
public abstract record MapCheck(string Name)
{
    /// <summary>What a map doesn't meet, or null where it does. The same map always gives the same.</summary>
    /// <param name="map">The map.</param>
    /// <param name="tiles">What its tiles are.</param>
    public abstract UnmetCheck? Unmet(TileMap map, IReadOnlyList<Tile> tiles);

    /// <summary>
    /// From each cell with one of some tiles every other one can be reached, step by step in four directions, over such cells and over
    /// passable ones. Maps with fewer than two meet it.
    /// </summary>
    /// <param name="tiles">What must be connected, such as doors.</param>
    /// <param name="passable">What can be walked on besides.</param>
    /// <param name="wrap">Where the map goes on at its other edge.</param>
    public static MapCheck Connected(IReadOnlyList<TileChoice> tiles, IReadOnlyList<TileChoice> passable, Wrap wrap = Wrap.None) =>
        new ConnectedCheck(tiles, passable, wrap);

    /// <summary>Exactly so many cells have a tile.</summary>
    public static MapCheck Exactly(int count, TileChoice tile) => new CountCheck($"exactly {count} {tile}", tile, count, count);

    /// <summary>At least so many cells have a tile.</summary>
    public static MapCheck AtLeast(int count, TileChoice tile) => new CountCheck($"at least {count} {tile}", tile, count, int.MaxValue);

    /// <summary>At most so many cells have a tile.</summary>
    public static MapCheck AtMost(int count, TileChoice tile) => new CountCheck($"at most {count} {tile}", tile, 0, count);

    /// <summary>What a function says.</summary>
    /// <param name="name">The check's name.</param>
    /// <param name="faults">Gives the cells of a map that are at fault; none where it meets the check.</param>
    public static MapCheck By(string name, Func<TileMap, IEnumerable<Cell>> faults) => new FunctionCheck(name, faults);
}
