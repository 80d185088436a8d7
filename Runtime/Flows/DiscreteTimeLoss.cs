namespace BfnProcGen.Flows;

/// <summary>
/// The n-step loss Lⁿ of one variable at step i (t = (i − 1)/n), in nats: n times the divergence of the receiver from the sender
/// distribution (paper, equation 24), by one draw of the sender where it has no closed form. Their mean over i and draws is Lⁿ.
/// </summary>
public static class DiscreteTimeLoss
{
    /// <summary>Continuous data: n·α_i/2·(x − x̂)² (equation 92).</summary>
    public static double Continuous(ContinuousFlow flow, double value, double estimate, int i, int steps)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return steps * flow.Alpha(i, steps) / 2 * (value - estimate) * (value - estimate);
    }

    /// <summary>
    /// Discretised data: −n·ln Σ_k p_k·exp(−α/2·((y − c_k)² − (y − x)²)), y = x + ε/√α (equations 112–115).
    /// </summary>
    /// <param name="flow">The schedule.</param>
    /// <param name="bin">The bin of the data; x is its centre.</param>
    /// <param name="logProbabilities">ln p_k of the output distribution.</param>
    /// <param name="i">The step, 1 ≤ i ≤ <paramref name="steps"/>.</param>
    /// <param name="steps">n.</param>
    /// <param name="noise">ε ~ N(0, 1).</param>
    public static double Discretised(DiscretisedFlow flow, int bin, ReadOnlySpan<double> logProbabilities, int i, int steps, double noise)
    {
        ArgumentNullException.ThrowIfNull(flow);
        double alpha = flow.Alpha(i, steps), x = flow.Centre(bin), y = x + noise / Math.Sqrt(alpha);
        var terms = new double[flow.Bins];
        for (int k = 0; k < terms.Length; k++)
        {
            double centre = flow.Centre(k);
            terms[k] = logProbabilities[k] - alpha / 2 * ((y - centre) * (y - centre) - (y - x) * (y - x));
        }
        return -steps * LogSumExp(terms);
    }

    /// <summary>
    /// Discrete data: −n·ln Σ_k p_k·exp(y_k − y_x), y = α(K·e_x − 1) + √(αK)·ε (equations 188–190, the receiver as a joint mixture).
    /// </summary>
    /// <param name="flow">The schedule.</param>
    /// <param name="value">The class of the data.</param>
    /// <param name="logProbabilities">ln p_k of the output distribution.</param>
    /// <param name="i">The step, 1 ≤ i ≤ <paramref name="steps"/>.</param>
    /// <param name="steps">n.</param>
    /// <param name="noise">K draws from N(0, 1).</param>
    /// <param name="cell">The cell of the variable, which matters where cells take turns.</param>
    public static double Discrete(
        DiscreteFlow flow, int value, ReadOnlySpan<double> logProbabilities, int i, int steps, ReadOnlySpan<double> noise, int cell = 0)
    {
        ArgumentNullException.ThrowIfNull(flow);
        double accuracy = flow.Alpha(i, steps, cell) * flow.Classes, deviation = Math.Sqrt(accuracy);
        double own = accuracy + deviation * noise[value];
        var terms = new double[flow.Classes];
        for (int k = 0; k < terms.Length; k++)
            terms[k] = logProbabilities[k] + (k == value ? 0 : deviation * noise[k] - own);
        return -steps * LogSumExp(terms);
    }

    private static double LogSumExp(ReadOnlySpan<double> terms)
    {
        double most = double.NegativeInfinity, sum = 0;
        foreach (double term in terms) most = Math.Max(most, term);
        foreach (double term in terms) sum += Math.Exp(term - most);
        return most + Math.Log(sum);
    }
}
