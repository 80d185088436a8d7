using System.Runtime.Versioning;
using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Tests.Editor;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>Links that lead out of a folder, back into it, and folders that can't be listed.</summary>
[TestFixture]
public sealed class AssetBoundsTests
{
    private TemporaryFolder _outer = null!;
    private string _root = "";

    [SetUp]
    public void SetUp()
    {
        _outer = new TemporaryFolder();
        _root = Directory.CreateDirectory(_outer["open"]).FullName;
        Directory.CreateDirectory(_outer["secret"]);
    }

    [TearDown]
    public void TearDown() => _outer.Dispose();

    [Test]
    public void MapsBehindALinkOutAreLeftOutWithinBoundsAlone()
    {
        _outer.Add("open/a.txt", "#.").Add("open/b.txt", ".#").Add("secret/c.txt", "x#");
        Link("out.txt", _outer["secret/c.txt"]);
        Link("in.txt", "a.txt");
        TileMapFolder bound = TileMapFolder.Read(_root, new AssetBounds(_root)), free = TileMapFolder.Read(_root);
        Assert.Multiple(() =>
        {
            Assert.That(bound.Maps.Select(map => map.Name), Is.EqualTo(new[] { "a.txt", "b.txt", "in.txt" }));
            Assert.That(bound.Tiles.Select(tile => tile.Symbol), Has.No.Member("x"));
            Assert.That(bound.Findings.Single().Place, Is.EqualTo("out.txt"));
            Assert.That(bound.HasErrors, Is.False);
            Assert.That(free.Maps.Select(map => map.Name), Has.Member("out.txt"));
        });
    }

    [Test]
    public void ImagesBehindLinksOutAreLeftOutWithinBoundsAlone()
    {
        Directory.CreateDirectory(_outer["open/bat"]);
        byte[] png = PngBytes.Solid();
        _outer.Add("open/bat/one.png", png).Add("open/bat/two.png", png).Add("secret/three.png", png);
        Link("bat/out.png", _outer["secret/three.png"]);
        Link("ghost", _outer["secret"]);
        Link("vampire", "bat");
        ImageFolder bound = ImageFolder.Read(_root, new AssetBounds(_root)), free = ImageFolder.Read(_root);
        Assert.Multiple(() =>
        {
            Assert.That(bound.Images.Select(image => image.Name),
                Is.EqualTo(new[] { "bat/one.png", "bat/two.png", "vampire/one.png", "vampire/two.png" }));
            Assert.That(bound.Findings.Select(finding => finding.Place), Is.EquivalentTo(new[] { "bat/out.png", "ghost", "vampire/out.png" }));
            Assert.That(free.Images.Select(image => image.Name), Has.Member("ghost/three.png").And.Member("bat/out.png"));
        });
    }

    [Test]
    public void TextsBehindLinksOutAreLeftOutWithinBoundsAlone()
    {
        _outer.Add("open/names.txt", "Ada\nBea\n").Add("secret/more.txt", "Secret\n");
        Link("out.txt", _outer["secret/more.txt"]);
        Link("out", _outer["secret"]);
        TextItems bound = TextItems.Read(_root, bounds: new AssetBounds(_root)), free = TextItems.Read(_root);
        Assert.Multiple(() =>
        {
            Assert.That(bound.Items.Select(item => item.Text), Is.EqualTo(new[] { "Ada", "Bea" }));
            Assert.That(bound.Findings.Select(finding => finding.Place), Is.EqualTo(new[] { "out", "out.txt" }));
            Assert.That(free.Items.Select(item => item.Text), Has.Exactly(2).EqualTo("Secret"));
        });
    }

    [Test]
    public void WhatFilesNameMustLieInsideToo()
    {
        _outer.Add("secret/set.tsx", """<tileset name="x" tilewidth="1" tileheight="1" tilecount="2" columns="2"><image source="x.png"/></tileset>""");
        _outer.Add("open/map.tmx", """
            <map orientation="orthogonal" width="2" height="1"><tileset firstgid="1" source="../secret/set.tsx"/>
            <layer width="2" height="1"><data encoding="csv">1,2</data></layer></map>
            """);
        TileMapFolder tiled = TileMapFolder.Read(_root, new AssetBounds(_root));
        Assert.That(tiled.Findings[0].Message, Does.Contain("leads out"));
        Assert.That(TileMapFolder.Read(_root).Maps, Has.Count.EqualTo(1));
        File.Delete(_outer["open/map.tmx"]);

        _outer.Add("open/a.txt", "#.").Add("secret/tiles.png", PngBytes.Solid());
        _outer.Add("open/legend.json", """{"tiles": {"#": {"name": "wall"}, ".": {"name": "floor"}}, "tileset": {"image": "tiles.png", "tile_size": 1}}""");
        Link("tiles.png", _outer["secret/tiles.png"]);
        TileMapFolder drawn = TileMapFolder.Read(_root, new AssetBounds(_root));
        Assert.Multiple(() =>
        {
            Assert.That(drawn.Findings.Select(finding => finding.Message), Has.Some.Contains("leads out"));
            Assert.That(() => TileSet.FromImage(drawn.Legend!, drawn.Tiles), Throws.TypeOf<AssetException>().With.Message.Contains("leads out"));
        });
    }

    [Test]
    public void ALinkInALinkLeadsWhereTheSystemSaysNotWhereItsLettersSay()
    {
        Directory.CreateDirectory(_outer["secret/deep"]);
        _outer.Add("secret/a.txt", "x#").Add("open/a.txt", "#.");
        Link("deep", _outer["secret/deep"]);
        // By its letters 'open/a.txt'.
        Link("b.txt", "deep/../a.txt");
        Assert.Multiple(() =>
        {
            Assert.That(new AssetBounds(_root).Hold(Path.Combine(_root, "b.txt")), Is.False);
            Assert.That(File.ReadAllText(Path.Combine(_root, "b.txt")), Is.EqualTo("x#"));
        });
    }

    [Test]
    public void LinksThatLeadBackAreNotFollowed()
    {
        Directory.CreateDirectory(_outer["open/a"]);
        Directory.CreateDirectory(_outer["open/b"]);
        _outer.Add("open/a/one.png", PngBytes.Solid()).Add("open/b/two.png", PngBytes.Solid());
        Link("a/b", "../b");
        Link("b/a", "../a");
        Link("all", ".");
        Link("itself", "itself");
        ImageFolder folder = ImageFolder.Read(_root);
        Assert.Multiple(() =>
        {
            Assert.That(folder.Images.Select(image => image.Name), Is.EquivalentTo(new[] { "a/b/two.png", "a/one.png", "b/a/one.png", "b/two.png" }));
            Assert.That(folder.Findings.Count(finding => finding.Message.Contains("leads back")), Is.EqualTo(3));
        });
    }

    [Test, UnsupportedOSPlatform("windows")]
    public void OneFolderThatMayNotBeListedHidesNoOther()
    {
        foreach (string name in new[] { "bat", "closed", "ghost" })
        {
            Directory.CreateDirectory(_outer[$"open/{name}"]);
            _outer.Add($"open/{name}/one.png", PngBytes.Solid()).Add($"open/{name}/two.png", PngBytes.Solid(7));
        }
        File.SetUnixFileMode(_outer["open/closed"], UnixFileMode.None);
        // Nothing is closed to root, but for one without the right to that.
        string before = Environment.IsPrivilegedProcess
            ? "exec setpriv --bounding-set=-dac_override,-dac_read_search dotnet \"$0\" \"$@\"" : "true";
        CommandRun run = CommandRun.InShell(before, "check", _root, "--json");
        File.SetUnixFileMode(_outer["open/closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.Multiple(() =>
        {
            Assert.That(run.Json.GetProperty("images").GetInt32(), Is.EqualTo(4));
            Assert.That(run.Json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("place").GetString()),
                Has.Member("closed"));
        });
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(_root, name), target);
}
