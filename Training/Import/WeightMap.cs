using BfnProcGen.Networks;

namespace BfnProcGen.Training.Import;

/// <summary>Collects the weights of a network from a file of the reference.</summary>
internal sealed class WeightMap(ReferenceWeights file, Network network)
{
    private readonly Dictionary<string, float[]> _weights = [];

    /// <summary>Takes the weight and bias of a layer as they are.</summary>
    public void Copy(string from, string to)
    {
        Copy(from, to, "weight");
        Copy(from, to, "bias");
    }

    /// <summary>Takes one tensor of a layer as it is.</summary>
    public void Copy(string from, string to, string name)
    {
        if (!network.Parameters.TryGetValue($"{to}.{name}", out Parameter? parameter))
            throw file.Refused($"the tensor '{from}.{name}' has no place in it");
        Set($"{to}.{name}", file.Take($"{from}.{name}", parameter.Extents));
    }

    /// <summary>Gives a weight that was made of others.</summary>
    public void Set(string name, float[] values)
    {
        if (values.Length != network.Parameters[name].Count) throw new NetworkException($"'{name}' has {values.Length} elements.");
        _weights.Add(name, values);
    }

    /// <summary>A bias of zeros, where the reference has none.</summary>
    public void SetZero(string name) => Set(name, new float[network.Parameters[name].Count]);

    /// <summary>The network with its weights, once everything has been taken and everything given.</summary>
    public ImportedNetwork Finish()
    {
        file.ExpectNothingLeft();
        string? missing = network.Parameters.Keys.FirstOrDefault(name => !_weights.ContainsKey(name));
        if (missing is not null) throw new NetworkException($"The import gives no '{missing}'.");
        return new ImportedNetwork(network, _weights);
    }
}
