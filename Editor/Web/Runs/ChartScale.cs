namespace BfnProcGen.Editor.Web.Runs;

/// <summary>What part of some curves a chart shows: all steps, and values between two round numbers.</summary>
internal sealed class ChartScale
{
    private const double Shown = 0.98;

    /// <summary>The scale for some curves.</summary>
    public ChartScale(IEnumerable<CurvePoint[]> curves)
    {
        CurvePoint[] points = [.. curves.SelectMany(curve => curve)];
        Last = Math.Max(1, points.Select(point => point.Step).DefaultIfEmpty(1).Max());
        // The first steps are far above all others; what comes after them is what one wants to see.
        double[] values = [.. points.Select(point => point.Value).Order()];
        (Low, High) = values.Length == 0 ? (0, 1) : (values[0], values[Math.Min(values.Length - 1, (int)(values.Length * Shown))]);
        if (High - Low < 1e-6) (Low, High) = (Low - 0.5, High + 0.5);
        double step = Nice((High - Low) / 4);
        (Low, High) = (Math.Floor(Low / step) * step, Math.Ceiling(High / step) * step);
        Ticks = [.. Enumerable.Range(0, (int)Math.Round((High - Low) / step) + 1).Select(i => Low + i * step)];
        Format = step >= 1 ? "0" : step >= 0.1 ? "0.0" : step >= 0.01 ? "0.00" : "0.000";
    }

    /// <summary>The value at the bottom.</summary>
    public double Low { get; }

    /// <summary>The value at the top; some of the largest values lie above.</summary>
    public double High { get; }

    /// <summary>The last step of all curves.</summary>
    public int Last { get; }

    /// <summary>The values that are marked.</summary>
    public double[] Ticks { get; }

    /// <summary>How they are written.</summary>
    public string Format { get; }

    /// <summary>How far to the right a step lies, 0 to 1.</summary>
    public double Across(int step) => (double)step / Last;

    /// <summary>How far up a value lies, 0 to 1; what is beyond the top lies there.</summary>
    public double Up(double value) => (Math.Clamp(value, Low, High) - Low) / (High - Low);

    // 1, 2 or 5 times a power of ten.
    private static double Nice(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
    }
}
