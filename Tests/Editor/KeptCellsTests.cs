using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Editor;

[TestFixture]
public sealed class KeptCellsTests
{
    private static readonly Tile[] Tiles = [new("#", "wall"), new(".", "floor")];

    [Test]
    public void OpenCellsAreQuestionMarks()
    {
        var map = new TileMap(3, 2, [0, 1, 0, 1, 1, 0]);
        Assert.That(KeptCells.Format(map, [true, true, false, false, true, true], Tiles), Is.EqualTo("#.?\n?.#\n"));
    }

    [Test]
    public void AModelWithATileOfThatSymbolIsRefused() =>
        Assert.That(() => KeptCells.Format(new TileMap(1, 1, [0]), [true], [new("?"), new("#")]), Throws.TypeOf<RequestException>());

    [Test]
    public void AnotherTileIsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Add("kept.txt", "#x\n??\n");
        Assert.That(() => KeptCells.Read(folder["kept.txt"], Tiles), Throws.TypeOf<AssetException>().With.Message.Contains("x"));
    }
}
