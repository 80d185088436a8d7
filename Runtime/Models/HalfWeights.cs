namespace BfnProcGen.Models;

/// <summary>
/// 16-bit floats as weights. A weight tensor of two or more extents whose numbers all are such floats is stored in 16 bits, in the model
/// file and on the device, since nothing is lost by it; arithmetic stays 32-bit. So a model either has such weights, for every interpreter
/// alike, or keeps all its bits. Numbers below the least normal one don't count: some devices take them for zero.
/// </summary>
public static class HalfWeights
{
    private const float LeastNormal = 1f / (1 << 14);

    /// <summary>Whether all of these are 16-bit floats, zero or normal.</summary>
    public static bool AreExact(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            if ((float)(Half)value != value || (value != 0 && Math.Abs(value) < LeastNormal)) return false;
        return true;
    }

    /// <summary>
    /// Whether the largest of these is neither beyond 16-bit floats nor so small that the least normal one is much beside it: then rounding
    /// loses little beside the largest.
    /// </summary>
    internal static bool AreInRange(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest == 0 || (largest >= 16 * LeastNormal && largest <= (float)Half.MaxValue);
    }

    /// <summary>The nearest of those numbers: off by 1/2048 of itself at most, or by 2⁻¹⁵ where it is small.</summary>
    public static float Round(float value)
    {
        float size = Math.Abs(value);
        float rounded = size < LeastNormal ? (size < LeastNormal / 2 ? 0 : LeastNormal) : (float)(Half)Math.Min(size, (float)Half.MaxValue);
        return MathF.CopySign(rounded, value);
    }

    /// <summary>The same model with weights of 16 bits, and the self-test that belongs to them where it had one.</summary>
    internal static Model Round(Model model)
    {
        IReadOnlyDictionary<string, Networks.Parameter> parameters = model.Network.Parameters;
        Model rounded = model with
        {
            Weights = model.Weights.ToDictionary(entry => entry.Key,
                entry => CanBeHalf(parameters[entry.Key]) ? Array.ConvertAll(entry.Value, Round) : entry.Value),
        };
        return model.SelfTest is { } test ? rounded with { SelfTest = SelfTest.Of(rounded, test.Seed, test.Steps) } : rounded;
    }

    /// <summary>Biases and the scales of norms are few, and stay as they are.</summary>
    internal static bool CanBeHalf(Networks.Parameter parameter) => parameter.Extents.Length > 1;
}
