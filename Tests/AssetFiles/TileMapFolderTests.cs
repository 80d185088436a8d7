using System.Diagnostics;
using BfnProcGen.AssetFiles;

namespace BfnProcGen.Tests.AssetFiles;

[TestFixture]
public sealed class TileMapFolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void EverySymbolOfTextIsATileInAscendingOrder()
    {
        TileMapFolder folder = Read(("b.txt", "#.#\r\n.a.\r\n\r\n"), ("a.txt", "…𝄞\n𝄞#"));
        Assert.Multiple(() =>
        {
            Assert.That(folder.Findings, Is.Empty);
            Assert.That(folder.Tiles.Select(tile => tile.Symbol), Is.EqualTo(new[] { "#", ".", "a", "…", "𝄞" }));
            Assert.That(folder.Maps.Select(map => map.Name), Is.EqualTo(new[] { "a.txt", "b.txt" }));
            Assert.That(folder.Maps[0].Map.Cells.ToArray(), Is.EqualTo(new byte[] { 3, 4, 4, 0 }));
            Assert.That(folder.Maps[1].Map.Cells.ToArray(), Is.EqualTo(new byte[] { 0, 1, 0, 1, 2, 1 }));
            Assert.That((folder.Maps[1].Map.Width, folder.Maps[1].Map.Height), Is.EqualTo((3, 2)));
        });
    }

    [Test]
    public void CsvHoldsIntegersInNumericalOrderAndMayEndRowsWithAComma()
    {
        TileMapFolder folder = Read(("a.csv", "10, 2,-1,\n2,2,10,\n"));
        Assert.Multiple(() =>
        {
            Assert.That(folder.Findings, Is.Empty);
            Assert.That(folder.Tiles.Select(tile => tile.Symbol), Is.EqualTo(new[] { "-1", "2", "10" }));
            Assert.That(folder.Maps[0].Map.Cells.ToArray(), Is.EqualTo(new byte[] { 2, 1, 0, 1, 1, 2 }));
        });
    }

    [Test]
    public void ALegendGivesOrderNamesAndColours()
    {
        TileMapFolder folder = Read(
            ("a.txt", "..\n.#"),
            ("legend.json", """{"tiles": {"#": {"name": "wall", "colour": "#AABBCC"}, ".": ["floor", "walkable"], "x": "lava"}}"""));
        Assert.Multiple(() =>
        {
            Assert.That(folder.Findings, Is.Empty);
            Assert.That(folder.Tiles, Is.EqualTo(new[] { new Tile("#", "wall", "#aabbcc"), new Tile(".", "floor"), new Tile("x", "lava") }));
            Assert.That(folder.Maps[0].Map.Cells.ToArray(), Is.EqualTo(new byte[] { 1, 1, 1, 0 }));
        });
    }

    [Test]
    public void WhatIsNoMapIsIgnoredAndSaid()
    {
        Directory.CreateDirectory(_folder["below"]);
        TileMapFolder folder = Read(("a.txt", ".#"), (".hidden.txt", "x"), ("notes.md", "x"));
        Assert.Multiple(() =>
        {
            Assert.That(folder.Maps, Has.Count.EqualTo(1));
            Assert.That(folder.Findings.Single().Severity, Is.EqualTo(Severity.Note));
            Assert.That(folder.Findings.Single().Message, Does.Contain(".hidden.txt").And.Contain("notes.md").And.Contain("below/"));
        });
    }

    [TestCase("room.txt", "###\n##\n###\n", "room.txt:2: Row 2 has 2 tiles, the others have 3.")]
    [TestCase("room.txt", "###\n\n###\n", "room.txt:2: Row 2 has 0 tiles")]
    [TestCase("room.txt", "##\n#\t\n", "room.txt:2:2: The control character U+0009")]
    [TestCase("room.txt", "", "room.txt: The file can't be read ('room.txt' is empty")]
    [TestCase("room.txt", "##\n#\0", "room.txt: The file is binary")]
    [TestCase("room.txt", "##\n##", "only one kind of tile, '#'")]
    [TestCase("room.csv", "1,2\n3,x\n", "room.csv:2:2: 'x' is not an integer.")]
    [TestCase("room.csv", "1,2\n3\n1,2", "room.csv:2: Row 2 has 1 tile, the others have 2.")]
    [TestCase("room.csv", "1,99999999999999999999", "room.csv:1:2: '99999999999999999999' is not an integer.")]
    public void AWrongMapIsAnErrorThatNamesThePlace(string name, string content, string message)
    {
        TileMapFolder folder = Read((name, content));
        AssertError(folder, message);
    }

    [TestCase("""{"tiles": {".": "floor"}}""", "room.txt:2:1: The legend doesn't know the tile '#'.")]
    [TestCase("""{"tiles": {"..": "floor"}}""", "legend.json: The tile '..' can't occur")]
    [TestCase("""{"tiles": {".": "floor", ".": "wall"}}""", "legend.json: The tile '.' is listed twice.")]
    [TestCase("""{"tiles": {".": 3}}""", "legend.json: The tile '.' says neither name nor colour.")]
    [TestCase("""{"tiles": {".": {"colour": "blue"}}}""", "legend.json: The colour 'blue'")]
    [TestCase("""{"tiles": {}}""", "lists no tile")]
    [TestCase("""{"tile": {}}""", "\"tiles\" is missing")]
    [TestCase("""{"tiles": [""", "no valid JSON")]
    [TestCase("""{"tiles": {".": {"name": 7}}}""", "no valid JSON")]
    [TestCase("""{"tiles": {"#": "a", ".": "b"}, "tileset": {"image": "t.png"}}""", "\"tileset\" lacks")]
    [TestCase("""{"tiles": {"#": "a", ".": "b"}, "tileset": {"image": "t.png", "tile_size": 0}}""", "The tile size is 0 pixels.")]
    public void AWrongLegendIsAnError(string legend, string message)
    {
        AssertError(Read(("room.txt", "..\n#."), ("legend.json", legend)), message);
    }

    [Test]
    public void AMissingTileSetImageIsOnlyAWarning()
    {
        TileMapFolder folder = Read(("a.txt", "#."), ("legend.json", """{"tiles": {"#": "a", ".": "b"}, "tileset": {"image": "t.png", "tile_size": 8}}"""));
        Assert.That(folder.Findings.Single().Severity, Is.EqualTo(Severity.Warning));
        Assert.That(folder.ThrowIfUnusable, Throws.Nothing);
    }

    [Test]
    public void TextThatIsNotUtf8IsAnError()
    {
        _folder.Add("latin.txt", [0x23, 0xE9, 0x23]);
        AssertError(TileMapFolder.Read(_folder.Path), "latin.txt: The file is binary or not in UTF-8.");
    }

    [Test]
    public void AByteOrderMarkIsNoTile()
    {
        _folder.Add("a.txt", [0xEF, 0xBB, 0xBF, (byte)'#', (byte)'.']);
        Assert.That(TileMapFolder.Read(_folder.Path).Tiles.Select(tile => tile.Symbol), Is.EqualTo(new[] { "#", "." }));
    }

    [Test]
    public void AFileThatCantBeReadIsAnErrorAmongTheOthers()
    {
        File.CreateSymbolicLink(_folder["loop.txt"], _folder["loop.txt"]);
        TileMapFolder folder = Read(("a.txt", "#."));
        AssertError(folder, "loop.txt: The file can't be read");
        Assert.That(folder.Maps.Single().Name, Is.EqualTo("a.txt"));
    }

    [Test]
    public void APipeIsRefusedAndNotWaitedFor([Values("pipe.txt", "legend.json", "tiles.png")] string name)
    {
        _folder.Add("a.txt", "#.").Add("legend.json", """{"tiles": {"#": {}, ".": {}}, "tileset": {"image": "tiles.png", "tile_size": 1}}""");
        File.Delete(_folder[name]);
        using (Process pipe = Process.Start("mkfifo", _folder[name])) pipe.WaitForExit();
        Task<TileMapFolder> read = Task.Run(() => TileMapFolder.Read(_folder.Path));
        Assert.That(read.Wait(TimeSpan.FromSeconds(20)), "reading waits for the pipe's other end");
        Assert.That(read.Result.Findings.Select(finding => finding.ToString()), Has.Some.Contains(name).And.Some.Contains("no regular file"));
    }

    [Test]
    public void AnEndlessDeviceIsRefused()
    {
        File.CreateSymbolicLink(_folder["zero.txt"], "/dev/zero");
        AssertError(Read(("a.txt", "#.")), "zero.txt: The file can't be read");
    }

    [Test]
    public void ALinkToAMapIsAMap()
    {
        _folder.Add("a.map", "#.");
        File.CreateSymbolicLink(_folder["b.txt"], _folder["a.map"]);
        File.CreateSymbolicLink(_folder["c.txt"], _folder["b.txt"]);
        Assert.That(TileMapFolder.Read(_folder.Path).Maps.Select(map => map.Name), Is.EqualTo(new[] { "b.txt", "c.txt" }));
    }

    [TestCase("../tiles.png")]
    [TestCase("art/../../tiles.png")]
    [TestCase("/etc/passwd")]
    [TestCase("a\\u0000.png")]
    [TestCase(".")]
    public void ATileSetOutsideTheFolderIsRefused(string image) => AssertError(
        Read(("a.txt", "#."), ("legend.json", $$$"""{"tiles": {"#": {}, ".": {}}, "tileset": {"image": "{{{image}}}", "tile_size": 1}}""")),
        "is no file in the legend's folder");

    [Test]
    public void ATileWithoutASymbolIsRefused() => AssertError(Read(("a.txt", "#."), ("legend.json", """{"tiles": {"": {"name": "nothing"}}}""")),
        "legend.json: The tile '' can't occur");

    [Test]
    public void ThreeHundredTilesAreTooMany()
    {
        TileMapFolder folder = Read(("a.csv", string.Join(',', Enumerable.Range(0, 300))));
        AssertError(folder, "There are 300 distinct tiles; a model knows at most 256.");
        Assert.That(folder.Maps, Is.Empty);
    }

    [Test]
    public void TextAndCsvDontMix() => AssertError(Read(("a.txt", "#."), ("b.csv", "1,2")), "mixes 1 text grids (.txt) and 1 CSV maps");

    [Test]
    public void AnEmptyFolderIsAnErrorThatNamesWhatCanBeRead()
    {
        AssertError(Read(), "The folder holds no map.");
        Assert.That(Read().Findings[0].Remedy, Does.Contain("Maps: ").And.Contain("Images: PNG").And.Contain("Texts: "));
    }

    [Test]
    public void AMissingFolderAndAFileInstead()
    {
        _folder.Add("a.txt", "#.");
        Assert.Multiple(() =>
        {
            Assert.That(() => TileMapFolder.Read(_folder["none"]), Throws.TypeOf<AssetException>().With.Message.Contains("There is no folder"));
            Assert.That(() => TileMapFolder.Read(_folder["a.txt"]), Throws.TypeOf<AssetException>().With.Message.Contains("is a file"));
        });
    }

    [Test]
    public void AllErrorsAreListedAtOnce()
    {
        TileMapFolder folder = Read(("a.txt", "##\n#"), ("b.txt", "\0"), ("c.txt", "#."));
        Assert.That(folder.Findings.Count(finding => finding.Severity == Severity.Error), Is.EqualTo(2));
        Assert.That(folder.ThrowIfUnusable, Throws.TypeOf<AssetException>().With.Message.Contains("a.txt").And.Message.Contains("b.txt"));
    }

    private TileMapFolder Read(params (string Name, string Content)[] files)
    {
        foreach ((string name, string content) in files) _folder.Add(name, content);
        return TileMapFolder.Read(_folder.Path);
    }

    private static void AssertError(TileMapFolder folder, string message)
    {
        Assert.That(folder.Findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.ToString()), Has.Some.Contains(message));
        Assert.That(folder.ThrowIfUnusable, Throws.TypeOf<AssetException>().With.Message.Contains(message));
    }
}
