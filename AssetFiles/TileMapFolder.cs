namespace BfnProcGen.AssetFiles;

/// <summary>A folder of tile maps, read: the maps, the tiles they are made of, and whatever was noticed on the way.</summary>
public sealed class TileMapFolder
{
    /// <summary>Tile indices are bytes.</summary>
    public const int MaxTiles = 256;

    internal TileMapFolder(string path, MapFormat format, IReadOnlyList<MapFile> maps, IReadOnlyList<Tile> tiles, Legend? legend,
        IReadOnlyList<Finding> findings)
    {
        (Path, Format, Maps, Tiles, Legend, Findings) = (path, format, maps, tiles, legend, findings);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>How its maps are written; <see cref="MapFormat.Tmx"/> for both formats of Tiled.</summary>
    public MapFormat Format { get; }

    /// <summary>The maps that could be read, ordered by file name.</summary>
    public IReadOnlyList<MapFile> Maps { get; }

    /// <summary>The tiles: the legend's, in its order, or, without one, every symbol that occurs, in ascending order.</summary>
    public IReadOnlyList<Tile> Tiles { get; }

    /// <summary>The legend, or null where there is none.</summary>
    public Legend? Legend { get; }

    /// <summary>What was noticed, errors first.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>True when something must be put right before training.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>
    /// Reads every <c>*.txt</c> or <c>*.csv</c>, map of Tiled or project of LDtk in a folder (not in folders below it) and its
    /// <c>legend.json</c>; or a single map of Tiled or project. What is wrong with single files is listed in <see cref="Findings"/>, so
    /// that all of it is known at once.
    /// </summary>
    /// <param name="path">The folder, or file.</param>
    /// <param name="bounds">Where files may lie; null for anywhere.</param>
    /// <exception cref="AssetException">The folder doesn't exist or can't be listed.</exception>
    public static TileMapFolder Read(string path, AssetBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new TileMapReader(path, bounds ?? AssetBounds.None).Read();
    }

    /// <summary>
    /// The maps with their indices changed to those of other tiles, such as a model's; symbols decide which tile is which.
    /// </summary>
    /// <exception cref="AssetException">A map holds a tile that is not among them.</exception>
    public IReadOnlyList<MapFile> MapsIn(IReadOnlyList<Tile> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        int[] indices = [.. Tiles.Select(tile => tiles.ToList().FindIndex(other => other.Symbol == tile.Symbol))];
        return [.. Maps.Select(file =>
        {
            byte[] cells = file.Map.Cells.ToArray();
            int unknown = Array.FindIndex(cells, tile => indices[tile] < 0);
            if (unknown >= 0)
            {
                throw new AssetException($"{file.Name}:{unknown / file.Map.Width + 1}:{unknown % file.Map.Width + 1}",
                    $"The tile '{Tiles[cells[unknown]].Symbol}' is not among {string.Join(' ', tiles.Select(tile => tile.Symbol))}.",
                    "Take maps of the kind the model was trained on.");
            }
            return file with { Map = new TileMap(file.Map.Width, file.Map.Height, Array.ConvertAll(cells, tile => (byte)indices[tile])) };
        })];
    }

    /// <summary>Refuses a folder with errors.</summary>
    /// <exception cref="AssetException">Lists the errors, at most ten.</exception>
    public void ThrowIfUnusable() => AssetException.ThrowIfAny(Path, Findings);
}
