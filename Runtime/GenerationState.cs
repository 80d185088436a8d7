using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Sampling;

namespace BfnProcGen;

/// <summary>What a generation thinks of its sample after one of its network evaluations.</summary>
/// <param name="Evaluation">The evaluation, counting from 1.</param>
/// <param name="Evaluations">How many there are.</param>
/// <param name="Estimate">
/// Discrete data: the probability of every class of every cell, [classes, height, width]; known cells are certain. Other data: the value
/// in [−1, 1] of every variable, [channels, height, width].
/// </param>
public sealed record GenerationState(int Evaluation, int Evaluations, float[] Estimate)
{
    /// <summary>The estimate of an item from what a recording kept.</summary>
    internal static float[] EstimateOf(Model model, SampleItem item, float[] kept)
    {
        if (model.Flow is not DiscreteFlow) return kept;
        // What the network sees of logits is 2·softmax − 1, or a known cell's one-hot vector.
        float[] seen = SampledData.Of(model.Flow, model.Network).Encode(kept, item);
        return Array.ConvertAll(seen, value => (value + 1) / 2);
    }
}
