using BfnProcGen.Models;

namespace BfnProcGen.Training.Evaluation;

/// <summary>
/// Images as maps of few classes: transparent, or one of four levels of brightness. Their patterns can be counted, where those of exact
/// colours hardly ever occur twice; a shape, an outline or a hole is still a pattern.
/// </summary>
internal static class CoarseImage
{
    private const int Brightnesses = 4;

    public static byte[] CellsOf(Image image)
    {
        var cells = new byte[image.Width * image.Height];
        for (int i = 0; i < cells.Length; i++)
        {
            Rgba colour = image.ColourAt(i % image.Width, i / image.Width);
            // Rec. 601's weights in eighths.
            int brightness = (2 * colour.Red + 5 * colour.Green + colour.Blue) / 8;
            cells[i] = (byte)(colour.Alpha < 128 ? Brightnesses : brightness * Brightnesses / 256);
        }
        return cells;
    }

    /// <summary>The cell of each colour of a palette.</summary>
    public static byte[] CellsOf(PaletteFormat palette) =>
        CellsOf(palette.Decode([.. Enumerable.Range(0, palette.Colours.Count).Select(i => (byte)i)], palette.Colours.Count, 1));
}
