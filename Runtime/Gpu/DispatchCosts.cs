namespace BfnProcGen.Gpu;

/// <summary>
/// What each dispatch of a recording costs in nanoseconds, learnt from runs: a cost that is exceeded moves half of the way at once, one
/// that is undercut an eighth, so that what is predicted is rather too much than too little. Shared by all recordings of a kind; safe to
/// use from several threads.
/// </summary>
/// <param name="count">Dispatches.</param>
internal sealed class DispatchCosts(int count)
{
    private const double Up = 0.5, Down = 0.125;

    private readonly double[] _costs = new double[count];
    private readonly int[] _rounds = new int[count];
    private int _round;
    private readonly Lock _lock = new();

    /// <summary>The cost of a dispatch; 0 before anything was learnt.</summary>
    public double this[int dispatch]
    {
        get
        {
            lock (_lock) return _costs[dispatch];
        }
    }

    /// <summary>The cost of the most expensive dispatch.</summary>
    public double Longest
    {
        get
        {
            lock (_lock) return _costs.Max();
        }
    }

    /// <summary>The predicted cost of dispatches together.</summary>
    public double Sum(ReadOnlySpan<int> dispatches)
    {
        double sum = 0;
        lock (_lock)
            foreach (int dispatch in dispatches) sum += _costs[dispatch];
        return sum;
    }

    /// <summary>How many of the first dispatches fit into a budget; at least one.</summary>
    public int Fit(ReadOnlySpan<int> dispatches, double budget)
    {
        lock (_lock)
        {
            double sum = _costs[dispatches[0]];
            int fit = 1;
            while (fit < dispatches.Length && (sum += _costs[dispatches[fit]]) <= budget) fit++;
            return fit;
        }
    }

    /// <summary>Learns what each of some dispatches took.</summary>
    public void Learn(ReadOnlySpan<int> dispatches, ReadOnlySpan<double> each)
    {
        lock (_lock)
        {
            for (int i = 0; i < dispatches.Length; i++)
            {
                ref double cost = ref _costs[dispatches[i]];
                cost = cost == 0 ? each[i] : cost + (each[i] > cost ? Up : Down) * (each[i] - cost);
            }
        }
    }

    /// <summary>Learns that some dispatches took a time between two bounds together, each its share of what was thought.</summary>
    public void Learn(ReadOnlySpan<int> dispatches, double least, double most)
    {
        double sum = Sum(dispatches);
        double bound = Math.Clamp(sum, least, most);
        if (sum == bound || sum == 0) return;
        double factor = 1 + (bound > sum ? Up : Down) * (bound / sum - 1);
        lock (_lock)
        {
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
}
