namespace BfnProcGen.AssetFiles;

/// <summary>
/// Tiles of formats that call them by words rather than by a character or a number, numbered in the order in which they turn up, over all
/// maps of a folder.
/// </summary>
internal sealed class NamedTiles
{
    /// <summary>What stands where a map has no tile.</summary>
    public static Tile Empty { get; } = new("empty");

    // Far above what a model can know; a folder beyond it holds something else than maps.
    private const int Most = 1 << 16, LongestSymbol = 200;

    private readonly List<Tile> _tiles = [];
    private readonly Dictionary<string, int> _numbers = [];

    /// <summary>The tile of a number.</summary>
    public Tile this[long number] => _tiles[(int)number];

    /// <summary>The number of a tile that was met; −1 for none.</summary>
    public long NumberOf(string symbol) => _numbers.GetValueOrDefault(symbol, -1);

    /// <summary>The number of a tile, which is new or was met before; its symbol decides.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="place">Where it was met.</param>
    /// <exception cref="AssetException">There are far too many, or its name is far too long.</exception>
    public long Add(Tile tile, string place)
    {
        if (_numbers.TryGetValue(tile.Symbol, out int number)) return number;
        if (tile.Symbol.Length > LongestSymbol)
            throw new AssetException(
                place, $"A tile's name has {tile.Symbol.Length} characters.", $"At most {LongestSymbol} are read: shorten it.");
        if (_tiles.Count == Most)
            throw new AssetException(place, $"There are more than {Most} different tiles.", "Keep only maps in the folder.");
        _tiles.Add(tile);
        return _numbers[tile.Symbol] = _tiles.Count - 1;
    }
}
