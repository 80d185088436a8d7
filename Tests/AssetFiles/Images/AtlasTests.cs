using System.Text;
using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using FsCheck;
using FsCheck.Fluent;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>Sprite sheets with a JSON atlas.</summary>
public sealed class AtlasTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void WhatIsWrittenIsReadAgain([Values] bool isList, [Values(1, 5, 12)] int count)
    {
        NamedImage[] images = [.. Enumerable.Range(0, count).Select(i => new NamedImage(i % 2 == 0 ? $"orc/{i}" : $"elf/{i}", Square(i), [new("bfn.seed", $"{i}")]))];
        foreach (OutputFile file in AtlasWriter.Write("sheet", images, [new("bfn.model", "m")], isList)) _folder.Add(file.Name, file.Bytes);
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Images.Select(file => (file.Name, file.Label)),
            Is.EqualTo(images.Select(image => ($"sheet.json#{image.Name}", image.Name[..3]))));
        Assert.That(folder.Images.Select(file => file.Image.Samples.ToArray()), Is.EqualTo(images.Select(image => image.Image.Samples.ToArray())));
        Assert.That(folder.Findings.Where(finding => finding.Severity != Severity.Warning), Is.Empty);
    }

    [Test]
    public void TrimmedFramesGetTheirBordersBackAndTagsAreClasses()
    {
        _folder.Add("s.png", PngWriter.Encode(Square(3, 4, 4))).Add("s.json", """
            {"frames": [
              {"filename": "walk 0.ase", "frame": {"x":1,"y":1,"w":2,"h":1}, "rotated": false, "trimmed": true,
               "spriteSourceSize": {"x":1,"y":2,"w":2,"h":1}, "sourceSize": {"w":4,"h":4}, "duration": 100},
              {"filename": "walk 1.ase", "frame": {"x":0,"y":0,"w":4,"h":4}, "rotated": false, "trimmed": false}],
             "meta": {"image": "s.png", "frameTags": [{"name": "walk", "from": 0, "to": 1, "direction": "forward"}]}}
            """);
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Images.Select(file => (file.Name, file.Label)), Is.EqualTo(new[] { ("s.json#walk 0.ase", "walk"), ("s.json#walk 1.ase", "walk") }));
        Image trimmed = folder.Images[0].Image;
        Assert.That((trimmed.Width, trimmed.Height), Is.EqualTo((4, 4)));
        Assert.That(trimmed.ColourAt(0, 0).Alpha, Is.Zero);
        Assert.That(trimmed.ColourAt(1, 2), Is.EqualTo(folder.Images[1].Image.ColourAt(1, 1)));
    }

    [Test]
    public void JsonThatIsNoAtlasIsIgnoredAndSheetsAreNoPictures()
    {
        _folder.Add("a.png", PngWriter.Encode(Square(1))).Add("notes.json", """{"tiles": 3}""");
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Images.Single().Name, Is.EqualTo("a.png"));
        Assert.That(folder.Findings.Single().Message, Is.EqualTo("Ignored: notes.json."));
    }

    [TestCase("{", "s.json:1:2: This is no valid JSON")]
    [TestCase("""{"frames": {}, "meta": {}}""", "s.json: meta: \"image\" is missing.")]
    [TestCase("""{"frames": {}, "meta": {"image": "../s.png"}}""", "is no file in the atlas's folder")]
    [TestCase("""{"frames": {"a": {"frame": {"x":0,"y":0,"w":99,"h":1}}}, "meta": {"image": "s.png"}}""", "The frame 'a' reaches over the edge")]
    [TestCase("""{"frames": {"a": {"frame": {"x":0,"y":0,"w":0,"h":1}}}, "meta": {"image": "s.png"}}""", "s.json: frames.a.frame.w: 0 is no whole number")]
    [TestCase("""{"frames": {"a": {"rotated": true}}, "meta": {"image": "s.png"}}""", "The frame is rotated.")]
    [TestCase("""{"frames": {"a": {"frame": {"x":0,"y":0,"w":1,"h":1}}}, "meta": {"image": "none.png"}}""", "The image can't be read")]
    [TestCase("""{"frames": {"a": {"frame": {"x":0,"y":0,"w":2,"h":1}, "trimmed": true, "spriteSourceSize": {"x":9,"y":0}, "sourceSize": {"w":3,"h":3}}}, "meta": {"image": "s.png"}}""",
        "s.json: frames.a.spriteSourceSize.x: 9 is no whole number from 0 to 1.")]
    public void WhatIsWrongIsSaidWithItsPlaceAndTheRestIsUsed(string atlas, string message)
    {
        _folder.Add("s.png", PngWriter.Encode(Square(1))).Add("other.png", PngWriter.Encode(Square(2))).Add("s.json", atlas);
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Findings.Select(finding => finding.ToString()), Has.Some.Contains(message));
        Assert.That(folder.Findings.Select(finding => finding.Severity), Is.All.EqualTo(Severity.Warning));
        Assert.That(folder.Images.Select(file => file.Name), Has.Some.EqualTo("other.png"));
    }

    [Test]
    public void AnyDamageIsReadOrRefused()
    {
        byte[] whole = AtlasWriter.Write("s", [new NamedImage("a/1", Square(1), []), new NamedImage("a/2", Square(2), [])], [])[1].Bytes;
        Gen<byte[]> files =
            from at in Gen.Choose(0, whole.Length)
            from length in Gen.Choose(0, 12)
            from piece in Gen.OneOf(Gen.Elements("-1", "99999999", "null", "{}", "[]", "true", "\\ud800").Select(Encoding.UTF8.GetBytes), ArbMap.Default.GeneratorFor<byte[]>())
            select (byte[])[.. whole[..at], .. piece, .. whole[Math.Min(whole.Length, at + length)..]];
        byte[] sheet = PngWriter.Encode(Square(1, 8, 4));
        Prop.ForAll(files.ToArbitrary(), bytes =>
        {
            using var folder = new TemporaryFolder();
            folder.Add("s.png", sheet).Add("s.json", bytes);
            _ = ImageFolder.Read(folder.Path);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Test]
    public void TextsStandInThePng()
    {
        byte[] png = PngWriter.Encode(Square(1), [new("bfn.seed", "42"), new("bfn.model", "ünï")]);
        Assert.That(PngFile.Decode(png, "x").Image.Samples.ToArray(), Is.EqualTo(Square(1).Samples.ToArray()));
        string text = Encoding.UTF8.GetString(png);
        Assert.That(text, Does.Contain("iTXtbfn.seed\0\0\0\0\042").And.Contain("iTXtbfn.model\0\0\0\0\0ünï"));
    }

    // Opaque, in colour, and no two alike.
    private static Image Square(int number, int width = 4, int height = 4) => new(width, height, PixelChannels.Rgb, 8,
        [.. Enumerable.Range(0, width * height * 3).Select(i => (ushort)((i * 7 + number * 31) % 256))]);
}
