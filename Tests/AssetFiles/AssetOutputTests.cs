using BfnProcGen.AssetFiles;

namespace BfnProcGen.Tests.AssetFiles;

[TestFixture]
public sealed class AssetOutputTests
{
    [Test]
    public void AFailedWriteLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["taken"]);
        Assert.Multiple(() =>
        {
            Assert.That(() => AssetOutput.Write(folder["taken"], "text"), Throws.TypeOf<OutputException>().With.Message.Contains("taken"));
            Assert.That(() => AssetOutput.Write(folder["none/a.txt"], "text"), Throws.TypeOf<OutputException>().With.Message.Contains("a.txt"));
            Assert.That(folder.Files(), Is.EqualTo(new[] { "taken" }));
        });
    }

    [Test]
    public void ATextModelsIndicesCanBeWrittenAsCsvButWideSymbolsNotAsText()
    {
        var map = new TileMap(2, 1, [1, 0]);
        Assert.Multiple(() =>
        {
            Assert.That(CsvGrid.Format(map, [new Tile("#"), new Tile(".")]), Is.EqualTo("1,0\n"));
            Assert.That(CsvGrid.Format(map, [new Tile("7"), new Tile("-3")]), Is.EqualTo("-3,7\n"));
            Assert.That(TextGrid.Format(map, [new Tile("#"), new Tile(".")]), Is.EqualTo(".#\n"));
            Assert.That(() => TextGrid.Format(map, [new Tile("7"), new Tile("-3")]), Throws.TypeOf<AssetException>().With.Message.Contains("-3"));
        });
    }
}
