using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Evaluation;

/// <summary>
/// What samples and the items of a corpus are compared by, as maps of cells: tiles and characters as they are, images as transparency and
/// four levels of brightness, whatever their parameterisation.
/// </summary>
public sealed class CorpusView
{
    private readonly Corpus _corpus;
    private readonly byte[]? _cellOfColour;

    /// <summary>Looks at a corpus.</summary>
    public CorpusView(Corpus corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        _corpus = corpus;
        if (corpus is NumberCorpus numbers)
        {
            (Training, Validation) = (ViewOf(numbers.Training), ViewOf(numbers.Validation));
            return;
        }
        var discrete = (DiscreteCorpus)corpus;
        if (discrete.Format is PaletteFormat palette) _cellOfColour = CoarseImage.CellsOf(palette);
        (Training, Validation) = (ViewOf(discrete.Training), ViewOf(discrete.Validation));
    }

    /// <summary>What is learnt from.</summary>
    public TileWindows Training { get; }

    /// <summary>What is kept back.</summary>
    public TileWindows Validation { get; }

    /// <summary>A sample's cells.</summary>
    /// <param name="levels">Its levels, as of a <see cref="LevelSampler"/>.</param>
    public byte[] CellsOf(byte[] levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (_corpus is not NumberCorpus numbers) return View(levels);
        DiscretisedFlow bins = numbers.Bins is { } count ? LevelSampler.Bins with { Bins = count } : LevelSampler.Bins;
        return CoarseImage.CellsOf(((PixelFormat)_corpus.Format).Decode(levels, bins, _corpus.Item.Width, _corpus.Item.Height));
    }

    private byte[] View(byte[] classes) => _cellOfColour is null ? classes : Array.ConvertAll(classes, colour => _cellOfColour[colour]);

    private TileWindows ViewOf(TileWindows windows) => _cellOfColour is null
        ? windows
        : TileWindows.Of([.. windows.Maps.Select(map => new TileMap(map.Width, map.Height, View(map.Cells.ToArray())))], windows.Size);

    private static TileWindows ViewOf(ImageWindows windows) =>
        TileWindows.Of([.. windows.Images.Select(image => new TileMap(image.Width, image.Height, CoarseImage.CellsOf(image)))],
            windows.Size);
}
