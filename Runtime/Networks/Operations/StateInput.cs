namespace BfnProcGen.Networks;

/// <summary>
/// The input distribution as the network sees it: 2·softmax(state) − 1 for discrete data (K channels), μ for continuous data.
/// Known cells hold their one-hot vector, scaled the same way, or their value.
/// </summary>
public sealed record StateInput(int Channels, int Height, int Width) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 0);
        Require(Channels > 0 && Height > 0 && Width > 0, $"the extents {Channels}×{Height}×{Width} must be positive.");
        return new Shape(Channels, Height, Width);
    }

    internal override void Evaluate(Evaluation evaluation) => evaluation.Given.State.CopyTo(evaluation.Output, 0);
}
