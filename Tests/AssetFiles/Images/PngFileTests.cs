using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>Every mode of PNG, read exactly; what is damaged or too large, refused.</summary>
public sealed class PngFileTests
{
    // Two pixels beside each other in every mode a PNG can have.
    private static readonly TestCaseData[] Modes =
    [
        new(PngBytes.Of(2, 1, 1, 0, [[0b0100_0000]]), "grey", PixelChannels.Grey, 8, new ushort[] { 0, 255 }),
        new(PngBytes.Of(2, 1, 2, 0, [[0b0110_0000]]), "grey", PixelChannels.Grey, 8, new ushort[] { 85, 170 }),
        new(PngBytes.Of(2, 1, 8, 0, [[7, 200]]), "grey", PixelChannels.Grey, 8, new ushort[] { 7, 200 }),
        new(PngBytes.Of(2, 1, 8, 0, interlaced: true, [[7], [200]]), "grey", PixelChannels.Grey, 8, new ushort[] { 7, 200 }),
        new(PngBytes.Of(2, 1, 16, 0, interlaced: true, [[1, 2], [255, 254]]), "grey 16 bit", PixelChannels.Grey, 16,
            new ushort[] { 258, 65534 }),
        new(PngBytes.Of(2, 1, 8, 0, [[7, 200]], ("tRNS", [0, 7])), "grey", PixelChannels.GreyAlpha, 8, new ushort[] { 0, 0, 200, 255 }),
        new(PngBytes.Of(2, 1, 16, 0, [[1, 2, 255, 254]]), "grey 16 bit", PixelChannels.Grey, 16, new ushort[] { 258, 65534 }),
        new(PngBytes.Of(2, 1, 8, 4, [[9, 0, 8, 3]]), "grey + alpha", PixelChannels.GreyAlpha, 8, new ushort[] { 0, 0, 8, 3 }),
        new(PngBytes.Of(2, 1, 16, 4, [[1, 2, 3, 4, 0, 1, 0, 0]]), "grey + alpha 16 bit", PixelChannels.GreyAlpha, 16,
            new ushort[] { 258, 772, 0, 0 }),
        new(PngBytes.Of(2, 1, 8, 2, [[1, 2, 3, 4, 5, 6]]), "RGB", PixelChannels.Rgb, 8, new ushort[] { 1, 2, 3, 4, 5, 6 }),
        new(PngBytes.Of(2, 1, 8, 2, [[5, 5, 5, 6, 6, 6]]), "RGB", PixelChannels.Grey, 8, new ushort[] { 5, 6 }),
        new(PngBytes.Of(2, 1, 16, 2, [[0, 1, 0, 2, 0, 3, 255, 255, 0, 0, 0, 0]]), "RGB 16 bit", PixelChannels.Rgb, 16,
            new ushort[] { 1, 2, 3, 65535, 0, 0 }),
        new(PngBytes.Of(2, 1, 8, 6, [[1, 2, 3, 0, 4, 5, 6, 7]]), "RGBA", PixelChannels.Rgba, 8, new ushort[] { 0, 0, 0, 0, 4, 5, 6, 7 }),
        new(PngBytes.Of(2, 1, 8, 6, [[1, 2, 3, 255, 4, 5, 6, 255]]), "RGBA", PixelChannels.Rgb, 8, new ushort[] { 1, 2, 3, 4, 5, 6 }),
        new(PngBytes.Of(2, 1, 16, 6, [[0, 1, 0, 2, 0, 3, 0, 4, 1, 0, 1, 0, 1, 0, 0, 0]]), "RGBA 16 bit", PixelChannels.Rgba, 16,
            new ushort[] { 1, 2, 3, 4, 0, 0, 0, 0 }),
        new(PngBytes.Of(2, 1, 4, 3, [[0x12]], ("PLTE", [0, 0, 0, 10, 20, 30, 40, 50, 60])), "palette", PixelChannels.Rgb, 8,
            new ushort[] { 10, 20, 30, 40, 50, 60 }),
        new(PngBytes.Of(2, 1, 8, 3, [[1, 0]], ("PLTE", [9, 9, 9, 10, 20, 30]), ("tRNS", [0])), "palette", PixelChannels.Rgba, 8,
            new ushort[] { 10, 20, 30, 255, 0, 0, 0, 0 }),
    ];

    [TestCaseSource(nameof(Modes))]
    public void EveryModeIsReadExactlyIntoTheFewestChannels(byte[] bytes, string mode, PixelChannels layout, int bitDepth, ushort[] samples)
    {
        (Image image, string found) = PngFile.Decode(bytes, "a.png");
        Assert.That((found, image.Layout, image.BitDepth, image.Width, image.Height), Is.EqualTo((mode, layout, bitDepth, 2, 1)));
        Assert.That(image.Samples.ToArray(), Is.EqualTo(samples));
    }

    [TestCase(PixelChannels.Grey, 8)]
    [TestCase(PixelChannels.Grey, 16)]
    [TestCase(PixelChannels.GreyAlpha, 8)]
    [TestCase(PixelChannels.GreyAlpha, 16)]
    [TestCase(PixelChannels.Rgb, 8)]
    [TestCase(PixelChannels.Rgb, 16)]
    [TestCase(PixelChannels.Rgba, 8)]
    [TestCase(PixelChannels.Rgba, 16)]
    public void WhatIsWrittenIsReadAgain(PixelChannels layout, int bitDepth)
    {
        var random = new Random(4);
        foreach ((int width, int height) in new[] { (1, 1), (7, 3), (32, 32), (3, 200) })
        {
            // Noise, and a gradient, which is written as differences.
            foreach (bool smooth in new[] { false, true })
            {
                int channels = (int)layout, most = (1 << bitDepth) - 1;
                var samples = new ushort[width * height * channels];
                for (int i = 0; i < samples.Length; i++)
                    samples[i] = (ushort)Math.Clamp(smooth ? 1 + i / channels % width * most / 300 + i % channels : 1 + random.Next(most),
                        1, most);
                var image = new Image(width, height, layout, bitDepth, samples);
                Image read = PngFile.Decode(PngWriter.Encode(image), "a.png").Image;
                Assert.That(Colours(read), Is.EqualTo(Colours(image)));
            }
        }

        static ulong[] Colours(Image image) => [.. Enumerable.Range(0, image.Width * image.Height).Select(i =>
        {
            ReadOnlySpan<ushort> pixel = image[i % image.Width, i / image.Width];
            bool grey = image.Channels < 3;
            return pixel[0] | (ulong)pixel[grey ? 0 : 1] << 16 | (ulong)pixel[grey ? 0 : 2] << 32 | (ulong)(image.HasAlpha ? pixel[^1]
                : image.MaxSample) << 48;
        })];
    }

    [TestCase(20000, 20000)]
    [TestCase(16384, 16384)]
    [TestCase(60000, 1)]
    [TestCase(0, 4)]
    [TestCase(-1, -1)]
    public void AnImageTooLargeIsRefusedByItsHeader(int width, int height) =>
        Refuses(PngBytes.Of(width, height, 8, 6, []), $"huge.png: The image has {(uint)width}×{(uint)height} pixels.", "huge.png");

    [Test]
    public void ADamagedFileIsRefusedWhereverTheDamageIs()
    {
        byte[] whole = PngBytes.Of(2, 2, 8, 3, [[1, 0], [0, 1]], ("PLTE", [9, 9, 9, 10, 20, 30]), ("tRNS", [0]));
        for (int length = 0; length < whole.Length; length++) Refuses(whole[..length], "a.png: ");
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Refuses(flipped, "a.png: ");
        }
    }

    // Checksums are right here, so that everything behind them is reached.
    [Test]
    public void AnyContentIsReadOrRefused()
    {
        var random = new Random(6);
        int read = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            int width = 1 + random.Next(12), height = 1 + random.Next(12);
            int bitDepth = new[] { 1, 2, 4, 8, 16, 3 }[random.Next(6)], colourType = new[] { 0, 2, 3, 4, 6, 5 }[random.Next(6)];
            int channels = colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }, rowBytes = (width * channels * bitDepth + 7) / 8;
            byte[][] rows = [.. Enumerable.Range(0, random.Next(2 * height))
                .Select(_ => Bytes(random.Next(3) == 0 ? random.Next(2 * rowBytes) : rowBytes))];
            var chunks = new List<(string, byte[])>();
            if (random.Next(2) == 0) chunks.Add(("PLTE", Bytes(random.Next(2) == 0 ? 768 : random.Next(800))));
            if (random.Next(2) == 0) chunks.Add(("tRNS", Bytes(random.Next(300))));
            byte[] file = PngBytes.Of(width, height, bitDepth, colourType, interlaced: random.Next(3) == 0, rows, [.. chunks]);
            try
            {
                Image image = PngFile.Decode(file, "a.png").Image;
                Assert.That((image.Width, image.Height), Is.EqualTo((width, height)));
                read++;
            }
            catch (AssetException e)
            {
                Assert.That(e.Finding.Place, Is.EqualTo("a.png"));
            }
        }
        Assert.That(read, Is.GreaterThan(30), "some of it is right");

        byte[] Bytes(int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    [Test]
    public void WhatIsNoPngIsRefused()
    {
        Refuses("GIF89a, or so it says, and so on"u8.ToArray(), "a.png: The file is no PNG.");
        Refuses(PngBytes.Of(2, 1, 8, 0, [new byte[1 << 24]]), "a.png: The image is damaged: it has more data than pixels.");
        Refuses(PngBytes.Of(2, 1, 8, 3, [[0, 0]]), "a.png: The image can't be decoded");
        Refuses(PngBytes.Of(2, 1, 3, 0, [[0]]), "a.png: The image can't be decoded");
        Refuses(PngBytes.Of(200, 100, 8, 6, [[1, 2, 3, 4]]), "a.png: The image can't be decoded");
        Refuses(PngBytes.Of(200, 100, 16, 6, [[1, 2, 3, 4]]), "a.png: The image can't be decoded");
    }

    private static void Refuses(byte[] bytes, string message, string place = "a.png") =>
        Assert.That(() => PngFile.Decode(bytes, place), Throws.TypeOf<AssetException>().With.Message.StartsWith(message));
}
