namespace BfnProcGen.Networks;

/// <summary>The sum of two values of one shape, or of a value and a vector that is added to every cell.</summary>
public sealed record Add : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 2);
        bool fits = inputs[0] == inputs[1] || (inputs[1].IsVector && inputs[1].Channels == inputs[0].Channels);
        Require(fits, $"{inputs[1]} can't be added to {inputs[0]}.");
        return inputs[0];
    }

    internal override void Evaluate(Evaluation evaluation)
    {
        int repeat = evaluation.Shape.Count / evaluation.Shapes[1].Count;
        for (int i = 0; i < evaluation.Output.Length; i++)
            evaluation.Output[i] = evaluation.Inputs[0][i] + evaluation.Inputs[1][i / repeat];
    }
}
