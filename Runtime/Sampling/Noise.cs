namespace BfnProcGen.Sampling;

/// <summary>
/// The random numbers of a sampling run, a function of seed, step and place alone. Normal draws are Box and Muller's, with logarithm, root,
/// sine and cosine as polynomials of 32-bit sums and products: every device rounds those alike, so a seed gives the same noise on all of
/// them. <c>Shaders/include/noise.glsl</c> is the same text in GLSL.
/// </summary>
public static class Noise
{
    // The third counter word keeps the kinds of draws apart.
    private const uint NormalDraws = 0, UniformDraws = 1, SeedDraws = 2, ChoiceDraws = 3;

    /// <summary>
    /// Four independent draws from N(0, 1). For discrete data element <c>cell · ⌈K/4⌉ + class/4</c> holds classes 4i to 4i + 3.
    /// Step 0 is the start, step i + 1 is update i.
    /// </summary>
    public static void Normal4(ulong seed, uint element, uint step, Span<float> four)
    {
        (uint x, uint y, uint z, uint w) = Philox.Block(element, step, NormalDraws, 0, (uint)seed, (uint)(seed >> 32));
        (four[0], four[1]) = BoxMuller(x, y);
        (four[2], four[3]) = BoxMuller(z, w);
    }

    /// <summary>One draw from the uniform distribution on [0, 1), for the class drawn in <paramref name="cell"/>.</summary>
    public static float Uniform(ulong seed, uint cell, uint step) =>
        (Philox.Block(cell, step, UniformDraws, 0, (uint)seed, (uint)(seed >> 32)).X >> 8) * (1f / (1 << 24));

    /// <summary>
    /// The seed of a further run for the same asset: <paramref name="seed"/> itself for run 0, and one that has nothing to do with it for
    /// every other.
    /// </summary>
    internal static ulong SeedOf(ulong seed, int run)
    {
        if (run == 0) return seed;
        (uint x, uint y, _, _) = Philox.Block((uint)run, 0, SeedDraws, 0, (uint)seed, (uint)(seed >> 32));
        return (ulong)y << 32 | x;
    }

    /// <summary>One of <paramref name="count"/> things, the <paramref name="number"/>-th choice that is made for a run.</summary>
    internal static int Choice(ulong seed, int run, int number, int count) =>
        (int)(Philox.Block((uint)number, (uint)run, ChoiceDraws, 0, (uint)seed, (uint)(seed >> 32)).X % (uint)count);

    private static (float, float) BoxMuller(uint radiusBits, uint angleBits)
    {
        float radius = Sqrt(-2f * Log(((radiusBits >> 8) + 1) * (1f / (1 << 24))));
        float angle = (((angleBits >> 6) & 0xFFFFFF) * (1f / (1 << 24)) - 0.5f) * 1.57079633f;   // within a quadrant, ±π/4
        float square = angle * angle;
        float sin = (((-1.9503904e-4f * square + 8.3320358e-3f) * square - 0.16666651f) * square + 1f) * angle * radius;
        float cos = ((((2.4379831e-5f * square - 1.3886618e-3f) * square + 4.1666617e-2f) * square - 0.5f) * square + 1f) * radius;
        return (angleBits >> 30) switch
        {
            0 => (cos, sin),
            1 => (-sin, cos),
            2 => (-cos, -sin),
            _ => (sin, -cos),
        };
    }

    // Natural logarithm of a normal x in (0, 1]: exponent · ln 2 + a polynomial fitted to ln(1 + f)/f on √½ − 1 … √2 − 1.
    private static float Log(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        int exponent = (int)(bits >> 23) - 127;
        float f = BitConverter.UInt32BitsToSingle((bits & 0x7FFFFF) | 0x3F800000);
        if (f > 1.41421354f)
        {
            f *= 0.5f;
            exponent++;
        }
        f -= 1f;
        float p = -0.0745118622f;
        p = p * f + 0.128066104f;
        p = p * f - 0.132660314f;
        p = p * f + 0.141996501f;
        p = p * f - 0.166083694f;
        p = p * f + 0.200009394f;
        p = p * f - 0.250015791f;
        p = p * f + 0.333333453f;
        p = p * f - 0.499999885f;
        p = p * f + 1f;
        return p * f + exponent * 0.693147181f;
    }

    // Square root as x · 1/√x, the latter by four Newton steps from the well-known bit pattern.
    private static float Sqrt(float x)
    {
        float y = BitConverter.UInt32BitsToSingle(0x5F3759DF - (BitConverter.SingleToUInt32Bits(x) >> 1));
        float half = 0.5f * x;
        for (int i = 0; i < 4; i++) y *= 1.5f - half * y * y;
        return x * y;
    }
}
