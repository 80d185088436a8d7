namespace BfnProcGen.Flows;

/// <summary>How a run goes from noise to a sample: the paper's ancestral sampler, or a few-step solver with its noise and time grid.</summary>
/// <remarks>
/// The solvers are one family (Xue et al. 2024, and maths of this project): the noise exponent g = 0 is the ODE solver, 1 the SDE solver,
/// +∞ the noise-reduced sampler. <see cref="FinalNoiseExponent"/> lets g change linearly over the run.
/// </remarks>
public sealed record Solver
{
    /// <summary>Name of the ancestral sampler in files and on the command line.</summary>
    public const string AncestralName = "ancestral";

    private const double LeastTemperature = 0.05, MostTemperature = 20;

    /// <summary>The paper's ancestral sampler (Graves et al. 2023, algorithms 3, 6 and 9).</summary>
    public static Solver Ancestral { get; } = new() { IsAncestral = true };

    /// <summary>True for the ancestral sampler; of the other properties only <see cref="Temperature"/> and <see cref="MinP"/> have a meaning then.</summary>
    public bool IsAncestral { get; init; }

    /// <summary>1, or 2 to extrapolate with the previous estimate.</summary>
    public int Order { get; init; } = 2;

    /// <summary>Noise exponent g ≥ 0 of the first update; <see cref="double.PositiveInfinity"/> is the noise-reduced sampler.</summary>
    public double NoiseExponent { get; init; }

    /// <summary>Noise exponent of the last update; null means the same as the first.</summary>
    public double? FinalNoiseExponent { get; init; }

    /// <summary>
    /// What the logits of discrete data are divided by before every update: below 1 the network's likelier classes become likelier still,
    /// for sounder and less varied samples. Other data ignores it.
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>
    /// Min-p sampling of discrete data (Nguyen et al., <i>Turning Up the Heat</i>, ICLR 2025): of each cell the classes that are less probable
    /// than this share of the likeliest one are left out. Unlike a low temperature it takes the mistakes and leaves the variety. 0 leaves out
    /// none.
    /// </summary>
    public double MinP { get; init; }

    /// <summary>When the network is evaluated. Where cells take turns it goes to the end of time, whatever end it has.</summary>
    public TimeGrid Grid { get; init; } = new();

    /// <summary>The noise exponent of update <paramref name="i"/> of <paramref name="updates"/>.</summary>
    public double NoiseExponentAt(int i, int updates)
    {
        double last = FinalNoiseExponent ?? NoiseExponent;
        return updates <= 1 || last == NoiseExponent ? NoiseExponent : NoiseExponent + (last - NoiseExponent) * i / (updates - 1);
    }

    /// <summary>Refuses orders, exponents and grids outside their ranges.</summary>
    /// <exception cref="RequestException">Says which value, and what is allowed.</exception>
    public void Validate()
    {
        if (Temperature is not (>= LeastTemperature and <= MostTemperature))
            throw new RequestException($"A temperature is between {LeastTemperature} and {MostTemperature}, not {Temperature}.");
        if (MinP is not (>= 0 and < 1)) throw new RequestException($"Min-p is at least 0 and below 1, not {MinP}.");
        if (IsAncestral) return;
        if (Order is not (1 or 2)) throw new RequestException($"A solver has order 1 or 2, not {Order}.");
        CheckExponent(NoiseExponent);
        if (FinalNoiseExponent is { } last)
        {
            CheckExponent(last);
            if (last != NoiseExponent && (double.IsInfinity(last) || double.IsInfinity(NoiseExponent)))
                throw new RequestException("A noise exponent that changes over the run must be finite at both ends.");
        }
        Grid.Validate();

        static void CheckExponent(double g)
        {
            if (double.IsNaN(g) || g < 0) throw new RequestException($"The noise exponent must be 0 or more, not {g}.");
        }
    }

    /// <summary>A short name for tables: <c>ancestral</c>, <c>ode2 power 1.8 to 0.75</c>.</summary>
    public override string ToString()
    {
        string temperature = (Temperature == 1 ? "" : $", temperature {Temperature:0.##}") + (MinP == 0 ? "" : $", min-p {MinP:0.###}");
        if (IsAncestral) return AncestralName + temperature;
        string family = NoiseExponent switch
        {
            _ when FinalNoiseExponent is { } last && last != NoiseExponent => $"g{NoiseExponent:0.##}-{last:0.##}/{Order}",
            0 => $"ode{Order}",
            1 => $"sde{Order}",
            double.PositiveInfinity => $"noise-reduced/{Order}",
            _ => $"g{NoiseExponent:0.##}/{Order}",
        };
        return $"{family} {Grid}{temperature}";
    }
}
