using BfnProcGen.AssetFiles;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Editor.Sampling;

/// <summary>Where drawn maps go: a folder with a file a map, named by its seed, and a contact sheet.</summary>
internal sealed class MapOutput
{
    /// <summary>
    /// A contact sheet shows the first maps, at most so many: more could hardly be told apart, and all of them are kept until it is drawn.
    /// </summary>
    public const int MostOnSheet = 256;

    public required string Folder { get; init; }

    public required IReadOnlyList<Tile> Tiles { get; init; }

    /// <summary>How maps are written; null for text where that is possible.</summary>
    public MapFormat? Format { get; init; }

    /// <summary>Names the image to draw with; null for colours.</summary>
    public Legend? Legend { get; init; }

    /// <summary>Pixels a tile, or repetitions of the image's pixels; null for what suits the sheet.</summary>
    public int? Scale { get; init; }

    /// <summary>What is recorded in the maps' files, where they have room for it, by seed.</summary>
    public Func<ulong, IReadOnlyList<KeyValuePair<string, string>>> Record { get; init; } = _ => [];

    /// <summary>Also a picture of every map.</summary>
    public bool Pictures { get; init; }

    private MapFormat ActualFormat => Format ?? (Tiles.All(tile => TextGrid.IsSymbol(tile.Symbol)) ? MapFormat.Text : MapFormat.Csv);

    /// <summary>Finds out, before anything is drawn, whether the results can be written; makes the folder.</summary>
    /// <exception cref="RequestException">The seeds, the format or the size of the sheet are impossible; nothing is made.</exception>
    /// <exception cref="OutputException">The folder can't be written to, or holds results of the same seeds.</exception>
    /// <exception cref="AssetException">The tile set can't be used.</exception>
    public MapWriter Prepare(int width, int height, ulong firstSeed, int count, bool force)
    {
        if (ulong.MaxValue - firstSeed < (ulong)count)
            throw new RequestException($"There are no {count} seeds from {firstSeed} on. Start lower.");
        int asked = Math.Min(count, MostOnSheet), tileSize = TileSize(width, height, asked);
        int shown = Math.Min(asked, ContactSheet.Capacity(width, height, tileSize));
        (long Width, long Height) sheet = ContactSheet.SizeFor(shown, width, height, tileSize);
        if (Math.Max(sheet.Width, sheet.Height) > Picture.MaxEdge)
        {
            throw new RequestException($"The contact sheet would have {sheet.Width:N0}×{sheet.Height:N0} pixels, and at most "
                + $"{Picture.MaxEdge:N0} each way can be drawn. "
                + $"Take a smaller --scale{(Legend is null ? "" : ", or leave out --tileset")}.");
        }
        TileSet look = Legend is null ? TileSet.FromColours(Tiles, tileSize) : TileSet.FromImage(Legend, Tiles, tileSize / Legend.TileSize);
        var writer = new MapWriter(Folder, new MapEncoder(ActualFormat, Tiles, TileSetLook, "tiles"), Record, new CropSize(width, height),
            look, firstSeed, count, shown, Pictures);
        OutputPath.RefuseTaken(writer.Sheet, force);
        if (!force && writer.Files.FirstOrDefault(System.IO.Path.Exists) is { } taken)
            throw new OutputException($"'{taken}' exists already. Choose another folder or seed, or overwrite it with --force.");
        OutputPath.Prepare(writer.Sheet);
        return writer;
    }

    // Of the tile set that maps of Tiled and LDtk come with.
    private TileSet TileSetLook => Legend is null ? TileSet.FromColours(Tiles, TileSet.UsualSize) : TileSet.FromImage(Legend, Tiles);

    private int TileSize(int width, int height, int count)
    {
        int fitting = ContactSheet.FittingTileSize(width, height, count);
        return Legend is null ? Scale ?? fitting : Legend.TileSize * (Scale ?? Math.Max(1, fitting / Legend.TileSize));
    }
}
