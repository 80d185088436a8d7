namespace BfnProcGen.Flows;

/// <summary>
/// The output distribution of continuous and discretised data. The network predicts the noise ε̂ in μ, or its velocity
/// (<see cref="PredictedQuantity"/>), and ln σ̂ for discretised data: x̂ = μ/γ − s·ε̂ with s = √((1 − γ)/γ) (paper, equations 84–86 and 118–120).
/// </summary>
/// <param name="Mean">x̂ before clipping.</param>
/// <param name="Deviation">Standard deviation of discretised data; s itself where the network predicts none.</param>
public readonly record struct NormalOutput(double Mean, double Deviation)
{
    /// <summary>Below this time a network that predicts noise is not asked: mean 0, deviation 1.</summary>
    public const double EarliestTime = 1e-6;

    /// <summary>ln σ̂ is clamped to ± this.</summary>
    public const double MostLogDeviation = 10;

    /// <summary>Deviations of discretised data are clamped to this and <see cref="MostDeviation"/>.</summary>
    public const double LeastDeviation = 1e-3;

    /// <summary>The largest deviation of discretised data.</summary>
    public const double MostDeviation = 10;

    private const double LeastProbability = 1e-5;

    /// <summary>The distribution that follows from what the network returned for one variable.</summary>
    /// <param name="flow">The schedule.</param>
    /// <param name="mean">μ, the state.</param>
    /// <param name="time">t.</param>
    /// <param name="noise">ε̂ or v̂.</param>
    /// <param name="logDeviation">ln σ̂, clamped to ±10; 0 for continuous data.</param>
    public static NormalOutput From(ContinuousFlow flow, double mean, double time, double noise, double logDeviation = 0)
    {
        ArgumentNullException.ThrowIfNull(flow);
        NoisePrediction prediction = flow.PredictionAt(time);
        if (!prediction.IsAsked) return new NormalOutput(0, prediction.PerNoise);
        double deviation = prediction.PerNoise * Math.Exp(Math.Clamp(logDeviation, -MostLogDeviation, MostLogDeviation));
        return new NormalOutput(prediction.PerMean * mean - prediction.PerNoise * noise, deviation);
    }

    /// <summary>x̂ clipped to [−1, 1], the estimate of continuous data.</summary>
    public double Clipped => Math.Clamp(Mean, -1, 1);

    /// <summary>
    /// The probability of every bin: differences of the cumulative distribution, which is 0 at or below the first edge and 1 at or above
    /// the last (equations 107–110). The deviation is clamped to [1e−3, 10].
    /// </summary>
    public double[] Probabilities(int bins)
    {
        var probabilities = new double[bins];
        double below = 0;
        for (int k = 0; k < bins; k++)
        {
            double above = k == bins - 1 ? 1 : Normal.Cumulative((2.0 * (k + 1) / bins - 1 - Mean) / Spread);
            probabilities[k] = above - below;
            below = above;
        }
        return probabilities;
    }

    /// <summary>
    /// ln p of one bin; where the probability is below 1e−5 the difference cancels and the density at the bin's centre times its width is used.
    /// </summary>
    public double LogProbability(DiscretisedFlow flow, int bin)
    {
        ArgumentNullException.ThrowIfNull(flow);
        double probability = Probabilities(flow.Bins)[bin];
        return probability < LeastProbability
            ? Normal.LogDensity((flow.Centre(bin) - Mean) / Spread) - Math.Log(Spread) + Math.Log(2.0 / flow.Bins)
            : Math.Log(probability);
    }

    /// <summary>The mean over bins, Σ p_k·c_k: the estimate of discretised data.</summary>
    public double BinnedMean(DiscretisedFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        double[] probabilities = Probabilities(flow.Bins);
        double mean = 0;
        for (int k = 0; k < probabilities.Length; k++) mean += probabilities[k] * flow.Centre(k);
        return mean;
    }

    private double Spread => Math.Clamp(Deviation, LeastDeviation, MostDeviation);
}
