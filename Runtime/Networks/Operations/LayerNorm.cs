namespace BfnProcGen.Networks;

/// <summary>
/// Layer normalisation (Ba, Kiros and Hinton 2016): over the channels of each cell by itself, (x − mean)/√(variance + 1e−5), then a scale
/// and a shift for each channel.
/// </summary>
public sealed record LayerNorm : Operation
{
    /// <summary>Added to the variance.</summary>
    public const float Epsilon = 1e-5f;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters(ReadOnlySpan<Shape> inputs) =>
        [new("weight", [inputs[0].Channels], Initial.One), new("bias", [inputs[0].Channels], Initial.Zero)];

    internal override void Evaluate(Evaluation evaluation)
    {
        int channels = evaluation.Shape.Channels, cells = evaluation.Shape.Area;
        float[] input = evaluation.Inputs[0];
        for (int cell = 0; cell < cells; cell++)
        {
            double sum = 0, squares = 0;
            for (int c = 0; c < channels; c++) sum += input[c * cells + cell];
            double mean = sum / channels;
            for (int c = 0; c < channels; c++) squares += (input[c * cells + cell] - mean) * (input[c * cells + cell] - mean);
            double inverse = 1 / Math.Sqrt(squares / channels + Epsilon);
            for (int c = 0; c < channels; c++)
            {
                evaluation.Output[c * cells + cell] =
                    (float)((input[c * cells + cell] - mean) * inverse * evaluation.Parameters[0][c] + evaluation.Parameters[1][c]);
            }
        }
    }
}
