using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>What a short measurement said of one form of a convolution.</summary>
/// <param name="Tile">The form; null for registers, which the others are compared with.</param>
/// <param name="Nanoseconds">Of one launch.</param>
/// <param name="Difference">
/// The largest difference to what registers compute, as a share of their largest output: 0 only for equal bits, and infinite where
/// something is no number.
/// </param>
internal readonly record struct TileTrial(IConvolutionTile? Tile, double Nanoseconds, double Difference)
{
    /// <summary>
    /// What may be lost by factors of 16 bits. Each is off by 2⁻¹¹ of itself at most, so that a product is by 2⁻¹⁰, and so is a sum by 2⁻¹⁰
    /// of its terms' sizes together; errors that differ in sign stay far below it, and this leaves no more than that of the largest output.
    /// </summary>
    public const double Bound = 1.0 / 1024;

    // A little faster is not worth other bits, and may be chance.
    private const double WorthIt = 0.9;

    /// <summary>Whether the form computes what it should.</summary>
    public bool IsSound => Tile is { RoundsFactors: true } ? Difference <= Bound : Difference == 0;

    private bool RoundsFactors => Tile is { RoundsFactors: true };

    /// <summary>Whether rounding factors pays: a sound form that does is faster than all that don't, and clearly so.</summary>
    public static bool RoundingPays(IReadOnlyCollection<TileTrial> trials) => Fastest(trials, rounds: true) is { } rounded
        && Fastest(trials, rounds: false) is { } exact && rounded.Nanoseconds < WorthIt * exact.Nanoseconds;

    /// <summary>The fastest sound form that rounds factors, or of those that don't; null where there is none.</summary>
    public static TileTrial? Fastest(IEnumerable<TileTrial> trials, bool rounds) =>
        trials.Where(trial => trial.IsSound && trial.RoundsFactors == rounds).OrderBy(trial => trial.Nanoseconds).Cast<TileTrial?>()
            .FirstOrDefault();

    /// <summary>The <see cref="Difference"/> of two results, as bits, in a view and between its items, where nothing may change.</summary>
    public static double DifferenceOf(ReadOnlySpan<uint> expected, ReadOnlySpan<uint> actual, View target)
    {
        if (expected.SequenceEqual(actual)) return 0;
        double largest = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (i % target.ItemStride >= target.Shape.Count)
            {
                if (expected[i] != actual[i]) return double.PositiveInfinity;
                continue;
            }
            double value = BitConverter.UInt32BitsToSingle(expected[i]), other = BitConverter.UInt32BitsToSingle(actual[i]);
            if (!double.IsFinite(value) || !double.IsFinite(other)) return double.PositiveInfinity;
            (largest, difference) = (Math.Max(largest, Math.Abs(value)), Math.Max(difference, Math.Abs(value - other)));
        }
        return largest == 0 ? double.PositiveInfinity : Math.Max(difference / largest, double.Epsilon);
    }
}
