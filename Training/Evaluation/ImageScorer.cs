using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Evaluation;

/// <summary>
/// Compares generated images with real ones by patterns of transparency and brightness (see <see cref="CorpusView"/>). Copies and
/// duplicates are those that are equal in this view.
/// </summary>
public sealed class ImageScorer : ISampleScorer
{
    private readonly CorpusView _view;
    private readonly MapScorer _scorer;

    /// <summary>Prepares for comparisons with the images that <paramref name="corpus"/> learns from.</summary>
    public ImageScorer(Corpus corpus)
    {
        _view = new CorpusView(corpus);
        _scorer = new MapScorer(_view.Training);
    }

    /// <summary>Scores images, given as their levels (see <see cref="LevelSampler"/>).</summary>
    public MapScore Score(IReadOnlyList<byte[]> generated) => _scorer.Score([.. generated.Select(_view.CellsOf)]);

    SampleScore ISampleScorer.Score(IReadOnlyList<byte[]> generated) => Score(generated);
}
