namespace BfnProcGen.Flows;

/// <summary>The reconstruction loss Lʳ = −ln p_O(x | θ at t = 1) of one variable, in nats (paper, equation 10).</summary>
public static class ReconstructionLoss
{
    /// <summary>
    /// Continuous data, scored with a normal distribution around the estimate that is discretised to <paramref name="bins"/> bins; its
    /// deviation is σ₁ for 256 bins and 0.7·√1e−3 for 16, as the reference implementation has it.
    /// </summary>
    public static double Continuous(ContinuousFlow flow, double value, double estimate, int bins)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var grid = new DiscretisedFlow(flow.Sigma1, bins);
        double deviation = bins == 16 ? 0.7 * Math.Sqrt(1e-3) : flow.Sigma1;
        return -new NormalOutput(estimate, deviation).LogProbability(grid, grid.BinOf(value));
    }

    /// <summary>Discretised data: −ln p of the data's bin.</summary>
    public static double Discretised(DiscretisedFlow flow, int bin, NormalOutput output) => -output.LogProbability(flow, bin);

    /// <summary>Discrete data: −ln p of the data's class.</summary>
    public static double Discrete(int value, ReadOnlySpan<double> logProbabilities) => -logProbabilities[value];
}
