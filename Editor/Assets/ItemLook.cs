using BfnProcGen.AssetFiles;
using BfnProcGen.Flows;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Assets;

/// <summary>Makes something to look at of an item's numbers: a picture of maps and images, the text itself of texts.</summary>
/// <param name="format">What the numbers stand for.</param>
/// <param name="legend">The tiles' own pictures; null for colours.</param>
internal sealed class ItemLook(AssetFormat format, Legend? legend = null)
{
    // Large maps are drawn with smaller tiles: nobody sees more of them on a page.
    private const int LargeMap = 64;

    private readonly Lazy<TileSet> _tiles = new(() => TilesOf(format, legend)), _small = new(() => TileSet.FromColours(((TileFormat)format).Tiles, 4));

    /// <summary>The tiles' pictures, of a format of maps.</summary>
    public TileSet Tiles => _tiles.Value;

    /// <summary>Whether items are texts, which have no picture.</summary>
    public bool IsText => format is TextFormat;

    /// <summary>An image's file, as large as the image.</summary>
    public static byte[] Png(Image image) => PngWriter.Encode(image);

    /// <summary>A map drawn with its tiles.</summary>
    public byte[] Png(TileMap map) =>
        ContactSheet.DrawMap(map, Math.Max(map.Width, map.Height) > LargeMap ? _small.Value : _tiles.Value).ToPng();

    /// <summary>A map or an image.</summary>
    /// <param name="flow">The flow of the model or corpus.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="levels">Classes or bins of discrete and discretised data.</param>
    /// <param name="values">Values of continuous data.</param>
    public byte[] Png(Flow flow, int width, int height, byte[]? levels, float[]? values) => format is TileFormat
        ? Png(new TileMap(width, height, levels!))
        : Png(Image.Of(format, flow, width, height, levels, values));

    /// <summary>A text.</summary>
    public string Text(byte[] levels) => ((TextFormat)format).Decode(levels);

    // A tile set that can't be used is among the findings.
    private static TileSet TilesOf(AssetFormat format, Legend? legend)
    {
        IReadOnlyList<Tile> tiles = ((TileFormat)format).Tiles;
        if (legend is not { ImagePath: not null }) return TileSet.FromColours(tiles, TileSet.UsualSize);
        try
        {
            return TileSet.FromImage(legend, tiles);
        }
        catch (AssetException)
        {
            return TileSet.FromColours(tiles, TileSet.UsualSize);
        }
    }
}
