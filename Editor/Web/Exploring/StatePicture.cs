using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>Draws what a network thinks on the way: every cell as the mixture of all it may become, by their probabilities.</summary>
internal static class StatePicture
{
    /// <summary>The PNG of a state of maps or images.</summary>
    public static byte[] Of(OpenModel open, GenerationState state)
    {
        Model model = open.Model;
        int cells = model.Width * model.Height;
        return model.Format switch
        {
            TileFormat => Maps(open.Look.Tiles, model, state.Estimate, cells).ToPng(),
            PaletteFormat palette => Palette(palette, model, state.Estimate, cells).ToPng(),
            PixelFormat pixels => PngWriter.Encode(pixels.Decode(state.Estimate, model.Width, model.Height)),
            _ => throw new ArgumentException("Texts have no picture.", nameof(open)),
        };
    }

    /// <summary>The likeliest classes of a cell with their probabilities, for people.</summary>
    public static string Likeliest(Model model, GenerationState state, int cell)
    {
        const int Named = 3;
        int cells = model.Width * model.Height;
        IReadOnlyList<string> names = model.Format is TileFormat tiles
            ? [.. tiles.Tiles.Select(tile => tile.Name ?? tile.Symbol)]
            : [.. model.Format.ClassNames.Select(name => name.Length == 0 ? "end" : name)];
        return string.Join(", ", Enumerable.Range(0, names.Count)
            .OrderByDescending(k => state.Estimate[k * cells + cell]).Take(Named)
            .Select(k => $"{names[k]} {state.Estimate[k * cells + cell]:P0}"));
    }

    /// <summary>The likeliest text, and how sure of each character the network is.</summary>
    public static IReadOnlyList<(string Character, double Probability)> Text(Model model, GenerationState state)
    {
        IReadOnlyList<string> names = model.Format.ClassNames;
        int cells = model.Width * model.Height;
        var characters = new List<(string, double)>();
        for (int cell = 0; cell < cells; cell++)
        {
            int best = Enumerable.Range(0, names.Count).MaxBy(k => state.Estimate[k * cells + cell]);
            if (names[best].Length == 0) break;
            characters.Add((names[best], state.Estimate[best * cells + cell]));
        }
        return characters;
    }

    private static Picture Maps(TileSet tiles, Model model, float[] estimate, int cells)
    {
        int size = tiles.TileSize;
        var picture = new Picture(model.Width * size, model.Height * size);
        var mixed = new float[size * size * 4];
        for (int cell = 0; cell < cells; cell++)
        {
            Array.Clear(mixed);
            for (int k = 0; k < tiles.Count; k++)
            {
                float share = estimate[k * cells + cell];
                if (share < 0.004f) continue;
                ReadOnlySpan<byte> pixels = tiles[k].Pixels;
                for (int i = 0; i < mixed.Length; i++) mixed[i] += share * pixels[i];
            }
            for (int i = 0; i < size * size; i++)
            {
                Span<byte> pixel = picture[cell % model.Width * size + i % size, cell / model.Width * size + i / size];
                for (int c = 0; c < 4; c++) pixel[c] = (byte)Math.Clamp(mixed[4 * i + c] + 0.5f, 0, 255);
            }
        }
        return picture;
    }

    // Colours count by their opacity: what is half transparent and half red is a red that is half transparent.
    private static Picture Palette(PaletteFormat format, Model model, float[] estimate, int cells)
    {
        var picture = new Picture(model.Width, model.Height);
        for (int cell = 0; cell < cells; cell++)
        {
            float red = 0, green = 0, blue = 0, alpha = 0;
            for (int k = 0; k < format.Colours.Count; k++)
            {
                Rgba colour = format.Colours[k];
                float weight = estimate[k * cells + cell] * colour.Alpha;
                (red, green, blue) = (red + weight * colour.Red, green + weight * colour.Green, blue + weight * colour.Blue);
                alpha += weight;
            }
            Span<byte> pixel = picture[cell % model.Width, cell / model.Width];
            if (alpha < 0.5f) continue;
            (pixel[0], pixel[1], pixel[2], pixel[3]) = (Byte(red / alpha), Byte(green / alpha), Byte(blue / alpha), Byte(alpha));
        }
        return picture;

        static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
    }
}
