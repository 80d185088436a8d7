namespace BfnProcGen.Networks;

/// <summary>
/// The activation of transformers, x·Φ(x) with the normal distribution Φ in its usual approximation
/// ½·(1 + tanh(√(2/π)·(x + 0.044715·x³))) (Hendrycks and Gimpel 2016).
/// </summary>
public sealed record GELU : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        return inputs[0];
    }

    internal override void Evaluate(Evaluation evaluation)
    {
        double scale = Math.Sqrt(2 / Math.PI);
        for (int i = 0; i < evaluation.Output.Length; i++)
        {
            double x = evaluation.Inputs[0][i];
            evaluation.Output[i] = (float)(0.5 * x * (1 + Math.Tanh(scale * (x + 0.044715 * x * x * x))));
        }
    }
}
