namespace BfnProcGen.Networks;

/// <summary>
/// Self-attention between all cells (Vaswani et al. 2017). The input holds queries, keys and values as 3·C channels, in this order;
/// each of the heads owns C/heads consecutive channels of every third. Scores are scaled by 1/√(C/heads).
/// </summary>
public sealed record Attention(int Heads) : Operation
{
    /// <summary>The most channels a head may have: kernels keep a head's query in registers.</summary>
    public const int WidestHead = 256;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        Require(inputs[0].Channels % 3 == 0, $"{inputs[0].Channels} channels don't divide into queries, keys and values.");
        Require(Heads > 0 && inputs[0].Channels / 3 % Heads == 0, $"{inputs[0].Channels / 3} channels don't divide into {Heads} heads.");
        int width = inputs[0].Channels / 3 / Heads;
        Require(width <= WidestHead, $"a head of {width} channels is wider than {WidestHead}; use more heads.");
        return inputs[0] with { Channels = inputs[0].Channels / 3 };
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs, Shape output) => 2L * output.Count * output.Area;

    internal override void Evaluate(Evaluation evaluation)
    {
        Shape shape = evaluation.Shape;
        int cells = shape.Area, width = shape.Channels / Heads;
        double scale = 1 / Math.Sqrt(width);
        var score = new double[cells];
        for (int head = 0; head < Heads; head++)
        {
            ReadOnlySpan<float> query = Part(evaluation.Inputs[0], 0, head), key = Part(evaluation.Inputs[0], 1, head);
            ReadOnlySpan<float> value = Part(evaluation.Inputs[0], 2, head);
            Span<float> output = evaluation.Output.AsSpan(head * width * cells, width * cells);
            for (int i = 0; i < cells; i++)
            {
                double most = double.NegativeInfinity, total = 0;
                for (int j = 0; j < cells; j++)
                {
                    double dot = 0;
                    for (int c = 0; c < width; c++) dot += (double)query[c * cells + i] * key[c * cells + j];
                    score[j] = dot * scale;
                    most = Math.Max(most, score[j]);
                }
                for (int j = 0; j < cells; j++) total += score[j] = Math.Exp(score[j] - most);
                for (int c = 0; c < width; c++)
                {
                    double sum = 0;
                    for (int j = 0; j < cells; j++) sum += score[j] * value[c * cells + j];
                    output[c * cells + i] = (float)(sum / total);
                }
            }
        }

        ReadOnlySpan<float> Part(float[] all, int third, int head) =>
            all.AsSpan((third * shape.Channels + head * width) * cells, width * cells);
    }
}
