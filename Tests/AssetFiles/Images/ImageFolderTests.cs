using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>What is read from a folder of PNG, and what is said about the rest.</summary>
public sealed class ImageFolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void TheFirstSubFolderIsTheLabel()
    {
        Add("b.png", 1);
        Add("orc/deep/a.png", 2);
        Add("orc/b.PNG", 3);
        Add("elf/c.png", 4);
        Add("elf/d.png", 5);
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Findings, Is.Empty);
        Assert.That(folder.Images.Select(file => (file.Name, file.Label, (int)file.Image.Samples[0])), Is.EqualTo(new[]
        {
            ("b.png", null, 1), ("elf/c.png", "elf", 4), ("elf/d.png", "elf", 5), ("orc/b.PNG", "orc", 3), ("orc/deep/a.png", "orc", 2),
        }));
    }

    [Test]
    public void ADamagedImageIsNamedAndTheOthersAreUsed()
    {
        Add("a.png", 1);
        Add("b.png", 2);
        _folder.Add("broken.png", PngWriter.Encode(Grey(4, 4, 3))[..50]).Add("huge.png", PngBytes.Of(20000, 20000, 8, 6, []))
            .Add("empty.png", []);
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Images.Select(file => file.Name), Is.EqualTo(new[] { "a.png", "b.png" }));
        Assert.That(folder.ThrowIfUnusable, Throws.Nothing);
        Assert.That(folder.Findings.Select(finding => finding.Severity), Is.All.EqualTo(Severity.Warning));
        Assert.That(folder.Findings.Select(finding => finding.ToString()), Has.Some.StartsWith("broken.png: The image is damaged")
            .And.Some.StartsWith("huge.png: The image has 20000×20000 pixels.").And.Some.StartsWith("empty.png: The image can't be read"));
    }

    [Test]
    public void ManyAreReadAtOnceAndComeInTheOrderOfTheirNames()
    {
        for (int i = 0; i < 150; i++)
        {
            if (i % 50 == 7) _folder.Add($"{i:000}.png", [1, 2, 3]);
            else if (i == 20) _folder.Add($"{i:000}.png", PngWriter.Encode(Grey(900, 600, (ushort)i)));
            else Add($"{i:000}.png", (ushort)i);
        }
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.Multiple(() =>
        {
            Assert.That(folder.Images.Select(file => file.Name), Is.Ordered.And.Unique);
            Assert.That(folder.Images, Has.Count.EqualTo(147));
            Assert.That(folder.Images.Select(file => $"{file.Image.Samples[0]:000}.png"), Is.EqualTo(folder.Images.Select(file => file.Name)));
            Assert.That(folder.Images.Single(file => file.Image.Width == 900).Name, Is.EqualTo("020.png"), "a large one is not read ahead");
            Assert.That(folder.Findings.Select(finding => finding.Place), Is.EqualTo(new[] { "007.png", "057.png", "107.png" }));
        });
    }

    [Test]
    public void AClassOfOneImageIsWarnedAbout()
    {
        Add("orc/a.png", 1);
        Add("orc/b.png", 2);
        Add("elf/c.png", 3);
        Finding finding = ImageFolder.Read(_folder.Path).Findings.Single();
        Assert.That((finding.Severity, finding.Place), Is.EqualTo((Severity.Warning, "elf/c.png")));
        Assert.That(finding.Message, Is.EqualTo("The class 'elf' has this image only."));
    }

    [Test]
    public void WhatIsNoImageIsIgnoredAndSaid()
    {
        Add("a.png", 1);
        Add(".hidden/b.png", 2);
        _folder.Add("notes.md", "x").Add(".c.png", "x").Add("map.txt", "#.");
        Finding finding = ImageFolder.Read(_folder.Path).Findings.Single();
        Assert.That(finding.Severity, Is.EqualTo(Severity.Note));
        Assert.That(finding.Message, Is.EqualTo("Ignored: .c.png, .hidden/, map.txt, notes.md."));
    }

    [Test]
    public void AFolderWithoutAnyIsAnError()
    {
        Assert.That(ImageFolder.Read(_folder.Path).ThrowIfUnusable,
            Throws.TypeOf<AssetException>().With.Message.Contains("holds no image"));
        _folder.Add("a.png", "no image");
        Assert.That(ImageFolder.Read(_folder.Path).ThrowIfUnusable,
            Throws.TypeOf<AssetException>().With.Message.Contains("None of the images"));
        Assert.That(() => ImageFolder.Read(_folder["none"]), Throws.TypeOf<AssetException>().With.Message.Contains("There is no folder"));
        Assert.That(() => ImageFolder.Read(_folder["a.png"]), Throws.TypeOf<AssetException>().With.Message.Contains("is a file"));
    }

    [Test]
    public void AFolderThatLeadsBackToItselfEnds()
    {
        Add("orc/a.png", 1);
        Directory.CreateSymbolicLink(_folder["orc/again"], _folder.Path);
        Assert.That(ImageFolder.Read(_folder.Path).Images.Select(file => file.Name), Has.Some.EqualTo("orc/a.png"));
    }

    private void Add(string name, ushort brightness)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        _folder.Add(name, PngWriter.Encode(Grey(4, 4, brightness)));
    }

    private static Image Grey(int width, int height, ushort brightness) =>
        new(width, height, PixelChannels.Grey, 8, [.. Enumerable.Repeat(brightness, width * height)]);
}
