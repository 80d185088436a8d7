using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Evaluation;

/// <summary>
/// What samples and the items of a corpus are compared by, as maps of cells: tiles and characters as they are, images as transparency and
/// four levels of brightness, whatever their parameterisation.
/// </summary>
public sealed class CorpusView
{
    private readonly Corpus _corpus;
    private readonly Flow _flow;
    private readonly byte[]? _cellOfColour;

    /// <summary>Looks at a corpus whose samples are drawn with <paramref name="flow"/>.</summary>
    public CorpusView(Corpus corpus, Flow flow)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(flow);
        (_corpus, _flow) = (corpus, flow);
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
    /// <param name="levels">Classes of discrete data or bins of discretised data, else null.</param>
    /// <param name="values">Values of continuous data, else null.</param>
    public byte[] CellsOf(byte[]? levels, float[]? values) => _corpus switch
    {
        DiscreteCorpus => View(levels!),
        _ => CoarseImage.CellsOf(Image.Of(_corpus.Format, _flow, _corpus.Item.Width, _corpus.Item.Height, levels, values)),
    };

    /// <summary>Draws samples and returns their cells.</summary>
    public byte[][] Sample(PlainSampler sampler, StepTable table, IReadOnlyList<SampleItem> items)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        return _flow is DiscreteFlow or DiscretisedFlow
            ? Array.ConvertAll(sampler.Sample(table, items), levels => CellsOf(levels, null))
            : Array.ConvertAll(sampler.SampleValues(table, items), values => CellsOf(null, values));
    }

    private byte[] View(byte[] classes) => _cellOfColour is null ? classes : Array.ConvertAll(classes, colour => _cellOfColour[colour]);

    private TileWindows ViewOf(TileWindows windows) => _cellOfColour is null
        ? windows
        : TileWindows.Of([.. windows.Maps.Select(map => new TileMap(map.Width, map.Height, View(map.Cells.ToArray())))], windows.Size);

    private static TileWindows ViewOf(ImageWindows windows) =>
        TileWindows.Of([.. windows.Images.Select(image => new TileMap(image.Width, image.Height, CoarseImage.CellsOf(image)))], windows.Size);
}
