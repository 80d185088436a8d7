namespace BfnProcGen.Networks;

/// <summary>Zeroes a share of the numbers while training and scales the rest up; does nothing otherwise (Srivastava et al. 2014).</summary>
public sealed record Dropout(double Rate) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        Require(Rate is >= 0 and < 1, $"the rate must be in [0, 1), not {Rate}.");
        return inputs[0];
    }

    internal override void Evaluate(Evaluation evaluation) => evaluation.Inputs[0].CopyTo(evaluation.Output, 0);
}
