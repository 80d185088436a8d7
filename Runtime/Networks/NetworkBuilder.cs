namespace BfnProcGen.Networks;

/// <summary>Wires operations into a <see cref="Network"/>, one node after the other.</summary>
public sealed class NetworkBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly List<Shape> _shapes = [];

    /// <summary>Appends an operation and returns the index of its value.</summary>
    /// <exception cref="NetworkException">The inputs don't fit the operation.</exception>
    public int Add(string name, Operation operation, params int[] inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        _shapes.Add(operation.InferShape(Array.ConvertAll(inputs, input => _shapes[input])));
        _nodes.Add(new Node(name, operation, inputs));
        return _nodes.Count - 1;
    }

    /// <summary>The shape of value <paramref name="value"/>.</summary>
    public Shape ShapeOf(int value) => _shapes[value];

    /// <summary>The network whose output is the value added last.</summary>
    public Network Build() => new(_nodes);
}
