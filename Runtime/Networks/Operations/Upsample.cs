namespace BfnProcGen.Networks;

/// <summary>
/// Doubles the extents by repeating every cell (nearest neighbour). The target may be one less than twice the source, so that an odd
/// extent that a stride rounded up comes back.
/// </summary>
public sealed record Upsample(int Height, int Width) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        Require((Height + 1) / 2 == inputs[0].Height && (Width + 1) / 2 == inputs[0].Width,
            $"{inputs[0].Height}×{inputs[0].Width} can't be doubled to {Height}×{Width}.");
        return new Shape(inputs[0].Channels, Height, Width);
    }

    internal override void Evaluate(Evaluation evaluation)
    {
        Shape source = evaluation.Shapes[0];
        int at = 0;
        for (int c = 0; c < source.Channels; c++)
        for (int y = 0; y < Height; y++)
        for (int x = 0; x < Width; x++)
            evaluation.Output[at++] = evaluation.Inputs[0][(c * source.Height + y / 2) * source.Width + x / 2];
    }
}
