using BfnProcGen.Networks;
using TorchSharp;

namespace BfnProcGen.Training.Networks;

/// <summary>
/// The Torch interpreter of a <see cref="Network"/>: evaluates batches, with gradients while training. It agrees with
/// <see cref="PlainNetwork"/> to rounding, which tests check for every operation.
/// </summary>
public sealed class TorchNetwork : INetworkEvaluator, IDisposable
{
    // Torch's scalars are kept, not made anew: TorchSharp lets the collector take one while the native call that it was made for still
    // reads it, which on a busy machine ends a training.
    private static readonly Scalar Zero = 0, Half = 0.5, One = 1, Two = 2, Least = LogProbability.Least;

    // Values are freed as soon as no later node takes them: _lastUse[i] is the node after which value i is dead.
    private readonly int[] _lastUse;
    private readonly torch.Tensor?[] _frequencies;
    private readonly torch.Device _device;

    /// <summary>A network whose weights are all zero until <see cref="Weights"/> are initialised or loaded.</summary>
    public TorchNetwork(Network network, torch.Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        _device = device ?? torch.CPU;
        Weights = new TorchWeights(network, _device);
        _lastUse = Enumerable.Range(0, network.Nodes.Count).ToArray();
        _frequencies = new torch.Tensor?[network.Nodes.Count];
        for (int i = 0; i < network.Nodes.Count; i++)
        {
            foreach (int input in network.Nodes[i].Inputs) _lastUse[input] = i;
            if (network.Nodes[i].Operation is not TimeEmbedding time) continue;
            double[] frequencies = [.. Enumerable.Range(0, time.Channels / 2).Select(time.Frequency)];
            _frequencies[i] = torch.tensor(frequencies, torch.float64, _device).DetachFromDisposeScope();
        }
    }

    /// <summary>A network with trained weights.</summary>
    /// <exception cref="NetworkException">A weight is missing or has the wrong number of elements.</exception>
    public TorchNetwork(Network network, IReadOnlyDictionary<string, float[]> weights, torch.Device? device = null)
        : this(network, device) => Weights.Load(weights);

    /// <inheritdoc/>
    public Network Network { get; }

    /// <summary>The network's weights.</summary>
    public TorchWeights Weights { get; }

    /// <summary>Where the weights are and where batches must be.</summary>
    public torch.Device Device => _device;

    /// <summary>How many items <see cref="Evaluate"/> gives to Torch at once.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The network's output, [batch, channels, height, width]. Gradients flow where they are asked for.</summary>
    /// <param name="batch">The inputs, on this network's device.</param>
    /// <param name="training">True to drop activations out, with Torch's global generator.</param>
    public torch.Tensor Forward(NetworkBatch batch, bool training = false)
    {
        IReadOnlyList<Node> nodes = Network.Nodes;
        var values = new torch.Tensor?[nodes.Count];
        bool keepAll = torch.is_grad_enabled();
        for (int i = 0; i < nodes.Count; i++)
        {
            values[i] = Apply(i, values, batch, training);
            if (keepAll) continue;
            foreach (int input in nodes[i].Inputs)
            {
                if (_lastUse[input] == i) values[input]!.Dispose();
            }
        }
        return values[^1]!;
    }

    /// <inheritdoc/>
    public float[][] Evaluate(IReadOnlyList<NetworkInput> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var outputs = new float[items.Count][];
        using var noGradients = torch.no_grad();
        for (int at = 0; at < items.Count; at += BatchSize)
        {
            using var scope = torch.NewDisposeScope();
            int count = Math.Min(BatchSize, items.Count - at);
            float[] all = Forward(Upload(items, at, count)).cpu().data<float>().ToArray();
            int each = Network.Output.Count;
            for (int i = 0; i < count; i++) outputs[at + i] = all[(i * each)..((i + 1) * each)];
        }
        return outputs;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weights.Dispose();
        foreach (torch.Tensor? frequencies in _frequencies) frequencies?.Dispose();
    }

    // Every result is a handle of its own, an alias where the operation passes its input on, so that it can be freed after its last use.
    private torch.Tensor Apply(int index, torch.Tensor?[] values, NetworkBatch batch, bool training)
    {
        Node node = Network.Nodes[index];
        torch.Tensor Input(int i) => values[node.Inputs[i]]!;
        torch.Tensor Weight(string name) => Weights[$"{node.Name}.{name}"];
        switch (node.Operation)
        {
            case StateInput:
                return batch.State.alias();
            case MaskInput mask:
                return batch.Known?.alias() ?? torch.zeros([batch.State.shape[0], 1, mask.Height, mask.Width], torch.float32, _device);
            case TimeInput:
                return batch.Time.mul(Two).sub(One).to(torch.float32).reshape(-1, 1, 1, 1);
            case TimeEmbedding:
                torch.Tensor angle = batch.Time.unsqueeze(1) * _frequencies[index]!;
                return torch.cat([angle.cos(), angle.sin()], 1).to(torch.float32).unsqueeze(-1).unsqueeze(-1);
            case ClassEmbedding table:
                torch.Tensor row = batch.Class ?? torch.full([batch.State.shape[0]], table.Classes, torch.int64, _device);
                return Weight("weight").index_select(0, row).unsqueeze(-1).unsqueeze(-1);
            case PositionEmbedding position:
                return Weight("weight").expand(batch.State.shape[0], position.Channels, position.Height, position.Width);
            case Convolution convolution:
                long padding = convolution.Kernel / 2;
                return torch.nn.functional.conv2d(
                    Input(0), Weight("weight"), Weight("bias"), [convolution.Stride, convolution.Stride], [padding, padding]);
            case GroupNorm norm:
                return torch.nn.functional.group_norm(Input(0), norm.Groups, Weight("weight"), Weight("bias"), GroupNorm.Epsilon);
            case LayerNorm:
                // Torch normalises the last extents: the channels go there and come back.
                torch.Tensor last = Input(0).permute(0, 2, 3, 1);
                return torch.nn.functional.layer_norm(last, [last.shape[3]], Weight("weight"), Weight("bias"), LayerNorm.Epsilon)
                    .permute(0, 3, 1, 2);
            case SiLU:
                return torch.nn.functional.silu(Input(0));
            case GELU:
                return Input(0).gelu(TorchSharp.Modules.GELU.Approximate.tanh);
            case LogProbability:
                return Input(0).mul(Half).add(Half).clamp_min(Zero).add(Least).log();
            case FourierFeatures waves:
                return Waves(Input(0), waves);
            case Dropout dropout:
                return training ? torch.nn.functional.dropout(Input(0), dropout.Rate) : Input(0).alias();
            case Add:
                return Input(0).add(Input(1), One);
            case Concatenate:
                return torch.cat([.. node.Inputs.Select(input => values[input]!)], 1);
            case Upsample target:
                return torch.nn.functional.interpolate(Input(0), [target.Height, target.Width], mode: torch.InterpolationMode.Nearest);
            case Attention attention:
                return Attend(Input(0), attention.Heads);
            default:
                throw new NotSupportedException($"The Torch interpreter doesn't know the operation {node.Operation.GetType().Name}.");
        }
    }

    private static torch.Tensor Attend(torch.Tensor input, int heads)
    {
        long batch = input.shape[0], channels = input.shape[1] / 3, height = input.shape[2], width = input.shape[3];
        // [batch, 3, heads, channels of a head, cells] → three times [batch, heads, cells, channels of a head]
        torch.Tensor parts = input.reshape(batch, 3, heads, channels / heads, height * width).transpose(3, 4);
        torch.Tensor mixed = torch.nn.functional.scaled_dot_product_attention(parts.select(1, 0), parts.select(1, 1), parts.select(1, 2));
        return mixed.transpose(2, 3).reshape(batch, channels, height, width);
    }

    // Whole turns are taken off before the angle is rounded to 32 bits.
    private static torch.Tensor Waves(torch.Tensor input, FourierFeatures waves)
    {
        torch.Tensor turns = torch.cat([.. Enumerable.Range(waves.First, waves.Count).Select(octave => input * (1 << octave))], 1);
        torch.Tensor angle = (turns - turns.round()) * (2 * Math.PI);
        return torch.cat([angle.sin(), angle.cos()], 1);
    }

    private NetworkBatch Upload(IReadOnlyList<NetworkInput> items, int at, int count)
    {
        StateInput shape = Network.State;
        int area = shape.Height * shape.Width;
        var state = new float[count * shape.Channels * area];
        var known = new float[count * area];
        var time = new double[count];
        var label = new long[count];
        for (int i = 0; i < count; i++)
        {
            NetworkInput item = items[at + i];
            item.State.CopyTo(state, i * shape.Channels * area);
            item.Known?.CopyTo(known, i * area);
            time[i] = item.Time;
            label[i] = item.Class < 0 ? Network.Classes : item.Class;
        }
        return new NetworkBatch(
            torch.tensor(state, [count, shape.Channels, shape.Height, shape.Width], torch.float32, _device),
            torch.tensor(known, [count, 1, shape.Height, shape.Width], torch.float32, _device),
            torch.tensor(time, torch.float64, _device),
            Network.Classes > 0 ? torch.tensor(label, torch.int64, _device) : null);
    }
}
