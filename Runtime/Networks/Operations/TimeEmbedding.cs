namespace BfnProcGen.Networks;

/// <summary>
/// Time as a vector: cos(scale·t·fᵢ) in the first half of the channels and sin(scale·t·fᵢ) in the second, fᵢ = period^(−i/half)
/// (Vaswani et al. 2017, as in diffusion U-Nets).
/// </summary>
/// <param name="Channels">Even.</param>
/// <param name="Scale">The highest angular frequency.</param>
/// <param name="Period">The highest frequency as a multiple of the one that would follow the lowest.</param>
public sealed record TimeEmbedding(int Channels, double Scale = 1000, double Period = 10000) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 0);
        Require(Channels >= 2 && Channels % 2 == 0, $"the number of channels must be even, not {Channels}.");
        Require(Scale is > 0 and < double.PositiveInfinity && Period is > 1 and < double.PositiveInfinity,
            $"the scale must be positive and the period above 1, not {Scale} and {Period}.");
        return Shape.Vector(Channels);
    }

    /// <summary>The angular frequency of channel <paramref name="i"/> of each half.</summary>
    public double Frequency(int i) => Scale * Math.Pow(Period, -(double)i / (Channels / 2));

    internal override void Evaluate(Evaluation evaluation)
    {
        int half = Channels / 2;
        for (int i = 0; i < half; i++)
        {
            (double sin, double cos) = Math.SinCos(evaluation.Given.Time * Frequency(i));
            evaluation.Output[i] = (float)cos;
            evaluation.Output[half + i] = (float)sin;
        }
    }
}
