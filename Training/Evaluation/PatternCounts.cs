namespace BfnProcGen.Training.Evaluation;

/// <summary>How often every square pattern of tiles occurs in a list of maps: what two lists of maps are compared by.</summary>
public sealed class PatternCounts
{
    /// <summary>The largest side of a pattern: its tiles, a byte each, fill one 128-bit key.</summary>
    public const int LargestSide = 4;

    // Smoothing of the divergence of Lucas and Volz.
    private const double Epsilon = 1e-6;
    private readonly Dictionary<UInt128, long> _counts = [];

    private PatternCounts(int side) => Side = side;

    /// <summary>Cells along the side of a pattern.</summary>
    public int Side { get; }

    /// <summary>Patterns counted, repetitions included.</summary>
    public long Total { get; private set; }

    /// <summary>Different patterns.</summary>
    public int Distinct => _counts.Count;

    /// <summary>Counts every pattern of <paramref name="side"/> × <paramref name="side"/> cells; maps smaller than that count for nothing.</summary>
    public static PatternCounts Of(IEnumerable<TileMap> maps, int side)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, LargestSide);
        var counts = new PatternCounts(side);
        foreach (TileMap map in maps)
        for (int y = 0; y <= map.Height - side; y++)
        for (int x = 0; x <= map.Width - side; x++)
        {
            UInt128 key = KeyAt(map, x, y, side);
            counts._counts[key] = counts._counts.GetValueOrDefault(key) + 1;
            counts.Total++;
        }
        return counts;
    }

    /// <summary>
    /// Jensen–Shannon divergence of both distributions in bits: 0 for equal ones, 1 for ones that share no pattern.
    /// NaN when either holds no pattern.
    /// </summary>
    public double JensenShannon(PatternCounts other)
    {
        Check(other);
        double sum = 0;
        foreach (UInt128 key in Union(other))
        {
            double p = Share(key), q = other.Share(key), middle = (p + q) / 2;
            if (p > 0) sum += 0.5 * p * Math.Log2(p / middle);
            if (q > 0) sum += 0.5 * q * Math.Log2(q / middle);
        }
        return Total == 0 || other.Total == 0 ? double.NaN : sum;
    }

    /// <summary>
    /// Tile-pattern divergence in nats: the mean of both Kullback–Leibler divergences, smoothed (Lucas and Volz, <i>Tile pattern
    /// KL-divergence for analysing and evolving game levels</i>, GECCO 2019, with ε = 10⁻⁶ and equal weights).
    /// </summary>
    public double Divergence(PatternCounts other)
    {
        Check(other);
        double sum = 0;
        foreach (UInt128 key in Union(other))
        {
            double p = Smoothed(key), q = other.Smoothed(key);
            sum += 0.5 * (p - q) * Math.Log(p / q);
        }
        return Total == 0 || other.Total == 0 ? double.NaN : sum;
    }

    /// <summary>The share of these patterns that <paramref name="other"/> has none of.</summary>
    public double ShareUnseenIn(PatternCounts other)
    {
        Check(other);
        return Total == 0 ? 0 : (double)_counts.Where(entry => !other._counts.ContainsKey(entry.Key)).Sum(entry => entry.Value) / Total;
    }

    private void Check(PatternCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Side != Side)
            throw new ArgumentException($"Patterns of side {Side} can't be compared with patterns of side {other.Side}.", nameof(other));
    }

    private IEnumerable<UInt128> Union(PatternCounts other) => _counts.Keys.Union(other._counts.Keys);

    private double Share(UInt128 key) => (double)_counts.GetValueOrDefault(key) / Total;

    private double Smoothed(UInt128 key) => (_counts.GetValueOrDefault(key) + Epsilon) / ((Total + Epsilon) * (1 + Epsilon));

    /// <summary>The pattern of <paramref name="side"/> × <paramref name="side"/> cells at a place, a byte a cell.</summary>
    internal static UInt128 KeyAt(TileMap map, int left, int top, int side)
    {
        UInt128 key = 0;
        for (int y = top; y < top + side; y++)
        for (int x = left; x < left + side; x++)
            key = key << 8 | map[x, y];
        return key;
    }
}
