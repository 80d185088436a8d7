namespace BfnProcGen.Networks;

/// <summary>
/// ln p of the probabilities that the state of discrete data shows as x = 2p − 1, element by element: what a state says of each class by
/// itself, in logits. Added to a network's output it leaves to the network what the other cells say, since the flow's noise is independent:
/// p(class | all cells) ∝ p(own cell | class) · p(class | other cells). Probabilities below <see cref="Least"/> hardly count.
/// </summary>
public sealed record LogProbability : Operation
{
    /// <summary>Added to every probability: x has no more digits, and a logarithm has no end.</summary>
    public const float Least = 1e-4f;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        return inputs[0];
    }

    internal override void Evaluate(Evaluation evaluation)
    {
        for (int i = 0; i < evaluation.Output.Length; i++)
            evaluation.Output[i] = MathF.Log(Math.Max(0, 0.5f * evaluation.Inputs[0][i] + 0.5f) + Least);
    }
}
