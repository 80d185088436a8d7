namespace BfnProcGen.Networks;

/// <summary>
/// Group normalisation (Wu and He 2018): over each group of channels and all cells, (x − mean)/√(variance + 1e−5), then a scale and
/// a shift for each channel.
/// </summary>
public sealed record GroupNorm(int Groups) : Operation
{
    /// <summary>Added to the variance.</summary>
    public const float Epsilon = 1e-5f;

    /// <summary>The largest number of groups up to <paramref name="most"/> that divides <paramref name="channels"/>.</summary>
    public static int GroupsFor(int channels, int most = 8)
    {
        int groups = Math.Min(most, channels);
        while (channels % groups != 0) groups--;
        return groups;
    }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        Require(Groups > 0 && inputs[0].Channels % Groups == 0, $"{inputs[0].Channels} channels don't divide into {Groups} groups.");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters(ReadOnlySpan<Shape> inputs) =>
        [new("weight", [inputs[0].Channels], Initial.One), new("bias", [inputs[0].Channels], Initial.Zero)];

    internal override void Evaluate(Evaluation evaluation)
    {
        Shape shape = evaluation.Shape;
        int perGroup = shape.Channels / Groups, size = perGroup * shape.Area;
        for (int g = 0; g < Groups; g++)
        {
            ReadOnlySpan<float> group = evaluation.Inputs[0].AsSpan(g * size, size);
            double sum = 0, squares = 0;
            foreach (float value in group) sum += value;
            double mean = sum / size;
            foreach (float value in group) squares += (value - mean) * (value - mean);
            double inverse = 1 / Math.Sqrt(squares / size + Epsilon);
            for (int i = 0; i < size; i++)
            {
                int channel = g * perGroup + i / shape.Area;
                evaluation.Output[g * size + i] =
                    (float)((group[i] - mean) * inverse * evaluation.Parameters[0][channel] + evaluation.Parameters[1][channel]);
            }
        }
    }
}
