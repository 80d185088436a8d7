namespace BfnProcGen.Training.Data;

/// <summary>
/// The random numbers of one purpose at one training step, a function of seed, purpose and step alone (SplitMix64, Steele et al. 2014).
/// Nothing carries over between steps, so a resumed run draws what an uninterrupted one would have drawn.
/// </summary>
public struct RandomStream
{
    private ulong _state;

    /// <summary>The stream of <paramref name="purpose"/> at <paramref name="step"/>.</summary>
    public RandomStream(ulong seed, RandomPurpose purpose, long step) =>
        _state = Mix(Mix(Mix(seed) ^ (ulong)purpose) ^ (ulong)step);

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in [0, <paramref name="limit"/>).</summary>
    public int NextBelow(int limit) => (int)(NextUnit() * limit);

    /// <summary>True in a share <paramref name="share"/> of all calls.</summary>
    public bool NextChance(double share) => NextUnit() < share;

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>What random numbers are for; each purpose has its own stream.</summary>
public enum RandomPurpose
{
    /// <summary>The weights before training.</summary>
    Weights = 1,

    /// <summary>Which map, where it is cropped, whether it is flipped.</summary>
    Data = 2,

    /// <summary>Times and noise of the flow.</summary>
    Flow = 3,

    /// <summary>Which cells are known.</summary>
    Known = 4,

    /// <summary>Which activations are dropped.</summary>
    Dropout = 5,

    /// <summary>Which labels are hidden.</summary>
    Label = 7,

    /// <summary>Which pixels of what is kept back are white.</summary>
    Binarisation = 8,

    /// <summary>Everything random in the validation loss, the same at every validation.</summary>
    Validation = 6,
}
