using BfnProcGen.Networks;

namespace BfnProcGen.Sampling;

/// <summary>
/// Classifier-free guidance around any evaluator (Ho and Salimans, <i>Classifier-Free Diffusion Guidance</i>, 2021):
/// (1 + w)·output(class) − w·output(no class), on as many channels as the state has: logits, or the predicted noise. What a network returns
/// beyond, the ln σ̂ of discretised data, is that of the class. Items without a class are evaluated once.
/// </summary>
/// <param name="evaluator">What evaluates the network.</param>
/// <param name="guidance">w ≥ 0; 0 changes nothing.</param>
public sealed class GuidedEvaluator(INetworkEvaluator evaluator, double guidance) : INetworkEvaluator
{
    /// <inheritdoc/>
    public Network Network => evaluator.Network;

    /// <inheritdoc/>
    public float[][] Evaluate(IReadOnlyList<NetworkInput> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        int[] guided = guidance == 0 ? [] : [.. Enumerable.Range(0, items.Count).Where(i => items[i].Class >= 0)];
        float[][] outputs = evaluator.Evaluate([.. items, .. guided.Select(i => items[i] with { Class = -1 })]);
        int count = Network.State.Channels * Network.Output.Area;
        float without = (float)guidance, with = 1 + without;
        for (int g = 0; g < guided.Length; g++)
        {
            float[] output = outputs[guided[g]], free = outputs[items.Count + g];
            for (int e = 0; e < count; e++) output[e] = with * output[e] - without * free[e];
        }
        return outputs[..items.Count];
    }
}
