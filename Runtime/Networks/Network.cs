using System.Text.Json;
using System.Text.Json.Serialization;

namespace BfnProcGen.Networks;

/// <summary>One operation in a network. Inputs are indices of earlier nodes; node i yields value i.</summary>
/// <param name="Name">Unique; the prefix of its weights' names, as in <c>down0.norm.weight</c>.</param>
/// <param name="Operation">What is computed.</param>
/// <param name="Inputs">Indices of the nodes whose results it takes.</param>
public sealed record Node(string Name, Operation Operation, int[] Inputs);

/// <summary>
/// A network as plain data: nodes in an order in which they can be evaluated; the last one is the output. It is stored in the model file
/// and read by three interpreters: the plain one (<see cref="PlainNetwork"/>, the definition), Torch, and the GPU planner.
/// </summary>
public sealed class Network
{
    private readonly Node[] _nodes;
    private readonly Shape[] _shapes;
    private readonly Dictionary<string, Parameter> _parameters = [];

    /// <summary>Checks the wiring and infers every shape.</summary>
    /// <exception cref="NetworkException">Names the node that doesn't fit, and why.</exception>
    [JsonConstructor]
    public Network(IReadOnlyList<Node> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Count == 0) throw new NetworkException("A network needs at least one node.");
        Bound("nodes", nodes.Count, NetworkLimits.Nodes);
        _nodes = [.. nodes];
        _shapes = new Shape[_nodes.Length];
        var names = new HashSet<string>();
        long activations = 0;
        for (int i = 0; i < _nodes.Length; i++)
        {
            Node node = _nodes[i];
            if (node is not { Name.Length: > 0, Operation: not null, Inputs: not null })
                throw new NetworkException($"Node {i} lacks a name, an operation or its inputs.");
            if (!names.Add(node.Name)) throw new NetworkException($"Two nodes are named '{node.Name}'.");
            if (node.Inputs.Any(input => input < 0 || input >= i))
                throw new NetworkException($"Node '{node.Name}' takes a value that is not computed before it.");
            try
            {
                Bound("inputs", node.Inputs.Length, NetworkLimits.Inputs);
                Shape[] inputs = InputShapes(node);
                _shapes[i] = node.Operation.InferShape(inputs);
                activations += Numbers("value", [_shapes[i].Channels, _shapes[i].Height, _shapes[i].Width]);
                foreach (Parameter parameter in node.Operation.Parameters(inputs))
                {
                    ParameterCount += Numbers(parameter.Name, parameter.Extents);
                    _parameters.Add($"{node.Name}.{parameter.Name}", parameter);
                }
                MultiplyAdds += node.Operation.MultiplyAdds(inputs, _shapes[i]);
                Bound("numbers in values up to here", activations, NetworkLimits.Activations);
                Bound("numbers in weights up to here", ParameterCount, NetworkLimits.Weights);
                Bound("multiply-adds up to here", MultiplyAdds, NetworkLimits.MultiplyAdds);
            }
            catch (NetworkException e)
            {
                throw new NetworkException($"Node '{node.Name}': {e.Message}");
            }
        }
        State = Single<StateInput>() ?? throw new NetworkException("A network needs a state_input.");
        HasMask = Single<MaskInput>() is not null;
        Classes = Single<ClassEmbedding>()?.Classes ?? 0;
    }

    /// <summary>All nodes, in order of evaluation.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The shape of each node's result.</summary>
    [JsonIgnore]
    public IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>All weights by full name, in the order of the nodes.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, Parameter> Parameters => _parameters;

    /// <summary>The input distribution the network takes.</summary>
    [JsonIgnore]
    public StateInput State { get; }

    /// <summary>The shape of the result.</summary>
    [JsonIgnore]
    public Shape Output => _shapes[^1];

    /// <summary>True when known cells enter through a mask channel.</summary>
    [JsonIgnore]
    public bool HasMask { get; }

    /// <summary>Number of classes, 0 for a network without a class embedding.</summary>
    [JsonIgnore]
    public int Classes { get; }

    /// <summary>How many weights the network has.</summary>
    [JsonIgnore]
    public long ParameterCount { get; }

    /// <summary>Multiply-adds of one evaluation of one item, in convolutions and attention, which outweigh all the rest.</summary>
    [JsonIgnore]
    public long MultiplyAdds { get; }

    /// <summary>The shapes of the values that <paramref name="node"/> takes.</summary>
    public Shape[] InputShapes(Node node) => Array.ConvertAll(node.Inputs, input => _shapes[input]);

    /// <summary>The network as JSON, as the model file stores it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, NetworkJson.Default.Network);

    /// <summary>Reads <see cref="ToJson"/>'s text.</summary>
    /// <exception cref="NetworkException">The text is not a network, or its operations don't fit together.</exception>
    public static Network FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, NetworkJson.Default.Network) ?? throw new NetworkException("The network is empty.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new NetworkException($"The network description can't be read: {e.Message}");
        }
    }

    private static void Bound(string what, long count, long most)
    {
        if (count > most) throw new NetworkException($"{count:N0} {what}; at most {most:N0} are possible.");
    }

    private static long Numbers(string what, ReadOnlySpan<int> extents)
    {
        long count = 1;
        foreach (int extent in extents)
        {
            if (extent < 1) throw new NetworkException($"its {what} has an extent of {extent}.");
            count *= extent;
            if (count > NetworkLimits.Numbers) throw new NetworkException($"its {what} has more than {NetworkLimits.Numbers:N0} numbers.");
        }
        return count;
    }

    private T? Single<T>() where T : Operation
    {
        T[] found = [.. _nodes.Select(node => node.Operation).OfType<T>()];
        if (found.Length > 1) throw new NetworkException($"A network has at most one {typeof(T).Name}.");
        return found.FirstOrDefault();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Network))]
internal sealed partial class NetworkJson : JsonSerializerContext;
