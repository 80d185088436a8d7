namespace BfnProcGen.Training.Evaluation;

/// <summary>Tells learning by heart from learning: how near generated maps are to maps trained on, against maps kept back.</summary>
/// <param name="Copies">Share of generated maps that equal a map trained on.</param>
/// <param name="NearestTraining">Mean distance to the nearest of some maps trained on, as a share of cells.</param>
/// <param name="NearestValidation">The same for as many maps kept back; NaN where there are none.</param>
public sealed record MemorisationGauge(double Copies, double NearestTraining, double NearestValidation)
{
    private const int MostWindows = 1024;

    /// <summary>
    /// <see cref="NearestTraining"/>/<see cref="NearestValidation"/>: about 1 when maps trained on and kept back are equally near, towards
    /// 0 when the model knows its maps by heart.
    /// </summary>
    public double Ratio => NearestValidation > 0 ? NearestTraining / NearestValidation : double.NaN;

    /// <summary>Measures samples, given as their levels (see <see cref="LevelSampler"/>). As many maps of each side are compared: of more, the nearest would be nearer.</summary>
    public static MemorisationGauge Measure(IReadOnlyList<byte[]> generated, CorpusView corpus)
    {
        ArgumentNullException.ThrowIfNull(generated);
        ArgumentNullException.ThrowIfNull(corpus);
        if (generated.Count == 0) throw new ArgumentException("There is nothing to measure.", nameof(generated));
        byte[][] cells = [.. generated.Select(corpus.CellsOf)];
        byte[][] validation = corpus.Validation.Spread(MostWindows);
        byte[][] training = corpus.Training.Spread(validation.Length == 0 ? MostWindows : validation.Length);
        return new MemorisationGauge(
            (double)cells.Count(map => corpus.Training.Contains(map)) / generated.Count,
            Hamming.MeanNearest(cells, training),
            Hamming.MeanNearest(cells, validation));
    }
}
