namespace BfnProcGen.Networks;

/// <summary>
/// Time as a vector: cos(1000·t·fᵢ) in the first half of the channels and sin(1000·t·fᵢ) in the second, fᵢ = 10000^(−i/half)
/// (Vaswani et al. 2017, as in diffusion U-Nets).
/// </summary>
public sealed record TimeEmbedding(int Channels) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 0);
        Require(Channels >= 2 && Channels % 2 == 0, $"the number of channels must be even, not {Channels}.");
        return Shape.Vector(Channels);
    }

    /// <summary>The angular frequency of channel <paramref name="i"/> of each half.</summary>
    public double Frequency(int i) => 1000 * Math.Pow(10000, -(double)i / (Channels / 2));

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
