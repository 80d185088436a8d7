using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Drawing;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>What is drawn is kept, is there to go on with, and is no asset.</summary>
[TestFixture]
public sealed class DrawnFilesTests
{
    private TemporaryFolder _outer = null!;
    private OpenedFolder _opened = null!;
    private DrawnFiles _drawn = null!;

    [SetUp]
    public void SetUp()
    {
        _outer = new TemporaryFolder();
        Directory.CreateDirectory(_outer["open"]);
        _opened = new OpenedFolder(_outer["open"]);
        _drawn = new DrawnFiles(_opened);
    }

    [TearDown]
    public void TearDown() => _outer.Dispose();

    [Test]
    public void SavingChangesNoAssets()
    {
        foreach (string name in new[] { "bat", "ghost" })
        {
            Directory.CreateDirectory(_outer[$"open/{name}"]);
            for (byte i = 0; i < 4; i++) _outer.Add($"open/{name}/{i}.png", PngBytes.Solid(i));
        }
        var library = new AssetLibrary(_opened);
        IReadOnlyList<string> places = library.Places();
        OpenAssets before = library.Open(".");
        string saved = _drawn.Save("sprite", ".png", name => [new OutputFile(name, PngBytes.Solid(9))]);
        OpenAssets after = library.Open(".", again: true);
        Assert.Multiple(() =>
        {
            Assert.That(File.Exists(_opened.Inside(saved)), saved);
            Assert.That(after.Classes, Is.EqualTo(before.Classes));
            Assert.That(after.Corpus!.Hash, Is.EqualTo(before.Corpus!.Hash), "a paused run can go on");
            Assert.That(after.Findings, Is.EqualTo(before.Findings));
            Assert.That(library.Places(), Is.EqualTo(places));
        });
    }

    [Test]
    public void NothingIsOverwrittenAndNothingIsWrittenThroughALink()
    {
        string first = Save(), second = Save();
        Assert.That((first, second), Is.EqualTo((".bfn/drawn/map-1.txt", ".bfn/drawn/map-2.txt")));
        File.CreateSymbolicLink(_opened.Inside(".bfn/drawn/tiles.png"), _outer["outside.png"]);
        Assert.That(() => _drawn.Save("map", ".tmx", name => [new OutputFile(name, [1]), new OutputFile("tiles.png", [2])]),
            Throws.TypeOf<RefusedPathException>());
        Directory.Delete(_opened.Inside(".bfn/drawn"), recursive: true);
        Directory.CreateSymbolicLink(_opened.Inside(".bfn/drawn"), _outer.Path);
        Assert.That(Save, Throws.TypeOf<RefusedPathException>());
        Assert.That(_outer.Files(), Is.EqualTo(new[] { "open" }));

        string Save() => _drawn.Save("map", ".txt", name => [new OutputFile(name, [1])]);
    }

    [Test]
    public async Task ADrawingBeginsWithWhatWasDrawnBefore()
    {
        TinyModel.Create().Save(_outer["open/tiles.safetensors"]);
        TinyModel.OfPalette().Save(_outer["open/colours.safetensors"]);
        var library = new AssetLibrary(_opened);
        await using var queue = new RunQueue(_opened, new Terminal(TextWriter.Null, TextWriter.Null, CancellationToken.None));
        using var shelf = new ModelShelf(_opened, queue, library);
        var starts = new StartLibrary(_opened, library, queue, _drawn);
        foreach (string name in new[] { "tiles", "colours" })
        {
            OpenModel open = shelf.Open($"{name}.safetensors");
            var medium = Medium.Of(open);
            Board board = medium.Blank.Paint(3, 4).Paint(9, 1);
            string[] saved = [.. medium.SaveForms.Select(form => _drawn.Save(form.Name, form.Extension, file => form.Encode(board, file)))];
            SortedDictionary<string, Func<int[]>> found = starts.For(open, medium);
            Assert.That(found.Keys, Is.EquivalentTo(saved.Where(path => !path.Contains("kept"))), "what is kept of a map is none");
            Assert.That(found.Values.Select(cells => cells()), Is.All.EqualTo(board.Cells));
        }
    }
}
