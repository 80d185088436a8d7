namespace BfnProcGen.Networks;

/// <summary>
/// A learned value for every channel of every cell, the same for all items: it tells cells of equal surroundings apart by where they are,
/// as the walls around a room are. For text it is the learned position embedding of transformers, which
/// <see cref="StartsWide"/> there: attention finds a neighbour by its position, or not at all.
/// </summary>
public sealed record PositionEmbedding(int Channels, int Height, int Width, bool StartsWide = false) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 0);
        Require(Channels > 0 && Height > 0 && Width > 0, $"the extents {Channels}×{Height}×{Width} must be positive.");
        return new Shape(Channels, Height, Width);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters(ReadOnlySpan<Shape> inputs) =>
        [new("weight", [Channels, Height, Width], StartsWide ? Initial.WideNormal : Initial.SmallNormal)];

    internal override void Evaluate(Evaluation evaluation) => evaluation.Parameters[0].CopyTo(evaluation.Output, 0);
}
