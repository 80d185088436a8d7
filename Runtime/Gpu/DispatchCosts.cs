namespace BfnProcGen.Gpu;

/// <summary>
/// What each dispatch of a recording costs in nanoseconds, learnt from runs: the usual cost of each, and a margin that slices exceed one
/// time in a hundred. What is predicted is both together, so that it is rather too much than too little. Shared by all recordings of a
/// kind; safe to use from several threads.
/// </summary>
/// <param name="count">Dispatches.</param>
internal sealed class DispatchCosts(int count)
{
    // How far the usual cost follows a slice that took something else. What took far more or less was disturbed, and counts as this far.
    private const double Pace = 1.0 / 16, Farthest = 1.5;

    // The margin rises so much with a slice that exceeds it, and falls by a part of that with any other: they are in balance where one
    // slice in Exceeding exceeds it. A processor that is taken away is not what a smaller slice helps against: the margin has an end.
    private const double Rise = 0.04, Exceeding = 100, MostMargin = 1.5;

    private readonly double[] _costs = new double[count];
    private readonly int[] _rounds = new int[count];
    private readonly Lock _lock = new();
    private int _round;
    private double _margin = 1;

    /// <summary>The usual cost of a dispatch; 0 before anything was learnt.</summary>
    public double this[int dispatch]
    {
        get
        {
            lock (_lock) return _costs[dispatch];
        }
    }

    /// <summary>The usual cost of the most expensive dispatch.</summary>
    public double Longest
    {
        get
        {
            lock (_lock) return _costs.Max();
        }
    }

    /// <summary>What a slice can take in proportion to the usual cost of its dispatches.</summary>
    public double Margin
    {
        get
        {
            lock (_lock) return _margin;
        }
    }

    /// <summary>The predicted cost of dispatches together.</summary>
    public double Predict(ReadOnlySpan<int> dispatches)
    {
        lock (_lock) return _margin * Sum(dispatches);
    }

    /// <summary>How many of the first dispatches are predicted to fit into a budget; at least one.</summary>
    public int Fit(ReadOnlySpan<int> dispatches, double budget)
    {
        lock (_lock)
        {
            double sum = _costs[dispatches[0]];
            int fit = 1;
            while (fit < dispatches.Length && (sum += _costs[dispatches[fit]]) * _margin <= budget) fit++;
            return fit;
        }
    }

    /// <summary>Takes what each of some dispatches took for what it usually takes; at least a nanosecond, as overlapping ones can seem to take none.</summary>
    public void Set(ReadOnlySpan<int> dispatches, ReadOnlySpan<double> each)
    {
        lock (_lock)
            for (int i = 0; i < dispatches.Length; i++) _costs[dispatches[i]] = Math.Max(1, each[i]);
    }

    /// <summary>Learns that some dispatches took a time between two bounds together, each its share of what was thought.</summary>
    public void Learn(ReadOnlySpan<int> dispatches, double least, double most)
    {
        lock (_lock)
        {
            double sum = Sum(dispatches);
            if (sum == 0) return;
            double ratio = Math.Clamp(sum, least, most) / sum;
            _margin = Math.Clamp(_margin * (1 + (ratio > _margin ? Rise : -Rise / Exceeding)), 1, MostMargin);
            double factor = 1 + Pace * (Math.Clamp(ratio, 1 / Farthest, Farthest) - 1);
            _round++;
            foreach (int dispatch in dispatches)
            {
                // Once each, however many evaluations the dispatches span.
                if (_rounds[dispatch] == _round) continue;
                _rounds[dispatch] = _round;
                _costs[dispatch] *= factor;
            }
        }
    }

    private double Sum(ReadOnlySpan<int> dispatches)
    {
        double sum = 0;
        foreach (int dispatch in dispatches) sum += _costs[dispatch];
        return sum;
    }
}
