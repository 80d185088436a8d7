namespace BfnProcGen.Flows;

/// <summary>
/// The times of N network evaluations. Uniform: τᵢ = η + (1 − η)·i/N (Xue et al. 2024).
/// Power: τᵢ = η + (T − η)·(i/(N − 1))^p, which spends its evaluations early, where the network still has something to decide.
/// </summary>
public sealed record TimeGrid
{
    /// <summary>The solver's grid from the paper: N equal intervals, the last of which is not entered.</summary>
    public static TimeGrid Uniform { get; } = new();

    /// <summary>The largest power of a grid.</summary>
    public const double MostPower = 6;

    /// <summary>The power p of a power grid, or null for the uniform grid.</summary>
    public double? Power { get; init; }

    /// <summary>The last time T of a power grid, in (0, 1].</summary>
    public double End { get; init; } = 0.75;

    /// <summary>A power grid from the flow's earliest time to <paramref name="end"/>.</summary>
    public static TimeGrid WithPower(double power, double end = 0.75) => new() { Power = power, End = end };

    /// <summary>The times of <paramref name="evaluations"/> evaluations, starting at <paramref name="earliest"/> (the η of the formulas).</summary>
    public double[] Times(int evaluations, double earliest)
    {
        var times = new double[evaluations];
        for (int i = 0; i < evaluations; i++)
        {
            times[i] = Power is { } p
                ? earliest + (End - earliest) * (evaluations == 1 ? 0 : Math.Pow((double)i / (evaluations - 1), p))
                : earliest + (1 - earliest) * i / evaluations;
        }
        return times;
    }

    internal void Validate()
    {
        // Far steeper grids put neighbouring evaluations at the same time, where the second order divides by zero.
        if (Power is { } p && p is not (> 0 and <= MostPower)) throw new RequestException($"The power of a time grid must be above 0 and at most {MostPower}, not {p}.");
        if (!(End is > 0.02 and <= 1)) throw new RequestException($"A time grid must end after 0.02 and not after 1, not at {End}.");
    }

    /// <inheritdoc/>
    public override string ToString() => Power is { } p ? $"power {p:0.##} to {End:0.##}" : "uniform";
}
