using System.Buffers.Binary;
using BfnProcGen.AssetFiles;

namespace BfnProcGen.Tests.AssetFiles;

[TestFixture]
public sealed class PictureTests
{
    private static readonly TileMap Map = new(3, 2, [0, 1, 0, 1, 1, 0]);

    [Test]
    public void PngKeepsEveryPixel()
    {
        using var folder = new TemporaryFolder();
        var picture = new Picture(5, 3);
        for (int i = 0; i < 15; i++) new byte[] { (byte)(i * 17), (byte)(255 - i), (byte)i, 255 }.CopyTo(picture[i % 5, i / 5]);
        picture.WritePng(folder["a.png"]);
        Picture read = Picture.Read(folder["a.png"]);
        Assert.That((read.Width, read.Height), Is.EqualTo((5, 3)));
        Assert.That(read.Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray()));
    }

    // The header of a bitmap is enough: nothing may be decoded before its size is known to be bearable.
    [TestCase(16384, 16384)]
    [TestCase(20000, 20000)]
    [TestCase(60000, 1)]
    public void AnImageTooLargeIsRefusedByItsHeader(int width, int height)
    {
        byte[] header = new byte[54];
        "BM"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(28), 24);
        using var folder = new TemporaryFolder();
        folder.Add("huge.bmp", header);
        Assert.That(() => Picture.Read(folder["huge.bmp"]), Throws.TypeOf<AssetException>().With.Message.Contains($"huge.bmp: The image has {width}×{height} pixels."));
    }

    [Test]
    public void AMapIsPaintedInItsTilesColours()
    {
        Picture picture = ContactSheet.DrawMap(Map, TileSet.FromColours([new Tile("#", Colour: "#102030"), new Tile(".", Colour: "#ffffff")], 4));
        Assert.Multiple(() =>
        {
            Assert.That((picture.Width, picture.Height), Is.EqualTo((12, 8)));
            Assert.That(picture[3, 3].ToArray(), Is.EqualTo(new byte[] { 16, 32, 48, 255 }));
            Assert.That(picture[4, 0].ToArray(), Is.EqualTo(new byte[] { 255, 255, 255, 255 }));
        });
    }

    [Test]
    public void TilesAreCutFromTheImageRowAfterRow()
    {
        using var folder = new TemporaryFolder();
        var image = new Picture(4, 4);
        for (int i = 0; i < 16; i++) new byte[] { (byte)i, 0, 0, 255 }.CopyTo(image[i % 4, i / 4]);
        image.WritePng(folder["tiles.png"]);
        var legend = new Legend([new Tile("a"), new Tile("b"), new Tile("c")], folder["tiles.png"], 2);
        TileSet tiles = TileSet.FromImage(legend, legend.Tiles, scale: 3);
        Assert.Multiple(() =>
        {
            Assert.That(tiles.TileSize, Is.EqualTo(6));
            Assert.That(tiles[2][0, 0][0], Is.EqualTo(8), "the third tile starts in the second row");
            Assert.That(tiles[1][5, 5][0], Is.EqualTo(7));
            Assert.That(() => TileSet.FromImage(legend with { TileSize = 4 }, legend.Tiles), Throws.TypeOf<AssetException>().With.Message.Contains("room for 1 tiles"));
        });
    }

    [Test]
    public void ASheetHoldsEveryMapAndMargins()
    {
        Picture sheet = ContactSheet.Draw([.. Enumerable.Repeat(Map, 7)], TileSet.FromColours([new Tile("#", Colour: "#ff0000"), new Tile(".", Colour: "#ff0000")], 10));
        int red = 0;
        for (int y = 0; y < sheet.Height; y++)
        {
            for (int x = 0; x < sheet.Width; x++) red += sheet[x, y][0] == 255 ? 1 : 0;
        }
        Assert.That(red, Is.EqualTo(7 * 600));
        Assert.That(sheet[0, 0][0], Is.LessThan(64), "the margin is dark");
    }

    [Test]
    public void ColoursOfManyTilesDiffer()
    {
        Colour[] colours = Palette.For([.. Enumerable.Range(0, 64).Select(i => new Tile($"{i}", Colour: i % 9 == 0 ? $"#{i:x2}{2 * i:x2}40" : null))]);
        for (int i = 0; i < colours.Length; i++)
        {
            for (int k = 0; k < i; k++)
            {
                if (i % 9 != 0 || k % 9 != 0) Assert.That(colours[i].DistanceTo(colours[k]), Is.GreaterThan(0.002), $"{colours[i]} and {colours[k]}");
            }
        }
        Assert.That(colours[9], Is.EqualTo(new Colour(9, 18, 0x40)), "a tile's own colour is kept");
    }
}
