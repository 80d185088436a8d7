using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Models;
using BfnProcGen.Sampling;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>What the cells of a board are to a model: tiles, colours of its palette, or colours of any kind.</summary>
internal abstract class Medium(Model model)
{
    /// <summary>The medium of a model of maps or images.</summary>
    public static Medium Of(OpenModel open) => open.Model.Format switch
    {
        TileFormat => new TileMedium(open.Model, open.Look),
        PaletteFormat palette => new PaletteMedium(open.Model, palette),
        PixelFormat pixels => new PixelMedium(open.Model, pixels),
        _ => throw new ArgumentException("Texts have no cells.", nameof(open)),
    };

    /// <summary>What is drawn: a map, a sprite.</summary>
    public abstract string Noun { get; }

    /// <summary>Nothing yet.</summary>
    public Board Blank
    {
        get
        {
            var board = Board.Open(model.Width, model.Height, [.. Enumerable.Repeat(Empty, model.Width * model.Height)]);
            return EmptyIsNothing ? board : board with { Blank = [.. Enumerable.Repeat(true, board.Cells.Length)] };
        }
    }

    /// <summary>Whether values can be banned, which takes that there are so many of them and no more.</summary>
    public virtual bool Bans => true;

    /// <summary>Whether a colour can be mixed, besides those that are offered.</summary>
    public virtual bool Mixes => false;

    /// <summary>How it can be saved.</summary>
    public abstract IReadOnlyList<SaveForm> SaveForms { get; }

    /// <summary>What a cell of a blank board is.</summary>
    protected virtual int Empty => 0;

    /// <summary>Whether that is nothing in what is saved, too: a pixel that can be seen through. A tile is always something.</summary>
    protected virtual bool EmptyIsNothing => false;

    protected Model Model => model;

    /// <summary>What is there to paint with.</summary>
    public abstract IReadOnlyList<int> Offered(Board board);

    /// <summary>What a value is called.</summary>
    public abstract string NameOf(int value);

    /// <summary>What a value looks like, as an image of CSS.</summary>
    public abstract string LookOf(int value);

    /// <summary>The picture of a board.</summary>
    public abstract byte[] Png(Board board);

    /// <summary>What the model is asked for.</summary>
    /// <param name="board">What it must keep to.</param>
    /// <param name="request">Seed and class.</param>
    public SampleItem Item(Board board, SampleRequest request) => Ask(board, request).ItemFor(model);

    /// <summary>The cells of what was drawn.</summary>
    public abstract int[] CellsOf(Drawn drawn);

    /// <summary>What of some assets a drawing can begin with: by name, the cells. Empty where they don't go with the model.</summary>
    /// <exception cref="AssetException">They have other tiles.</exception>
    public abstract IEnumerable<(string Name, Func<int[]> Cells)> Starts(AssetSource assets);

    /// <summary>
    /// The same of what was drawn and saved before, in any form and for any model: whatever does not go with this one is left out.
    /// </summary>
    /// <param name="folder">The folder of what was drawn.</param>
    /// <param name="bounds">Where files may lie.</param>
    public abstract IEnumerable<(string Name, Func<int[]> Cells)> Drawn(string folder, AssetBounds bounds);

    protected abstract SampleRequest Ask(Board board, SampleRequest request);
}
