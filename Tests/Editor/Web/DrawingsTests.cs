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
        Drawing<Board, BoardVariant> first = Begin(one);
        first.History.Become(first.History.Now.Paint(3, 1));
        first.Variants = [new BoardVariant(5, first.History.Now.Cells, "")];
        (first.Settings.Seed, first.Settings.Steps) = (9, 3);
        Assert.Multiple(() =>
        {
            Assert.That(Begin(shelf.Open("one.safetensors")), Is.SameAs(first), "another page");
            Assert.That(Begin(shelf.Open("other.safetensors")).History.CanUndo, Is.False);
            Assert.That(Begin(shelf.Open("other.safetensors")).Settings.Steps, Is.EqualTo(one.Model.UsualEvaluations));
            Assert.That(Begin(shelf.Open("other.safetensors")).Variants, Is.Empty);
            Assert.That(Begin(one).Settings.Request(count: 2), Is.EqualTo(new VariantRequest(9, 2, 3, null)));
            Assert.That(Begin(one).Variants.Single().Seed, Is.EqualTo(5));
        });

        Write(TinyModel.Create(seed: 9), minutes: 1);
        Assert.That(Begin(shelf.Open("one.safetensors")), Is.SameAs(first), "it has learnt on, and still knows these tiles");
        Write(TinyModel.Create(tiles: 4), minutes: 2);
        Assert.That(Begin(shelf.Open("one.safetensors")).History.CanUndo, Is.False, "other tiles");

        Drawing<Board, BoardVariant> Begin(OpenModel open) => drawings.Of<Board, BoardVariant>(open, () => Medium.Of(open).Blank);

        void Write(BfnProcGen.Models.Model model, int minutes)
        {
            model.Save(folder["one.safetensors"]);
            File.SetLastWriteTimeUtc(folder["one.safetensors"], one.Written.AddMinutes(minutes));
        }
    }
}
