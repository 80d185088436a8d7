using BfnProcGen.Flows;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Networks;
using TorchSharp;

namespace BfnProcGen.Training.Losses;

/// <summary>
/// The training loss of discrete data: draw a time and a state of the flow for each item, show it to the network together with the known
/// cells, and score the network's output on the unknown ones. All schedule scalars come from <see cref="Flow.At"/> in double precision.
/// </summary>
public sealed class FlowLoss(DiscreteFlow flow, Objective objective, double timePower)
{
    /// <summary>
    /// The mean loss of a cell in nats, as a scalar with gradients.
    /// </summary>
    /// <param name="network">The network to train.</param>
    /// <param name="cells">Tile indices, [count, height, width].</param>
    /// <param name="knownShare">Share of items with known cells.</param>
    /// <param name="seed">Seed of all randomness of this call, with <paramref name="step"/>.</param>
    /// <param name="step">The training step.</param>
    /// <param name="training">True to drop activations out.</param>
    public torch.Tensor Of(TorchNetwork network, byte[] cells, double knownShare, ulong seed, long step, bool training)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(cells);
        var size = new CropSize(network.Network.State.Width, network.Network.State.Height);
        int area = size.Width * size.Height, count = cells.Length / area;
        var flowRandom = new RandomStream(seed, RandomPurpose.Flow, step);
        var knownRandom = new RandomStream(seed, RandomPurpose.Known, step);
        var dropoutRandom = new RandomStream(seed, RandomPurpose.Dropout, step);

        double[] times = DrawTimes(count, ref flowRandom);
        var known = new float[cells.Length];
        for (int i = 0; i < count; i++) KnownCells.Draw(known.AsSpan(i * area, area), size, knownShare, ref knownRandom);
        using var noise = new torch.Generator(flowRandom.Next());
        torch.Tensor epsilon = torch.randn([count, flow.Classes, size.Height, size.Width], torch.float32, generator: noise).to(network.Device);
        torch.manual_seed((long)(dropoutRandom.Next() >> 1));
        return Of(network, cells, known, times, epsilon, training);
    }

    /// <summary>The same with everything random given.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="cells">Tile indices, [count, height, width].</param>
    /// <param name="known">1 where a cell is known, else 0, of the same length.</param>
    /// <param name="times">t of each item.</param>
    /// <param name="epsilon">Standard normal noise, [count, K, height, width].</param>
    /// <param name="training">True to drop activations out.</param>
    public torch.Tensor Of(TorchNetwork network, byte[] cells, float[] known, double[] times, torch.Tensor epsilon, bool training)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(epsilon);
        long count = epsilon.shape[0], height = epsilon.shape[2], width = epsilon.shape[3];
        torch.Tensor target = torch.tensor(cells, [count, height, width], torch.int64, network.Device);
        torch.Tensor oneHot = torch.nn.functional.one_hot(target, flow.Classes).permute(0, 3, 1, 2).to(torch.float32);
        torch.Tensor mask = torch.tensor(known, [count, 1, height, width], torch.float32, network.Device);

        FlowMoment[] moments = Array.ConvertAll(times, flow.At);
        torch.Tensor state = PerItem(moments, m => m.Signal, network.Device) * oneHot + PerItem(moments, m => m.Noise, network.Device) * epsilon;
        torch.Tensor seen = torch.where(mask.to(torch.@bool), oneHot, torch.nn.functional.softmax(state, 1)) * 2 - 1;
        var batch = new NetworkBatch(seen, mask, torch.tensor(times, torch.float64, network.Device));
        torch.Tensor output = network.Forward(batch, training);

        torch.Tensor perCell = objective == Objective.CrossEntropy
            ? torch.nn.functional.cross_entropy(output, target, reduction: torch.nn.Reduction.None).unsqueeze(1)
            : (oneHot - torch.nn.functional.softmax(output, 1)).square().sum(1, keepdim: true) * PerItem(moments, m => m.Weight, network.Device);
        torch.Tensor unknown = 1 - mask;
        return (perCell * unknown).sum() / unknown.sum();
    }

    // Low-discrepancy times (Kingma et al. 2021): one offset for the batch, evenly spread items. Under cross-entropy t = u^power spends
    // more of training early, where the network still has something to decide; the continuous-time loss needs t uniform to be the bound.
    private double[] DrawTimes(int count, ref RandomStream random)
    {
        double offset = random.NextUnit(), power = objective == Objective.CrossEntropy ? timePower : 1;
        var times = new double[count];
        for (int i = 0; i < count; i++)
            times[i] = Math.Min(Flow.LatestTime, Math.Pow((offset + (double)i / count) % 1, power));
        return times;
    }

    private static torch.Tensor PerItem(FlowMoment[] moments, Func<FlowMoment, double> scalar, torch.Device device) =>
        torch.tensor(Array.ConvertAll(moments, moment => (float)scalar(moment)), [moments.Length, 1, 1, 1], torch.float32, device);
}
