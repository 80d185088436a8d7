namespace BfnProcGen.Flows;

/// <summary>The standard normal distribution in double precision.</summary>
internal static class Normal
{
    /// <summary>ln of the density at <paramref name="z"/>.</summary>
    public static double LogDensity(double z) => -0.5 * (z * z + Math.Log(2 * Math.PI));

    /// <summary>
    /// Φ(z), to about 1e−15: the series Φ = ½ + φ(z)·(z + z³/3 + z⁵/15 + …) near 0 and the continued fraction of the tail beyond
    /// (Abramowitz and Stegun 26.2.11 and 26.2.14).
    /// </summary>
    public static double Cumulative(double z)
    {
        if (z < -38) return 0;
        if (z > 38) return 1;
        double density = Math.Exp(LogDensity(z));
        if (Math.Abs(z) > 4)
        {
            double fraction = 0;
            for (int k = 60; k >= 1; k--) fraction = k / (Math.Abs(z) + fraction);
            double tail = density / (Math.Abs(z) + fraction);
            return z < 0 ? tail : 1 - tail;
        }
        double term = z, sum = z;
        for (int k = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); k++) sum += term *= z * z / (2 * k + 1);
        return 0.5 + density * sum;
    }
}
