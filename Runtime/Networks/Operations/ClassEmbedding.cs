namespace BfnProcGen.Networks;

/// <summary>A learned vector for each class, and one more, the last, for "no class".</summary>
public sealed record ClassEmbedding(int Classes, int Channels) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 0);
        Require(Classes > 0 && Channels > 0, $"{Classes} classes of {Channels} channels is not a table.");
        return Shape.Vector(Channels);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters(ReadOnlySpan<Shape> inputs) =>
        [new("weight", [Classes + 1, Channels], Initial.SmallNormal)];

    internal override void Evaluate(Evaluation evaluation)
    {
        int row = evaluation.Given.Class < 0 ? Classes : evaluation.Given.Class;
        evaluation.Parameters[0].AsSpan(row * Channels, Channels).CopyTo(evaluation.Output);
    }
}
