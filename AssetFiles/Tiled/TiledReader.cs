namespace BfnProcGen.AssetFiles.Tiled;

/// <summary>What the readers of both kinds of files have in common: limits, and the order of tile sets.</summary>
/// <param name="sets">The tile sets read so far.</param>
/// <param name="folder">The folder that tile sets are named relative to.</param>
internal abstract class TiledReader(TiledTileSets sets, string folder)
{
    /// <summary>Groups within groups.</summary>
    protected const int DeepestGroup = 32;

    private const int MostCellsOfAllLayers = 4 * TiledMap.MostCells, MostTileSets = 4096;

    private readonly List<(uint First, TiledTileSet Set)> _sets = [];
    private readonly List<TiledLayer> _layers = [];
    private int _cellsLeft = MostCellsOfAllLayers, _others;

    /// <summary>Reads the map in a file, by the file's ending.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">What errors call it.</param>
    /// <param name="sets">The tile sets read so far.</param>
    /// <exception cref="AssetException">It can't be read, or is no map that a model can learn.</exception>
    public static TiledMap Read(string path, string place, TiledTileSets sets)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!, text = AssetText.Read(path, place, sets.Bounds);
        return path.EndsWith(".tmx", StringComparison.OrdinalIgnoreCase)
            ? new TmxReader(sets, folder).Read(text, place)
            : new TmjReader(sets, folder).Read(text, place);
    }

    /// <summary>Takes a tile set in.</summary>
    protected void AddSet(long first, TiledTileSet set, Func<string, AssetException> error)
    {
        if (_sets.Count == MostTileSets) throw error($"The map has more than {MostTileSets} tile sets.");
        if (_sets.Count > 0 && _sets[^1].First >= first)
            throw error($"The first tile of the tile set '{set.Name}' is {first}, which is taken.");
        _sets.Add(((uint)first, set));
    }

    /// <summary>The tile set in a file that the map names.</summary>
    protected TiledTileSet Load(string source, string place) => sets.Load(source, folder, place);

    /// <summary>Takes a layer of tiles in.</summary>
    protected void AddLayer(TiledLayer layer) => _layers.Add(layer);

    /// <summary>Counts a layer that has no tiles.</summary>
    protected void AddOther() => _others++;

    /// <summary>Refuses cells that are too many together, before anything is made for them.</summary>
    protected void Reserve(long cells, Func<string, string, AssetException> error)
    {
        if (cells <= _cellsLeft) _cellsLeft -= (int)cells;
        else throw error($"The map's layers have more than {MostCellsOfAllLayers >> 20} million cells.", "Cut it up, or remove layers.");
    }

    /// <summary>The map, of all that was taken in.</summary>
    protected TiledMap Finish(int width, int height, bool isInfinite, string orientation, Func<string, string, AssetException> error)
    {
        if (orientation is not ("orthogonal" or "isometric"))
            throw error($"The map's cells are {orientation}; a model learns those of a square grid.", "Make it orthogonal or isometric.");
        if (!isInfinite && (long)width * height > TiledMap.MostCells)
            throw error($"The map has {width}×{height} cells; at most {TiledMap.MostCells >> 20} million are read.", "Cut it up.");
        return new TiledMap
        {
            Width = width, Height = height, IsInfinite = isInfinite, TileSets = _sets, Layers = _layers, OtherLayers = _others,
        };
    }
}
