using BfnProcGen.AssetFiles;

namespace BfnProcGen.Tests.AssetFiles;

[TestFixture]
public sealed class FolderSurveyTests
{
    [Test]
    public void CountsTilesSizesAndDuplicates()
    {
        using TemporaryFolder folder = new TemporaryFolder().Add("a.txt", "#.\n..").Add("b.txt", "#.\n..").Add("c.txt", "#...");
        var survey = new FolderSurvey(TileMapFolder.Read(folder.Path));
        Assert.Multiple(() =>
        {
            Assert.That(survey.Sizes, Is.EqualTo(new[] { new MapSize(2, 2, 2), new MapSize(4, 1, 1) }));
            Assert.That(survey.Tiles, Is.EqualTo(new[] { new TileCount(new Tile("#"), 3, 0.25, 3), new TileCount(new Tile("."), 9, 0.75, 3) }));
            Assert.That(survey.Duplicates, Is.EqualTo(new[] { new[] { "a.txt", "b.txt" } }));
            Assert.That(survey.SuggestedCrop, Is.EqualTo("2x1"));
            Assert.That(survey.Findings.Select(finding => finding.Message), Has.Some.Contains("2 different sizes").And.Some.Contains("1 maps repeat others"));
        });
    }

    [Test]
    public void RareAndUnusedTilesAreNamed()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 20; i++) folder.Add($"{i}.txt", i == 0 ? "#.x" : i % 2 == 0 ? "#.." : "##.");
        folder.Add("legend.json", """{"tiles": {"#": "wall", ".": "floor", "x": "exit", "l": "lava"}}""");
        var survey = new FolderSurvey(TileMapFolder.Read(folder.Path));
        Assert.Multiple(() =>
        {
            Assert.That(survey.Findings.Select(finding => finding.Message), Has.Some.EqualTo("A tile occurs in one map only: 'x' (exit)."));
            Assert.That(survey.Findings.Select(finding => finding.Message), Has.Some.EqualTo("A tile occurs in no map: 'l' (lava)."));
            Assert.That(survey.SuggestedCrop, Is.Null);
        });
    }
}
