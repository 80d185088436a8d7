using BfnProcGen.Networks;
using TorchSharp;

namespace BfnProcGen.Training.Networks;

/// <summary>
/// All weights of a network in one flat tensor, in the network's order, and a view of it for each parameter. The optimiser, the
/// running average and checkpoints handle one tensor instead of hundreds.
/// </summary>
public sealed class TorchWeights : IDisposable
{
    private readonly Dictionary<string, torch.Tensor> _views = [];
    private readonly Network _network;

    /// <summary>Weights that are all zero.</summary>
    public TorchWeights(Network network, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        using var scope = torch.NewDisposeScope();
        Flat = torch.zeros(network.ParameterCount, torch.float32, device).DetachFromDisposeScope();
        long at = 0;
        foreach ((string name, Parameter parameter) in network.Parameters)
        {
            torch.Tensor view = Flat.narrow(0, at, parameter.Count).view(Array.ConvertAll(parameter.Extents, e => (long)e)).detach();
            _views.Add(name, view.DetachFromDisposeScope());
            at += parameter.Count;
        }
    }

    /// <summary>Every weight, [<see cref="Network.ParameterCount"/>].</summary>
    public torch.Tensor Flat { get; }

    /// <summary>The weight called <paramref name="name"/>, sharing memory with <see cref="Flat"/>.</summary>
    public torch.Tensor this[string name] => _views[name];

    /// <summary>The views in the network's order, as leaves for automatic differentiation.</summary>
    public IEnumerable<torch.Tensor> Leaves => _views.Values;

    /// <summary>Asks Torch for gradients of all weights.</summary>
    public void RequireGradients()
    {
        foreach (torch.Tensor view in _views.Values) view.requires_grad_(true);
    }

    /// <summary>The weights as they start before training, the same for the same <paramref name="seed"/> on every device.</summary>
    public void Initialise(ulong seed)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        using var generator = new torch.Generator(seed);
        long at = 0;
        foreach (Parameter parameter in _network.Parameters.Values)
        {
            torch.Tensor start = Start(parameter, generator);
            Flat.narrow(0, at, parameter.Count).copy_(start);
            at += parameter.Count;
        }
    }

    /// <summary>Sets every weight, by full name.</summary>
    /// <exception cref="NetworkException">A weight is missing or has the wrong number of elements.</exception>
    public void Load(IReadOnlyDictionary<string, float[]> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var all = new float[_network.ParameterCount];
        int at = 0;
        foreach ((string name, Parameter parameter) in _network.Parameters)
        {
            if (!weights.TryGetValue(name, out float[]? weight)) throw new NetworkException($"The weight '{name}' is missing.");
            if (weight.Length != parameter.Count)
                throw new NetworkException($"The weight '{name}' has {weight.Length} elements; its shape needs {parameter.Count}.");
            weight.CopyTo(all, at);
            at += weight.Length;
        }
        Load(all);
    }

    /// <summary>Sets every weight from one flat array.</summary>
    public void Load(float[] flat)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        Flat.copy_(torch.tensor(flat));
    }

    /// <summary>A copy of every weight, by full name.</summary>
    public Dictionary<string, float[]> Export()
    {
        float[] all = ToArray();
        var weights = new Dictionary<string, float[]>();
        int at = 0;
        foreach ((string name, Parameter parameter) in _network.Parameters)
        {
            weights.Add(name, all[at..(at + parameter.Count)]);
            at += parameter.Count;
        }
        return weights;
    }

    /// <summary>A copy of every weight in one array.</summary>
    public float[] ToArray()
    {
        using var scope = torch.NewDisposeScope();
        return Flat.detach().cpu().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (torch.Tensor view in _views.Values) view.Dispose();
        Flat.Dispose();
    }

    private static torch.Tensor Start(Parameter parameter, torch.Generator generator)
    {
        long[] extents = [parameter.Count];
        switch (parameter.Initial)
        {
            case Initial.Zero:
                return torch.zeros(extents);
            case Initial.One:
                return torch.ones(extents);
            case Initial.Uniform:
                double bound = 1 / Math.Sqrt((double)parameter.Count / parameter.Extents[0]);
                return torch.rand(extents, generator: generator) * (2 * bound) - bound;
            case Initial.SmallNormal:
                return torch.randn(extents, generator: generator) * 0.02;
            case Initial.WideNormal:
                return torch.randn(extents, generator: generator) * 0.5;
            default:
                throw new NotSupportedException($"Weights can't start as {parameter.Initial}.");
        }
    }
}
