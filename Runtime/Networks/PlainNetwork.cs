namespace BfnProcGen.Networks;

/// <summary>Evaluates a batch of items of a network: the plain interpreter here, Torch in training.</summary>
public interface INetworkEvaluator
{
    /// <summary>The network that is evaluated.</summary>
    Network Network { get; }

    /// <summary>
    /// Evaluates all items and returns their outputs in order, each in the shape of <see cref="Network.Output"/>.
    /// </summary>
    float[][] Evaluate(IReadOnlyList<NetworkInput> items);
}

/// <summary>The plain interpreter: slow, and the definition of what a network computes.</summary>
public sealed class PlainNetwork : INetworkEvaluator
{
    private readonly float[][][] _parameters;

    /// <summary>Binds a network to its weights, by full name.</summary>
    /// <exception cref="NetworkException">A weight is missing or has the wrong number of elements.</exception>
    public PlainNetwork(Network network, IReadOnlyDictionary<string, float[]> weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        Network = network;
        _parameters = new float[network.Nodes.Count][][];
        for (int i = 0; i < _parameters.Length; i++)
        {
            Node node = network.Nodes[i];
            _parameters[i] = [.. node.Operation.Parameters(network.InputShapes(node)).Select(parameter => Find(node, parameter))];
        }

        float[] Find(Node node, Parameter parameter)
        {
            string name = $"{node.Name}.{parameter.Name}";
            if (!weights.TryGetValue(name, out float[]? weight)) throw new NetworkException($"The weight '{name}' is missing.");
            return weight.Length == parameter.Count
                ? weight
                : throw new NetworkException($"The weight '{name}' has {weight.Length} elements; its shape needs {parameter.Count}.");
        }
    }

    /// <inheritdoc/>
    public Network Network { get; }

    /// <inheritdoc/>
    public float[][] Evaluate(IReadOnlyList<NetworkInput> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var outputs = new float[items.Count][];
        Parallel.For(0, items.Count, i => outputs[i] = Evaluate(items[i], Enumerable.Range(0, Network.Nodes.Count))[^1]!);
        return outputs;
    }

    /// <summary>Evaluates one item's <paramref name="nodes"/>, given in order, and returns all values; those not computed stay null.</summary>
    internal float[]?[] Evaluate(NetworkInput given, IEnumerable<int> nodes)
    {
        var values = new float[]?[Network.Nodes.Count];
        foreach (int i in nodes)
        {
            Node node = Network.Nodes[i];
            float[] output = values[i] = new float[Network.Shapes[i].Count];
            node.Operation.Evaluate(new Evaluation
            {
                Inputs = Array.ConvertAll(node.Inputs, input => values[input]!),
                Shapes = Network.InputShapes(node),
                Parameters = _parameters[i],
                Output = output,
                Shape = Network.Shapes[i],
                Given = given,
            });
        }
        return values;
    }
}
