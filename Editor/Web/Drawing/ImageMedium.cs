using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Models;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Cells are pixels.</summary>
internal abstract class ImageMedium(Model model) : Medium(model)
{
    public override string Noun => "sprite";

    public override IReadOnlyList<SaveForm> SaveForms =>
        [new("Save as PNG", "As large as the model draws it", "sprite", ".png", (board, name) => [new OutputFile(name, Png(board))])];

    public sealed override byte[] Png(Board board) => ItemLook.Png(ImageOf(board));

    public sealed override int[] CellsOf(Drawn drawn) =>
        CellsOf(Image.Of(Model.Format, Model.Flow, Model.Width, Model.Height, drawn.Levels, drawn.Values));

    public sealed override string NameOf(int value) => ColourOf(value) is { Alpha: > 0 } colour
        ? colour.ToString()[..(colour.Alpha == byte.MaxValue ? 7 : 9)]
        : "transparent";

    public sealed override string LookOf(int value) => $"linear-gradient({ColourOf(value)}, {ColourOf(value)})";

    public sealed override IEnumerable<(string Name, Func<int[]> Cells)> Starts(AssetSource assets) => assets is ImageSource images
        ? images.ImagesFor(Model).Select(file => (file.Name, (Func<int[]>)(() => CellsOf(file.Image))))
        : [];

    public sealed override IEnumerable<(string Name, Func<int[]> Cells)> Drawn(string folder, AssetBounds bounds) =>
        Starts(AssetSource.Read(folder, new TrainingOptions { Kind = AssetKind.Image }, bounds));

    protected sealed override bool EmptyIsNothing => ColourOf(Empty).Alpha == 0;

    /// <summary>The colour that a value stands for.</summary>
    public abstract Rgba ColourOf(int value);

    protected abstract Image ImageOf(Board board);

    protected abstract int[] CellsOf(Image image);
}
