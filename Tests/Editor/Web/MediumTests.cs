using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Editor.Web.Drawing;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>What is painted, kept and banned holds for what a model then draws, whatever cells are to it.</summary>
[TestFixture]
public sealed class MediumTests
{
    private static readonly VariantRequest Three = new(Seed: 7, Count: 3, Steps: 2, Class: null);

    [Test]
    public void ColoursOfAPaletteAreKeptAndBanned()
    {
        Model model = TinyModel.OfPalette();
        var medium = new PaletteMedium(model, (PaletteFormat)model.Format);
        Board board = medium.Blank.Paint(3, 4).Paint(9, 1);
        for (int cell = 10; cell < 30; cell++) board = board.Ban(cell, 2).Ban(cell, 3);
        foreach (int[] cells in Draw(model, medium, board))
        {
            Assert.Multiple(() =>
            {
                Assert.That((cells[3], cells[9]), Is.EqualTo((4, 1)));
                Assert.That(cells[10..30], Has.None.EqualTo(2).And.None.EqualTo(3));
            });
        }
    }

    [Test]
    public void ColoursOfAPaletteAreCalledWhatTheyAre()
    {
        Model model = TinyModel.OfPalette();
        var medium = new PaletteMedium(model, (PaletteFormat)model.Format);
        Assert.Multiple(() =>
        {
            Assert.That(medium.Offered(medium.Blank), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
            Assert.That((medium.NameOf(0), medium.NameOf(2)), Is.EqualTo(("transparent", "#500000")));
            Assert.That(medium.LookOf(2), Is.EqualTo("linear-gradient(#500000ff, #500000ff)"));
        });
    }

    [Test]
    public void ABlankBoardIsNothingWhereNothingCanBeSaved()
    {
        Model map = TinyModel.Create(), palette = TinyModel.OfPalette(), pixels = TinyModel.OfPixels(new ContinuousFlow(0.02), PixelChannels.Rgb);
        var tiles = new TileMedium(map, new ItemLook(map.Format, null));
        var opaque = new PixelMedium(pixels, (PixelFormat)pixels.Format);
        var transparent = new PaletteMedium(palette, (PaletteFormat)palette.Format);
        Assert.Multiple(() =>
        {
            Assert.That((tiles.Blank.IsWhole, opaque.Blank.IsWhole), Is.EqualTo((false, false)));
            Assert.That(transparent.Blank.IsWhole, Is.True, "what can be seen through");
            Assert.That(() => tiles.SaveForms[0].FilesOf(tiles.Blank.Paint(3, 1), "map.txt"),
                Throws.TypeOf<RequestException>().With.Message.StartsWith("41 cells are still blank"));
            Assert.That(tiles.SaveForms.Single(form => form.OnlyKept).FilesOf(tiles.Blank.Paint(3, 1), "kept.txt"), Has.Count.EqualTo(1));
            Assert.That(transparent.SaveForms[0].FilesOf(transparent.Blank, "sprite.png"), Has.Count.EqualTo(1));
        });
    }

    [TestCase(PixelChannels.Grey, 0, "#6f6f6f")]
    [TestCase(PixelChannels.Rgb, 0, "#ff3c00")]
    [TestCase(PixelChannels.Rgba, 0, "#ff3c0080")]
    [TestCase(PixelChannels.Rgb, 4, "#ff0000")]
    [TestCase(PixelChannels.Rgba, 16, "#ff330088")]
    public void AColourThatIsMixedIsKeptAsFarAsTheModelKnowsIt(PixelChannels layout, int bins, string name)
    {
        Model model = TinyModel.OfPixels(bins == 0 ? new ContinuousFlow(0.02) : new DiscretisedFlow(0.02, bins), layout);
        var medium = new PixelMedium(model, (PixelFormat)model.Format);
        int mixed = medium.Mix(new Rgba(255, 60, 0, 128));
        Assert.That(medium.NameOf(mixed), Is.EqualTo(name));
        Assert.That(medium.Mix(medium.ColourOf(mixed)), Is.EqualTo(mixed));
        foreach (int[] cells in Draw(model, medium, medium.Blank.Paint(11, mixed)))
            Assert.That((medium.NameOf(cells[11]), cells.Distinct().Count() > 1), Is.EqualTo((name, true)));
    }

    [Test]
    public void ColoursInThePictureAreOffered()
    {
        Model model = TinyModel.OfPixels(new ContinuousFlow(0.02), PixelChannels.Rgba);
        var medium = new PixelMedium(model, (PixelFormat)model.Format);
        int red = medium.Mix(new Rgba(255, 0, 0, 255)), blue = medium.Mix(new Rgba(0, 0, 255, 255));
        Board board = medium.Blank.Paint(0, blue).Paint(1, red).Paint(2, red);
        Assert.Multiple(() =>
        {
            Assert.That(medium.Offered(board).Select(medium.NameOf), Is.EqualTo(new[] { "transparent", "#0000ff", "#ff0000" }));
            Assert.That(medium.Bans, Is.False);
        });
    }

    [Test]
    public void AsSavedItIsReadAgain()
    {
        Model model = TinyModel.OfPalette();
        var medium = new PaletteMedium(model, (PaletteFormat)model.Format);
        SaveForm form = medium.SaveForms.Single();
        OutputFile file = form.Encode(medium.Blank.Paint(8, 3), "one.png").Single();
        Image image = PngFile.Decode(file.Bytes, file.Name).Image;
        Assert.That((image.Width, image.Height, image.ColourAt(1, 1)), Is.EqualTo((7, 6, new Rgba(120, 0, 0, 255))));
        Assert.That(image.ColourAt(0, 0).Alpha, Is.Zero);
    }

    private static IEnumerable<int[]> Draw(Model model, Medium medium, Board board)
    {
        using SampleSource source = SampleSource.Open(model, Backend.Plain);
        Drawn[] drawn = source.Draw(Three.For(model, request => medium.Item(board, request)), CancellationToken.None);
        Assert.That(drawn, Has.Length.EqualTo(Three.Count));
        return [.. drawn.Select(medium.CellsOf)];
    }
}
