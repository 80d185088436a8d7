namespace BfnProcGen.Networks;

/// <summary>
/// Two-dimensional convolution with a bias and zero padding of ⌊kernel/2⌋: the extents stay, or are divided by the stride, rounding up.
/// A kernel of 1 is a linear layer on every cell; on a vector it is a plain linear layer.
/// </summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">Odd side of the square kernel.</param>
/// <param name="Stride">1 or 2.</param>
/// <param name="StartsAtZero">Weights start at zero, so that a residual branch begins as "nothing".</param>
public sealed record Convolution(int Channels, int Kernel = 3, int Stride = 1, bool StartsAtZero = false) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Expect(inputs, 1);
        Require(Channels > 0, $"{Channels} output channels.");
        Require(Kernel is 1 or 3 or 5 or 7, $"the kernel must be 1, 3, 5 or 7, not {Kernel}.");
        Require(Stride is 1 or 2, $"the stride must be 1 or 2, not {Stride}.");
        return new Shape(Channels, (inputs[0].Height + Stride - 1) / Stride, (inputs[0].Width + Stride - 1) / Stride);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters(ReadOnlySpan<Shape> inputs) =>
    [
        new("weight", [Channels, inputs[0].Channels, Kernel, Kernel], StartsAtZero ? Initial.Zero : Initial.Uniform),
        new("bias", [Channels], Initial.Zero),
    ];

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs, Shape output) => (long)output.Count * inputs[0].Channels * Kernel * Kernel;

    internal override void Evaluate(Evaluation evaluation)
    {
        Shape source = evaluation.Shapes[0], target = evaluation.Shape;
        float[] input = evaluation.Inputs[0], weight = evaluation.Parameters[0], bias = evaluation.Parameters[1];
        int padding = Kernel / 2;
        var row = new double[target.Area];
        for (int o = 0; o < target.Channels; o++)
        {
            row.AsSpan().Fill(bias[o]);
            for (int c = 0; c < source.Channels; c++)
            for (int ky = 0; ky < Kernel; ky++)
            for (int kx = 0; kx < Kernel; kx++)
            {
                double w = weight[((o * source.Channels + c) * Kernel + ky) * Kernel + kx];
                for (int y = 0; y < target.Height; y++)
                {
                    int sy = y * Stride + ky - padding;
                    if (sy < 0 || sy >= source.Height) continue;
                    int from = (c * source.Height + sy) * source.Width;
                    for (int x = 0; x < target.Width; x++)
                    {
                        int sx = x * Stride + kx - padding;
                        if (sx >= 0 && sx < source.Width) row[y * target.Width + x] += w * input[from + sx];
                    }
                }
            }
            for (int i = 0; i < row.Length; i++) evaluation.Output[o * row.Length + i] = (float)row[i];
        }
    }
}
