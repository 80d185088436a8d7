namespace BfnProcGen.Training.Evaluation;

/// <summary>Which of the items trained on a sample is nearest to.</summary>
/// <param name="Index">Its number among <see cref="Data.Corpus.Learnt"/>(<see cref="Compared"/>).</param>
/// <param name="Distance">The share of cells that differ, as <see cref="CorpusView"/> sees them.</param>
public readonly record struct NearestItem(int Index, double Distance)
{
    /// <summary>The most items that are looked at, evenly spread over all.</summary>
    public const int Compared = 1024;

    /// <summary>The nearest item of each sample.</summary>
    /// <param name="drawn">Samples as levels (see <see cref="LevelSampler"/>).</param>
    /// <param name="corpus">What was trained on.</param>
    public static IReadOnlyList<NearestItem> Of(IEnumerable<byte[]> drawn, CorpusView corpus)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        ArgumentNullException.ThrowIfNull(corpus);
        byte[][] learnt = corpus.Training.Spread(Compared);
        return [.. drawn.Select(levels =>
        {
            (int index, double distance) = Hamming.FindNearest(corpus.CellsOf(levels), learnt);
            return new NearestItem(index, distance);
        })];
    }
}
