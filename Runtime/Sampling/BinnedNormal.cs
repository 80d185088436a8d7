using BfnProcGen.Flows;

namespace BfnProcGen.Sampling;

/// <summary>
/// The output distribution of discretised data in 32-bit floats, as the samplers need it: a normal distribution over K bins of [−1, 1], by
/// its cumulative values at the edges between them. <see cref="NormalOutput"/> is the definition, in double precision;
/// <c>Shaders/include/binned_normal.glsl</c> is the same text in GLSL.
/// </summary>
internal static class BinnedNormal
{
    // Beyond this many deviations the distribution counts as 0 or 1: what is missing, 1e−9, is far below a float's resolution.
    private const float Reach = 6;

    /// <summary>The deviation that follows from the predicted ln σ̂.</summary>
    public static float Deviation(float perNoise, float logDeviation)
    {
        const float most = (float)NormalOutput.MostLogDeviation;
        float deviation = perNoise * MathF.Exp(Math.Clamp(logDeviation, -most, most));
        return Math.Clamp(deviation, (float)NormalOutput.LeastDeviation, (float)NormalOutput.MostDeviation);
    }

    /// <summary>The centre of a bin.</summary>
    public static float Centre(int bin, int bins) => (2 * bin + 1) * (1f / bins) - 1;

    /// <summary>The bin that holds <paramref name="value"/>, the first or last where it lies outside.</summary>
    public static int BinOf(float value, int bins) => (int)Math.Clamp(MathF.Floor((value * 0.5f + 0.5f) * bins), 0, bins - 1);

    /// <summary>
    /// Σ p_k·c_k, summed by parts: the last centre minus a bin's width for every edge that the distribution lies below, so that nothing
    /// cancels. Only edges within reach of the mean are more or less than certain.
    /// </summary>
    public static float Mean(float mean, float deviation, int bins)
    {
        int first = Math.Max(1, BinOf(mean - Reach * deviation, bins)), last = BinOf(mean + Reach * deviation, bins) + 1;
        float below = 0;
        for (int edge = first; edge < Math.Min(last + 1, bins); edge++) below += Cumulative((Edge(edge, bins) - mean) / deviation);
        below += Math.Max(0, bins - 1 - last);
        return Centre(bins - 1, bins) - below * (2f / bins);
    }

    /// <summary>The first bin whose cumulative probability exceeds <paramref name="uniform"/>, else the last.</summary>
    public static int Draw(float mean, float deviation, int bins, float uniform)
    {
        int low = 0, high = bins - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Cumulative((Edge(middle + 1, bins) - mean) / deviation) > uniform) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /// <summary>
    /// The most probable bin, the first of equals. Bins between the outermost are equally wide, so that of those the mean's own wins; the
    /// outermost hold the tails.
    /// </summary>
    public static int Mode(float mean, float deviation, int bins)
    {
        int own = BinOf(mean, bins);
        float below = Cumulative((Edge(own, bins) - mean) / deviation), above = Cumulative((mean - Edge(own + 1, bins)) / deviation);
        float most = 1 - below - above, first = Cumulative((Edge(1, bins) - mean) / deviation);
        float last = Cumulative((mean - Edge(bins - 1, bins)) / deviation);
        if (own > 0 && own < bins - 1 && most >= last && most > first) return own;
        return first >= last ? 0 : bins - 1;
    }

    /// <summary>Φ(z) to 3e−7 (Abramowitz and Stegun 7.1.26): shading languages know no error function.</summary>
    public static float Cumulative(float z)
    {
        if (z <= -Reach) return 0;
        if (z >= Reach) return 1;
        float x = Math.Abs(z) * 0.707106781f, t = 1f / (1f + 0.3275911f * x);
        float p = 1.061405429f;
        p = p * t - 1.453152027f;
        p = p * t + 1.421413741f;
        p = p * t - 0.284496736f;
        p = p * t + 0.254829592f;
        float tail = 0.5f * p * t * MathF.Exp(-x * x);
        return z < 0 ? tail : 1 - tail;
    }

    private static float Edge(int edge, int bins) => edge * (2f / bins) - 1;
}
