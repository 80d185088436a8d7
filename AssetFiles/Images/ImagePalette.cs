using System.Runtime.InteropServices;
using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// The colours of pixel art, and which of them stands for each colour that occurs. Everything fully transparent is one colour.
/// </summary>
public sealed class ImagePalette
{
    private readonly Dictionary<Rgba, byte> _classes = [];
    private readonly PalettePoint[] _points;

    private ImagePalette(IReadOnlyList<Rgba> colours, int found)
    {
        (Colours, Found) = (colours, found);
        _points = [.. colours.Select(colour => new PalettePoint(colour, 1))];
        for (int i = 0; i < colours.Count; i++) _classes.TryAdd(colours[i], (byte)i);
    }

    /// <summary>The colours by class: transparent first where there is transparency, then from dark to light.</summary>
    public IReadOnlyList<Rgba> Colours { get; }

    /// <summary>Different colours before any were merged.</summary>
    public int Found { get; }

    /// <summary>
    /// The palette of some images: all of their colours, or, where there are more than <paramref name="most"/>, as many that stand for
    /// them.
    /// </summary>
    public static ImagePalette Of(IEnumerable<Image> images, int most)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Of(Count(images), most);
    }

    /// <summary>The same of colours that are <see cref="Count">counted</see> already.</summary>
    internal static ImagePalette Of(Dictionary<Rgba, long> counts, int most)
    {
        Rgba[] colours = counts.Count <= most ? [.. counts.Keys] : PaletteReduction.Reduce(counts, most);
        return new ImagePalette([.. colours.OrderBy(colour => colour.Alpha > 0).ThenBy(colour => new PalettePoint(colour, 1).L)
            .ThenBy(colour => colour.ToString())], counts.Count);
    }

    /// <summary>A palette that is given, such as a model's.</summary>
    public static ImagePalette Of(IReadOnlyList<Rgba> colours)
    {
        ArgumentNullException.ThrowIfNull(colours);
        return new ImagePalette(colours, colours.Count);
    }

    /// <summary>How many pixels of some images have each colour.</summary>
    public static Dictionary<Rgba, long> Count(IEnumerable<Image> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var counts = new Dictionary<Rgba, long>();
        foreach (Image image in images)
        {
            for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++) CollectionsMarshal.GetValueRefOrAddDefault(counts, ColourOf(image, x, y), out _)++;
        }
        return counts;
    }

    /// <summary>The class of a colour: itself where the palette has it, else the most similar one of the same kind of opacity.</summary>
    public byte ClassOf(Rgba colour)
    {
        if (_classes.TryGetValue(colour, out byte known)) return known;
        var point = new PalettePoint(colour, 1);
        int nearest = 0;
        for (int i = 1; i < _points.Length; i++)
        {
            if (point.MismatchWith(_points[i]) < point.MismatchWith(_points[nearest])) nearest = i;
        }
        return _classes[colour] = (byte)nearest;
    }

    /// <summary>An image as classes.</summary>
    public TileMap MapOf(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var cells = new byte[image.Width * image.Height];
        for (int i = 0; i < cells.Length; i++) cells[i] = ClassOf(ColourOf(image, i % image.Width, i / image.Width));
        return new TileMap(image.Width, image.Height, cells);
    }

    private static Rgba ColourOf(Image image, int x, int y) => image.ColourAt(x, y) is { Alpha: > 0 } colour ? colour : default;
}
