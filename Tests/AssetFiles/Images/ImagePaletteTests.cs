using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>Palettes that hold every colour give back every pixel; reduced ones stay near, and keep opacity's kinds apart.</summary>
public sealed class ImagePaletteTests
{
    [Test]
    public void APaletteOfAllColoursIsExact()
    {
        var random = new Random(1);
        Rgba[] colours = [.. Enumerable.Range(0, 255)
            .Select(i => new Rgba((byte)random.Next(256), (byte)i, (byte)random.Next(256), (byte)(1 + random.Next(255)))), default];
        Image image = Paint([.. Enumerable.Range(0, 400).Select(i => colours[i % 256])], 20);
        ImagePalette palette = ImagePalette.Of([image], 256);
        Assert.That(palette.Colours, Has.Count.EqualTo(256).And.EquivalentTo(colours));
        Assert.That(palette.Colours[0], Is.EqualTo(default(Rgba)), "transparent comes first");
        TileMap map = palette.MapOf(image);
        Image decoded = new PaletteFormat(palette.Colours).Decode(map.Cells, 20, 20);
        Assert.That(decoded.Samples.ToArray(), Is.EqualTo(image.Samples.ToArray()));
        Assert.That(PngFile.Decode(PngWriter.Encode(decoded), "a.png").Image.Samples.ToArray(), Is.EqualTo(image.Samples.ToArray()));
    }

    [Test]
    public void EverythingFullyTransparentIsOneColour()
    {
        ImagePalette palette = ImagePalette.Of([Paint([new(1, 2, 3, 0), new(200, 2, 3, 0), new(9, 9, 9, 255)], 3)], 16);
        Assert.That(palette.Colours, Is.EqualTo(new[] { default, new Rgba(9, 9, 9, 255) }));
    }

    [Test]
    public void AReducedPaletteKeepsKindsOfOpacityApart([Values(2, 5, 16, 64)] int most)
    {
        var random = new Random(2);
        Rgba[] pixels = [.. Enumerable.Range(0, 4000)
            .Select(i => new Rgba((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256),
            i % 4 == 0 ? (byte)0 : i % 40 == 1 ? (byte)random.Next(1, 255) : (byte)255))];
        Image image = Paint(pixels, 40);
        ImagePalette palette = ImagePalette.Of([image], most);
        Assert.That(palette.Colours, Has.Count.LessThanOrEqualTo(most).And.Count.GreaterThan(most * 3 / 4).And.Unique);
        Assert.That(palette.Colours.Skip(1), Is.SubsetOf(pixels), "all colours are the images' own");
        Image decoded = new PaletteFormat(palette.Colours).Decode(palette.MapOf(image).Cells, 40, 100);
        for (int i = 0; i < pixels.Length; i++)
        {
            byte opacity = (byte)decoded.Samples[4 * i + 3];
            Assert.That(opacity == 0, Is.EqualTo(pixels[i].Alpha == 0));
            if (pixels[i].Alpha == 255) Assert.That(opacity, Is.EqualTo(255));
        }
    }

    [Test]
    public void MoreColoursComeNearer()
    {
        var random = new Random(3);
        Image image = Paint([.. Enumerable.Range(0, 5000)
            .Select(_ => new Rgba((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256), 255))], 50);
        double[] errors = Array.ConvertAll(new[] { 4, 16, 64, 256 }, most =>
        {
            ImagePalette palette = ImagePalette.Of([image], most);
            ReadOnlySpan<byte> cells = palette.MapOf(image).Cells;
            double sum = 0;
            for (int i = 0; i < cells.Length; i++) sum += Opaque(palette.Colours[cells[i]])
                .DistanceTo(Opaque(image.ColourAt(i % 50, i / 50)));
            return sum / cells.Length;
        });
        // Three dimensions: four times the colours, about 0.4 times the square of the distance.
        for (int i = 1; i < errors.Length; i++) Assert.That(errors[i] / errors[i - 1], Is.InRange(0.25, 0.55));

        static Colour Opaque(Rgba colour) => new(colour.Red, colour.Green, colour.Blue);
    }

    [Test]
    public void AGivenPaletteTakesTheMostSimilarColour()
    {
        ImagePalette palette = ImagePalette.Of([default, new Rgba(250, 0, 0, 255), new Rgba(0, 0, 250, 255), new Rgba(250, 0, 0, 128)]);
        Assert.That(palette.ClassOf(new Rgba(255, 10, 10, 255)), Is.EqualTo(1));
        Assert.That(palette.ClassOf(new Rgba(30, 0, 255, 255)), Is.EqualTo(2));
        Assert.That(palette.ClassOf(new Rgba(0, 0, 255, 200)), Is.EqualTo(3), "translucent colours stay so");
        Assert.That(palette.ClassOf(default), Is.Zero);
    }

    private static Image Paint(Rgba[] pixels, int width) => new(width, pixels.Length / width, PixelChannels.Rgba, 8,
        [.. pixels.SelectMany(pixel => new ushort[] { pixel.Red, pixel.Green, pixel.Blue, pixel.Alpha })]);
}
