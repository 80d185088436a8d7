using BfnProcGen.Networks;

namespace BfnProcGen.Tests.Sampling;

/// <summary>An evaluator that is any function of its input, for one row of cells, and keeps what it was given.</summary>
internal sealed class FunctionNetwork(int channels, int outputs, int cells, Func<NetworkInput, float[]> function) : INetworkEvaluator
{
    public List<NetworkInput> Given { get; } = [];

    public Network Network { get; } = Build(channels, outputs, cells);

    public float[][] Evaluate(IReadOnlyList<NetworkInput> items)
    {
        Given.AddRange(items);
        return [.. items.Select(function)];
    }

    private static Network Build(int channels, int outputs, int cells)
    {
        var net = new NetworkBuilder();
        int state = net.Add("state", new StateInput(channels, 1, cells));
        int all = net.Add("all", new Concatenate(), state, net.Add("mask", new MaskInput(1, cells)));
        net.Add("out", new Convolution(outputs, Kernel: 1), all);
        return net.Build();
    }
}
