namespace BfnProcGen.Dungeon;

/// <summary>Percentiles of times in milliseconds.</summary>
internal sealed record FrameTimes(int Count, double P50, double P90, double P99, double Max)
{
    /// <summary>Of some times; zeros where there are none.</summary>
    public static FrameTimes Of(IReadOnlyList<double> milliseconds)
    {
        if (milliseconds.Count == 0) return new FrameTimes(0, 0, 0, 0, 0);
        double[] sorted = [.. milliseconds.Order()];
        return new FrameTimes(sorted.Length, At(0.5), At(0.9), At(0.99), sorted[^1]);

        double At(double share) => Math.Round(sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(share * sorted.Length) - 1)], 3);
    }
}
