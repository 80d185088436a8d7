namespace BfnProcGen.Networks;

/// <summary>One channel that is 1 where a cell is known and 0 elsewhere.</summary>
public sealed record MaskInput(int Height, int Width) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 0);
        Require(Height > 0 && Width > 0, $"the extents {Height}×{Width} must be positive.");
        return new Shape(1, Height, Width);
    }

    internal override void Evaluate(Evaluation evaluation)
    {
        if (evaluation.Given.Known is { } known) known.CopyTo(evaluation.Output, 0);
        else Array.Clear(evaluation.Output);
    }
}
