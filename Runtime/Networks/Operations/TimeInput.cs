namespace BfnProcGen.Networks;

/// <summary>Time as the single number 2t − 1, for networks that take it as one more feature.</summary>
public sealed record TimeInput : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 0);
        return Shape.Vector(1);
    }

    internal override void Evaluate(Evaluation evaluation) => evaluation.Output[0] = (float)(2 * evaluation.Given.Time - 1);
}
