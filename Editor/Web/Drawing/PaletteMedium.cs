using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Cells are colours of the model's palette.</summary>
internal sealed class PaletteMedium(Model model, PaletteFormat format) : ImageMedium(model)
{
    private readonly ImagePalette _palette = ImagePalette.Of(format.Colours);

    public override IReadOnlyList<int> Offered(Board board) => [.. Enumerable.Range(0, format.Colours.Count)];

    public override Rgba ColourOf(int value) => format.Colours[value];

    protected override int Empty => Math.Max(0, format.Colours.ToList().FindIndex(colour => colour.Alpha == 0));

    protected override Image ImageOf(Board board) =>
        format.Decode(Array.ConvertAll(board.Cells, cell => (byte)cell), board.Width, board.Height);

    protected override int[] CellsOf(Image image) => [.. _palette.MapOf(image).Cells.ToArray().Select(colour => (int)colour)];

    protected override SampleRequest Ask(Board board, SampleRequest request) =>
        request with { Known = board.Known(), Bias = board.Bias(format.Colours.Count) };
}
