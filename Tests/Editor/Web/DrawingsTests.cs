using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Drawing;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>What is drawn outlives the page that shows it.</summary>
[TestFixture]
public sealed class DrawingsTests
{
    [Test]
    public async Task ADrawingBelongsToItsModelAsLongAsItFits()
    {
        using var folder = new TemporaryFolder();
        TinyModel.Create().Save(folder["one.safetensors"]);
        TinyModel.Create().Save(folder["other.safetensors"]);
        var opened = new OpenedFolder(folder.Path);
        await using var queue = new RunQueue(opened, new Terminal(TextWriter.Null, TextWriter.Null, CancellationToken.None));
        using var shelf = new ModelShelf(opened, queue, new AssetLibrary(opened));
        var drawings = new Drawings();
        OpenModel one = shelf.Open("one.safetensors");
        History<Board> first = Begin(one);
        first.Become(first.Now.Paint(3, 1));
        Assert.Multiple(() =>
        {
            Assert.That(Begin(shelf.Open("one.safetensors")), Is.SameAs(first), "another page");
            Assert.That(Begin(shelf.Open("other.safetensors")).CanUndo, Is.False);
        });

        Write(TinyModel.Create(seed: 9), minutes: 1);
        Assert.That(Begin(shelf.Open("one.safetensors")), Is.SameAs(first), "it has learnt on, and still knows these tiles");
        Write(TinyModel.Create(tiles: 4), minutes: 2);
        Assert.That(Begin(shelf.Open("one.safetensors")).CanUndo, Is.False, "other tiles");

        History<Board> Begin(OpenModel open) => drawings.Of(open, () => Medium.Of(open).Blank);

        void Write(BfnProcGen.Models.Model model, int minutes)
        {
            model.Save(folder["one.safetensors"]);
            File.SetLastWriteTimeUtc(folder["one.safetensors"], one.Written.AddMinutes(minutes));
        }
    }
}
