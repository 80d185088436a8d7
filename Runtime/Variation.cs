using BfnProcGen.Flows;

namespace BfnProcGen;

/// <summary>
/// An asset that exists, to make another one like it of: the run starts from the Bayesian flow's state around it, Signal·asset + Noise·ε,
/// at a time between 0 and 1, and goes the rest of the solver's way (<see cref="Flow.Steps"/>). It costs fewer network evaluations the
/// later it starts. What must stay exactly as it is, is known besides.
/// </summary>
public sealed class Variation
{
    private Variation(double from, byte[]? levels, float[]? values)
    {
        if (!(from > 0 && from < 1))
            throw new RequestException($"A variation starts at a time between 0 (anything) and 1 (the same again), not at {from}.");
        (From, Levels, Values) = (from, levels, values);
    }

    /// <summary>
    /// The time to start from. Towards 0 nothing of the asset is left, towards 1 all of it; most is decided early, so that 0.05 to 0.3 is
    /// where to try.
    /// </summary>
    public double From { get; }

    /// <summary>The class of every cell, of discrete data.</summary>
    internal byte[]? Levels { get; }

    /// <summary>The value of every variable, of other data.</summary>
    internal float[]? Values { get; }

    /// <summary>Of a tile map.</summary>
    /// <exception cref="RequestException">The time isn't between 0 and 1.</exception>
    public static Variation Of(TileMap map, double from)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new Variation(from, map.Cells.ToArray(), null);
    }

    /// <summary>Of what was drawn before, by a model of the same kind of data.</summary>
    /// <inheritdoc cref="Of(TileMap, double)"/>
    public static Variation Of(Sample sample, double from)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample.IsDiscrete ? new Variation(from, sample.Levels.ToArray(), null) : new Variation(from, null, sample.Values.ToArray());
    }

    /// <summary>Of discrete data: the class of every cell, row after row.</summary>
    /// <inheritdoc cref="Of(TileMap, double)"/>
    public static Variation OfClasses(ReadOnlySpan<byte> classes, double from) => new(from, classes.ToArray(), null);

    /// <summary>Of continuous or discretised data: values in [−1, 1] as [channels, height, width].</summary>
    /// <inheritdoc cref="Of(TileMap, double)"/>
    public static Variation OfValues(ReadOnlySpan<float> values, double from) => new(from, null, values.ToArray());
}
