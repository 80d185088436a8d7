using BfnProcGen.Networks;

namespace BfnProcGen.Tests.Networks;

/// <summary>What no network may ask for, whoever describes it.</summary>
public sealed class NetworkTests
{
    private const int Side = 1 << 14;   // a square of the most numbers that one value may hold

    [Test]
    public void MoreNodesThanAreEverNeededAreRefused() =>
        Refused("4,097 nodes", [State(1, 1), .. Enumerable.Range(0, NetworkLimits.Nodes).Select(i => new Node($"n{i}", new SiLU(), [i]))]);

    [Test]
    public void MoreInputsThanAreEverNeededAreRefused() =>
        Refused("Node 'all': 257 inputs", [State(1, 1), new Node("all", new Concatenate(), new int[NetworkLimits.Inputs + 1])]);

    [Test]
    public void AValueLargerThanMemoryIsRefused() => Refused("more than 268,435,456 numbers", [State(2, Side)]);

    [Test]
    public void ValuesThatTogetherAreLargerThanMemoryAreRefused() =>
        Refused("Node 'n3': 1,342,177,280 numbers in values", [State(1, Side), .. Enumerable.Range(0, 4).Select(i => new Node($"n{i}", new SiLU(), [i]))]);

    [Test]
    public void WeightsThatTogetherAreLargerThanMemoryAreRefused() =>
        Refused("numbers in weights", [State(Side, 1), .. Enumerable.Range(0, 4).Select(i => new Node($"n{i}", new Convolution(Side, Kernel: 1), [i]))]);

    [Test]
    public void WorkThatNeverEndsIsRefused()
    {
        Refused("multiply-adds", [State(3, 4096), new Node("mix", new Attention(1), [0])]);
        Refused("multiply-adds", [State(64, 2048), new Node("a", new Convolution(64, Kernel: 7), [0]), new Node("b", new Convolution(64, Kernel: 7), [1])]);
    }

    [Test]
    public void WorkIsCountedAsTheDefinitionDoesIt()
    {
        var net = new NetworkBuilder();
        int half = net.Add("half", new Convolution(6, Stride: 2), net.Add("state", new StateInput(4, 5, 7)));
        net.Add("mix", new Attention(2), half);
        Assert.That(net.Build().MultiplyAdds, Is.EqualTo(6 * 3 * 4 * 4 * 9 + 2 * 2 * 12 * 12));
    }

    private static Node State(int channels, int side) => new("state", new StateInput(channels, side, side), []);

    private static void Refused(string reason, Node[] nodes) =>
        Assert.That(() => new Network(nodes), Throws.TypeOf<NetworkException>().With.Message.Contains(reason));
}
