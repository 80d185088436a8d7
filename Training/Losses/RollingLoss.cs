using BfnProcGen.Flows;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Losses;

/// <summary>
/// The loss of discrete data whose cells take turns (<see cref="RollingWindow"/>). Under cross-entropy, training goes where a run decides
/// something: to the cells under way, and of items that end in a repeated class, such as the end symbol of a text, not to the repetitions.
/// </summary>
internal sealed class RollingLoss(DiscreteFlow flow, RollingWindow rolling, Objective objective) : DiscreteLoss(flow, objective, timePower: 1)
{
    // What is ahead of the window teaches something too, but is mostly open; what is behind it is as good as known.
    private const double DecayAhead = 0.5, LeastAhead = 1e-3, WeightBehind = 0.1;

    private readonly bool _isBound = objective == Objective.ContinuousTime;

    private protected override double[] DrawTimes(ItemBatch items, ref RandomStream random)
    {
        double[] spread = Spread(items.Count, ref random);
        return _isBound ? spread : Times(rolling, items, spread);
    }

    /// <summary>Numbers in [0, 1) as times within the turns that decide something.</summary>
    internal static double[] Times(RollingWindow rolling, ItemBatch items, double[] spread) =>
    [
        .. spread.Select((u, i) => u * (Deciding(items.Values.AsSpan(i * rolling.Cells, rolling.Cells)) - 1 + rolling.Width) / rolling.Turns),
    ];

    private protected override float[]? Emphasis(double[] times, long[] shape)
    {
        if (_isBound) return null;
        var weights = new float[times.Length * rolling.Cells];
        for (int i = 0; i < weights.Length; i++)
        {
            double ahead = i % rolling.Cells - times[i / rolling.Cells] * rolling.Turns;
            weights[i] = (float)(ahead > 0 ? Math.Max(LeastAhead, Math.Pow(DecayAhead, ahead)) : ahead > -rolling.Width ? 1 : WeightBehind);
        }
        return weights;
    }

    // The cells up to the first of the repetitions that an item ends with.
    private static int Deciding(ReadOnlySpan<float> cells)
    {
        int last = cells.Length - 1;
        while (last > 0 && cells[last - 1] == cells[^1]) last--;
        return last + 1;
    }
}
