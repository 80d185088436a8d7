using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Networks;
using TorchSharp;

namespace BfnProcGen.Training.Losses;

/// <summary>
/// The training loss: draw a time and a state of the flow for each item, show it to the network together with the known cells, and score
/// the network's output on the unknown ones. All schedule scalars come from <see cref="Flow.At(double, int)"/> in double precision.
/// </summary>
public abstract class FlowLoss
{
    private readonly Flow _flow;
    private readonly double _timePower;

    private protected FlowLoss(Flow flow, double timePower) => (_flow, _timePower) = (flow, timePower);

    /// <summary>The loss for data of this flow.</summary>
    /// <param name="flow">The schedule.</param>
    /// <param name="objective">What is minimised; of numbers always the squared error, at times of its own.</param>
    /// <param name="timePower">Under cross-entropy times are drawn as u^this, where cells don't take turns.</param>
    public static FlowLoss For(Flow flow, Objective objective, double timePower) => flow switch
    {
        DiscreteFlow { Rolling: { } rolling } discrete => new RollingLoss(discrete, rolling, objective),
        DiscreteFlow discrete => new DiscreteLoss(discrete, objective, timePower),
        ContinuousFlow continuous => new ContinuousLoss(continuous, objective, timePower),
        _ => throw new ArgumentOutOfRangeException(nameof(flow)),
    };

    /// <summary>The mean loss of a variable in nats, where cells take turns by <see cref="Emphasis"/>, as a scalar with gradients.</summary>
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

        double[] times = Array.ConvertAll(DrawTimes(items, ref flowRandom), time => Math.Clamp(time, NormalOutput.EarliestTime, Flow.LatestTime));
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
        var moments = new MomentBatch(_flow, times, new Shape(1, (int)height, (int)width), network.Device);
        torch.Tensor target = Target(values);
        torch.Tensor state = moments.Signal * target + moments.Noise * epsilon;
        torch.Tensor seen = torch.where(mask.to(torch.@bool), Shown(target), Seen(state));
        torch.Tensor? classes = network.Network.Classes > 0 ? LabelTensor(items.Labels, network) : null;
        torch.Tensor output = network.Forward(new NetworkBatch(seen, mask, torch.tensor(times, torch.float64, network.Device), classes), training);
        torch.Tensor perVariable = PerVariable(output, state, values, target, moments);
        torch.Tensor scored = Emphasis(times, moments.Shape) is { } emphasis
            ? (1 - mask) * torch.tensor(emphasis, moments.Shape, torch.float32, network.Device)
            : 1 - mask;
        scored = scored.expand_as(perVariable);
        return (perVariable * scored).sum() / scored.sum();
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

    /// <summary>The time of each item. t = u^power spends more of training early, where the network still has something to decide.</summary>
    private protected virtual double[] DrawTimes(ItemBatch items, ref RandomStream random) =>
        Array.ConvertAll(Spread(items.Count, ref random), u => Math.Pow(u, _timePower));

    /// <summary>How much the loss of each cell counts, in the moments' shape; null for all alike.</summary>
    private protected virtual float[]? Emphasis(double[] times, long[] shape) => null;

    /// <summary>Low-discrepancy numbers in [0, 1) (Kingma et al. 2021): one offset for the batch, evenly spread items.</summary>
    private protected static double[] Spread(int count, ref RandomStream random)
    {
        double offset = random.NextUnit();
        return [.. Enumerable.Range(0, count).Select(i => (offset + (double)i / count) % 1)];
    }
}

/// <summary>How much of the conditioning is shown while training.</summary>
/// <param name="Known">Share of items with known cells.</param>
/// <param name="HiddenLabels">Share of items whose label is hidden, which classifier-free guidance needs (Ho and Salimans 2022).</param>
public readonly record struct ConditioningShares(double Known, double HiddenLabels);
