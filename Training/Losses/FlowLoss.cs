using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Networks;
using TorchSharp;

namespace BfnProcGen.Training.Losses;

/// <summary>
/// The training loss: draw a time and a state of the flow for each item, show it to the network together with the known cells, and score
/// the network's output on the unknown ones. All schedule scalars come from <see cref="Flow.At"/> in double precision.
/// </summary>
public abstract class FlowLoss
{
    private readonly Flow _flow;
    private readonly double _timePower;

    private protected FlowLoss(Flow flow, double timePower) => (_flow, _timePower) = (flow, timePower);

    /// <summary>The loss for data of this flow.</summary>
    /// <param name="flow">The schedule.</param>
    /// <param name="objective">What is minimised; only discrete data has a choice.</param>
    /// <param name="timePower">Under cross-entropy times are drawn as u^this.</param>
    public static FlowLoss For(Flow flow, Objective objective, double timePower) => flow switch
    {
        DiscreteFlow discrete => new DiscreteLoss(discrete, objective, timePower),
        ContinuousFlow continuous => new ContinuousLoss(continuous),
        _ => throw new ArgumentOutOfRangeException(nameof(flow)),
    };

    /// <summary>The mean loss of a variable in nats, as a scalar with gradients.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="items">What it learns from.</param>
    /// <param name="shares">How often cells are known and labels hidden.</param>
    /// <param name="seed">Seed of all randomness of this call, with <paramref name="step"/>.</param>
    /// <param name="step">The training step.</param>
    /// <param name="training">True to drop activations out.</param>
    public torch.Tensor Of(TorchNetwork network, ItemBatch items, ConditioningShares shares, ulong seed, long step, bool training)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(items);
        StateInput input = network.Network.State;
        var state = new Shape(input.Channels, input.Height, input.Width);
        var size = new CropSize(state.Width, state.Height);
        var flowRandom = new RandomStream(seed, RandomPurpose.Flow, step);
        var knownRandom = new RandomStream(seed, RandomPurpose.Known, step);
        var dropoutRandom = new RandomStream(seed, RandomPurpose.Dropout, step);
        var labelRandom = new RandomStream(seed, RandomPurpose.Label, step);

        double[] times = DrawTimes(items.Count, ref flowRandom);
        var known = new float[items.Count * state.Area];
        for (int i = 0; i < items.Count; i++) KnownCells.Draw(known.AsSpan(i * state.Area, state.Area), size, shares.Known, ref knownRandom);
        var labels = new int[items.Count];
        for (int i = 0; i < items.Count; i++) labels[i] = labelRandom.NextChance(shares.HiddenLabels) ? -1 : items.Labels[i];
        using var noise = new torch.Generator(flowRandom.Next());
        torch.Tensor epsilon = torch.randn([items.Count, state.Channels, state.Height, state.Width], torch.float32, generator: noise).to(network.Device);
        torch.manual_seed((long)(dropoutRandom.Next() >> 1));
        return Of(network, items with { Labels = labels }, known, times, epsilon, training);
    }

    /// <summary>The same with everything random given.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="items">What it learns from; labels of −1 are shown as none.</param>
    /// <param name="known">1 where a cell is known, else 0, [count, height, width].</param>
    /// <param name="times">t of each item; at least <see cref="NormalOutput.EarliestTime"/> for continuous and discretised data.</param>
    /// <param name="epsilon">Standard normal noise of the state's shape, [count, channels, height, width].</param>
    /// <param name="training">True to drop activations out.</param>
    public torch.Tensor Of(TorchNetwork network, ItemBatch items, float[] known, double[] times, torch.Tensor epsilon, bool training)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(epsilon);
        long count = epsilon.shape[0], height = epsilon.shape[2], width = epsilon.shape[3];
        torch.Tensor values = torch.tensor(items.Values, [count, items.Values.Length / (count * height * width), height, width], torch.float32, network.Device);
        torch.Tensor mask = torch.tensor(known, [count, 1, height, width], torch.float32, network.Device);
        var moments = new MomentBatch(_flow, times, network.Device);
        torch.Tensor target = Target(values);
        torch.Tensor state = moments.Signal * target + moments.Noise * epsilon;
        torch.Tensor seen = torch.where(mask.to(torch.@bool), Shown(target), Seen(state));
        torch.Tensor? classes = network.Network.Classes > 0 ? LabelTensor(items.Labels, network) : null;
        torch.Tensor output = network.Forward(new NetworkBatch(seen, mask, torch.tensor(times, torch.float64, network.Device), classes), training);
        torch.Tensor perVariable = PerVariable(output, state, values, target, moments);
        torch.Tensor unknown = (1 - mask).expand_as(perVariable);
        return (perVariable * unknown).sum() / unknown.sum();
    }

    /// <summary>What the flow draws the state towards.</summary>
    private protected abstract torch.Tensor Target(torch.Tensor values);

    /// <summary>What the network sees of a known target.</summary>
    private protected abstract torch.Tensor Shown(torch.Tensor target);

    /// <summary>What the network sees of a state.</summary>
    private protected abstract torch.Tensor Seen(torch.Tensor state);

    /// <summary>The loss of every variable.</summary>
    private protected abstract torch.Tensor PerVariable(
        torch.Tensor output, torch.Tensor state, torch.Tensor values, torch.Tensor target, MomentBatch moments);

    // The network's classes end with "none".
    private static torch.Tensor LabelTensor(int[] labels, TorchNetwork network) =>
        torch.tensor(Array.ConvertAll(labels, label => label < 0 ? (long)network.Network.Classes : label), torch.int64, network.Device);

    // Low-discrepancy times (Kingma et al. 2021): one offset for the batch, evenly spread items. Under cross-entropy t = u^power spends
    // more of training early, where the network still has something to decide; the continuous-time loss needs t uniform to be the bound.
    private double[] DrawTimes(int count, ref RandomStream random)
    {
        double offset = random.NextUnit();
        var times = new double[count];
        for (int i = 0; i < count; i++)
            times[i] = Math.Clamp(Math.Pow((offset + (double)i / count) % 1, _timePower), NormalOutput.EarliestTime, Flow.LatestTime);
        return times;
    }
}

/// <summary>How much of the conditioning is shown while training.</summary>
/// <param name="Known">Share of items with known cells.</param>
/// <param name="HiddenLabels">Share of items whose label is hidden, which classifier-free guidance needs (Ho and Salimans 2022).</param>
public readonly record struct ConditioningShares(double Known, double HiddenLabels);

/// <summary>A flow's scalars at the time of each item, as tensors that broadcast over its variables.</summary>
internal sealed class MomentBatch
{
    private readonly torch.Device _device;

    public MomentBatch(Flow flow, double[] times, torch.Device device)
    {
        (_device, Times) = (device, times);
        FlowMoment[] moments = Array.ConvertAll(times, flow.At);
        (Signal, Noise, Weight) = (PerItem(Array.ConvertAll(moments, m => m.Signal)), PerItem(Array.ConvertAll(moments, m => m.Noise)),
            PerItem(Array.ConvertAll(moments, m => m.Weight)));
    }

    public double[] Times { get; }

    public torch.Tensor Signal { get; }

    public torch.Tensor Noise { get; }

    public torch.Tensor Weight { get; }

    public torch.Tensor PerItem(double[] scalars) =>
        torch.tensor(Array.ConvertAll(scalars, scalar => (float)scalar), [scalars.Length, 1, 1, 1], torch.float32, _device);
}
