namespace BfnProcGen.Networks;

/// <summary>The activation x/(1 + e^(−x)), also called swish (Elfwing et al. 2017).</summary>
public sealed record SiLU : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        return inputs[0];
    }

    internal override void Evaluate(Evaluation evaluation)
    {
        for (int i = 0; i < evaluation.Output.Length; i++)
        {
            double x = evaluation.Inputs[0][i];
            evaluation.Output[i] = (float)(x / (1 + Math.Exp(-x)));
        }
    }
}
