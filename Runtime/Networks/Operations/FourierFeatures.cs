namespace BfnProcGen.Networks;

/// <summary>
/// Numbers as waves, which lets a network see small differences (Kingma et al. 2021, <i>Variational Diffusion Models</i>): sin(2π·2ⁿ·x) for
/// n from <paramref name="First"/> on, for every n all channels, then as many cosines.
/// </summary>
/// <param name="First">The lowest octave n.</param>
/// <param name="Count">How many octaves.</param>
public sealed record FourierFeatures(int First, int Count) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        Require(First >= 0 && Count > 0 && First + Count <= 16, $"octaves {First} to {First + Count - 1} are not within 0 to 15.");
        return inputs[0] with { Channels = checked(inputs[0].Channels * 2 * Count) };
    }

    internal override void Evaluate(Evaluation evaluation)
    {
        int size = evaluation.Inputs[0].Length, half = size * Count;
        for (int i = 0; i < half; i++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * (1 << (First + i / size)) * (double)evaluation.Inputs[0][i % size]);
            evaluation.Output[i] = (float)sin;
            evaluation.Output[half + i] = (float)cos;
        }
    }
}
