using BfnProcGen.AssetFiles;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Editor;

[TestFixture]
public sealed class CheckCommandTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void AGoodFolderIsReady()
    {
        _folder.Add("a.txt", "##\n#.\n").Add("b.txt", "..\n#.\n");
        CommandRun run = CommandRun.Of("check", _folder.Path);
        Assert.That(run.Code, Is.Zero);
        Assert.That(run.Output, Does.Contain("2 text grids (2 of 2×2, width × height), 2 tiles").And.Contain("Ready: bfn train"));
    }

    [TestCase("""{"tiles": {"#": "wall", ".": "floor"}, "tileset": {"image": "tiles.png", "tile_size": 1}}""", TestName = "a whole legend")]
    [TestCase("""{"tiles": {"#": "wall", "..": "floor"}, "tileset": {"image": "tiles.png", "tile_size": 1}}""", TestName = "a wrong legend")]
    public void TheLegendsPictureIsNotIgnored(string legend)
    {
        _folder.Add("a.txt", "##\n#.\n").Add("legend.json", legend).Add("notes.md", "");
        new Picture(2, 1).WritePng(_folder["tiles.png"]);
        Assert.That(CommandRun.Of("check", _folder.Path).Output, Does.Contain("Ignored: notes.md."));
    }

    [Test]
    public void JsonHoldsWhatTheTextSays()
    {
        _folder.Add("a.csv", "1,2\n1,1\n").Add("b.csv", "1\n1,1\n");
        CommandRun run = CommandRun.Of("check", _folder.Path, "--json");
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo((int)ExitCode.Assets));
            Assert.That(run.Json.GetProperty("usable").GetBoolean(), Is.False);
            Assert.That(run.Json.GetProperty("format").GetString(), Is.EqualTo("csv"));
            Assert.That(run.Json.GetProperty("tiles")[0].GetProperty("cells").GetInt32(), Is.EqualTo(3));
            Assert.That(run.Json.GetProperty("findings")[0].GetProperty("severity").GetString(), Is.EqualTo("error"));
            Assert.That(run.Json.GetProperty("findings")[0].GetProperty("place").GetString(), Does.StartWith("b.csv"));
        });
    }

    [Test]
    public void ProblemsAreListedWithTheirRemedies()
    {
        _folder.Add("ragged.txt", "###\n##\n###").Add("binary.txt", "#\0#");
        CommandRun run = CommandRun.Of("check", _folder.Path);
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Assets));
        Assert.That(run.Output, Does.Contain("error: ragged.txt:2").And.Contain("Make all rows equally long").And.Contain("error: binary.txt").And.Contain("Save it as UTF-8 text"));
    }
}
