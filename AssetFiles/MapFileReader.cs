using System.Globalization;
using System.Text;
using BfnProcGen.AssetFiles.Ldtk;
using BfnProcGen.AssetFiles.Tiled;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// Reads map files of one format, and knows what the symbols in them stand for: Unicode scalars in text, integers in CSV, and in formats
/// that call tiles by words the order in which they turned up.
/// </summary>
/// <param name="format">The format; one of Tiled's stands for both.</param>
/// <param name="bounds">Where the files, and those they name, may lie.</param>
internal sealed class MapFileReader(MapFormat format, AssetBounds bounds)
{
    private readonly NamedTiles _names = new();
    private readonly TiledTileSets _sets = new(bounds);

    /// <summary>The format.</summary>
    public MapFormat Format => format;

    /// <summary>How many of the maps so far have several visible layers of tiles.</summary>
    public int Layered { get; private set; }

    /// <summary>How many layers of the maps so far were left out: hidden ones, objects, pictures.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The maps in a file: one, but for the levels of a project.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">What errors and the maps' names call it.</param>
    /// <exception cref="AssetException">The file can't be read, or holds no map.</exception>
    public IReadOnlyList<(string Name, SymbolGrid Grid)> Read(string path, string place)
    {
        switch (format)
        {
            case MapFormat.Text:
                return [(place, TextGrid.Parse(place, AssetText.Read(path, place, bounds)))];
            case MapFormat.Csv:
                return [(place, CsvGrid.Parse(place, AssetText.Read(path, place, bounds)))];
            case MapFormat.Ldtk:
                (string, SymbolGrid)[] levels = [.. new LdtkReader(path, place, bounds).Read(_names)];
                return levels.Length > 0
                    ? levels
                    : throw new AssetException(place, "The project has no level.", "Draw one, or take it out of the folder.");
            default:
                TiledMap map = TiledReader.Read(path, place, _sets);
                SymbolGrid grid = map.Flatten(_names, place);
                int shown = map.Layers.Count(layer => layer.IsVisible);
                (Layered, LeftOut) = (Layered + (shown > 1 ? 1 : 0), LeftOut + map.OtherLayers + map.Layers.Count - shown);
                return [(place, grid)];
        }
    }

    /// <summary>The tile that a symbol stands for.</summary>
    public Tile TileOf(long symbol) => format switch
    {
        MapFormat.Text => new Tile(new Rune((int)symbol).ToString()),
        MapFormat.Csv => new Tile(symbol.ToString(CultureInfo.InvariantCulture)),
        _ => _names[symbol],
    };

    /// <summary>The symbol that stands for a tile; null for one that can't occur in such files.</summary>
    public long? SymbolOf(Tile tile) => format switch
    {
        MapFormat.Text => TextGrid.IsSymbol(tile.Symbol) ? Rune.GetRuneAt(tile.Symbol, 0).Value : null,
        MapFormat.Csv => CsvGrid.IsSymbol(tile.Symbol) ? long.Parse(tile.Symbol, CultureInfo.InvariantCulture) : null,
        _ => _names.NumberOf(tile.Symbol) is >= 0 and var number ? number : null,
    };

    /// <summary>Symbols in an order that doesn't depend on that of the files.</summary>
    public IEnumerable<long> InOrder(IEnumerable<long> symbols) =>
        format.HasNames() ? symbols.OrderBy(symbol => _names[symbol].Symbol, StringComparer.Ordinal) : symbols.Order();
}
