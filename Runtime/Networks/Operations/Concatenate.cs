namespace BfnProcGen.Networks;

/// <summary>The channels of all inputs, one after the other.</summary>
public sealed record Concatenate : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Require(inputs.Length >= 2, $"needs at least 2 inputs, not {inputs.Length}.");
        long channels = 0;
        foreach (Shape input in inputs)
        {
            Require(input.Height == inputs[0].Height && input.Width == inputs[0].Width, $"{input} can't be put beside {inputs[0]}.");
            channels += input.Channels;
        }
        Require(channels <= int.MaxValue, $"{channels} channels are too many.");
        return inputs[0] with { Channels = (int)channels };
    }

    internal override void Evaluate(Evaluation evaluation)
    {
        int at = 0;
        foreach (float[] input in evaluation.Inputs)
        {
            input.CopyTo(evaluation.Output, at);
            at += input.Length;
        }
    }
}
