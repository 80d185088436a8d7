using BfnProcGen.Networks;
using BfnProcGen.Training.Networks;
using TorchSharp;

namespace BfnProcGen.Tests.Training;

/// <summary>The Torch interpreter computes what the plain interpreter defines, for every operation there is.</summary>
public sealed class TorchNetworkTests
{
    private static readonly Dictionary<Type, Action<NetworkBuilder, int>> Cases = new()
    {
        [typeof(StateInput)] = (_, _) => { },
        [typeof(MaskInput)] = (net, state) => net.Add("case", new Concatenate(), state, net.Add("mask", new MaskInput(5, 4))),
        [typeof(TimeEmbedding)] = (net, state) => net.Add("case", new Add(), state, net.Add("time", new TimeEmbedding(6))),
        [typeof(TimeInput)] = (net, state) =>
            net.Add("case", new Add(), state, net.Add("linear", new Convolution(6, Kernel: 1), net.Add("time", new TimeInput()))),
        [typeof(ClassEmbedding)] = (net, state) => net.Add("case", new Add(), state, net.Add("class", new ClassEmbedding(3, 6))),
        [typeof(PositionEmbedding)] = (net, state) => net.Add("case", new Concatenate(), net.Add("position", new PositionEmbedding(2, 5, 4)), state),
        [typeof(Convolution)] = (net, state) => net.Add("case", new Convolution(4, Stride: 2), net.Add("wide", new Convolution(3, Kernel: 5), state)),
        [typeof(GroupNorm)] = (net, state) => net.Add("case", new GroupNorm(3), state),
        [typeof(LayerNorm)] = (net, state) => net.Add("case", new LayerNorm(), state),
        [typeof(GELU)] = (net, state) => net.Add("case", new GELU(), state),
        [typeof(LogProbability)] = (net, state) => net.Add("case", new LogProbability(), state),
        [typeof(FourierFeatures)] = (net, state) => net.Add("case", new FourierFeatures(5, 2), state),
        [typeof(SiLU)] = (net, state) => net.Add("case", new SiLU(), state),
        [typeof(Dropout)] = (net, state) => net.Add("case", new Dropout(0.5), state),
        [typeof(Add)] = (net, state) => net.Add("case", new Add(), state, state),
        [typeof(Concatenate)] = (net, state) => net.Add("case", new Concatenate(), state, state, net.Add("other", new SiLU(), state)),
        [typeof(Upsample)] = (net, state) => net.Add("case", new Upsample(9, 8), state),
        [typeof(Attention)] = (net, state) => net.Add("case", new Attention(2), state),
    };

    public static IEnumerable<TestCaseData> Operations() =>
        typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract)
            .Select(type => new TestCaseData(type).SetArgDisplayNames(type.Name));

    [TestCaseSource(nameof(Operations))]
    public void AgreesWithThePlainInterpreter(Type operation)
    {
        Assert.That(Cases, Does.ContainKey(operation), "Every operation needs a case here.");
        var net = new NetworkBuilder();
        Cases[operation](net, net.Add("state", new StateInput(6, 5, 4)));
        Compare(net.Build());
    }

    [TestCase(0)]
    [TestCase(3)]
    public void AgreesOnAWholeUNet(int classes) => Compare(new UNetRecipe
    {
        InputChannels = 5, OutputChannels = 5, Height = 16, Width = 11, BaseChannels = 16, Multipliers = [1, 2], Classes = classes,
    }.Build());

    [TestCase(0, 0)]
    [TestCase(3, 16)]
    public void AgreesOnAWholeTransformer(int classes, int timeChannels) => Compare(new TransformerRecipe
    {
        Symbols = 7, Length = 20, Channels = 32, Blocks = 3, Classes = classes, TimeChannels = timeChannels, TakesKnown = classes > 0,
    }.Build());

    [Test]
    public void ExportGivesBackWhatWasLoaded()
    {
        Network network = new UNetRecipe { InputChannels = 3, OutputChannels = 3, Height = 4, Width = 4, BaseChannels = 8 }.Build();
        Dictionary<string, float[]> weights = RandomWeights.For(network);
        using var torchNetwork = new TorchNetwork(network, weights);
        Dictionary<string, float[]> back = torchNetwork.Weights.Export();
        Assert.That(back.Keys, Is.EquivalentTo(weights.Keys));
        foreach ((string name, float[] values) in weights) Assert.That(back[name], Is.EqualTo(values), name);
    }

    [Test]
    public void AMissingOrWrongWeightIsNamed()
    {
        Network network = new UNetRecipe { InputChannels = 3, OutputChannels = 3, Height = 4, Width = 4, BaseChannels = 8 }.Build();
        Dictionary<string, float[]> weights = RandomWeights.For(network);
        weights["first.bias"] = new float[1];
        Assert.That(() => new TorchNetwork(network, weights), Throws.TypeOf<NetworkException>().With.Message.Contains("first.bias"));
        weights.Remove("first.bias");
        Assert.That(() => new TorchNetwork(network, weights), Throws.TypeOf<NetworkException>().With.Message.Contains("first.bias"));
    }

    [Test]
    public void InitialWeightsFollowTheirDescription()
    {
        Network network = new UNetRecipe { InputChannels = 3, OutputChannels = 3, Height = 4, Width = 4, BaseChannels = 16, Classes = 2 }.Build();
        using var one = new TorchNetwork(network);
        using var same = new TorchNetwork(network);
        using var other = new TorchNetwork(network);
        one.Weights.Initialise(7);
        same.Weights.Initialise(7);
        other.Weights.Initialise(8);
        Assert.That(same.Weights.ToArray(), Is.EqualTo(one.Weights.ToArray()));
        Assert.That(other.Weights.ToArray(), Is.Not.EqualTo(one.Weights.ToArray()));
        foreach ((string name, float[] values) in one.Weights.Export())
        {
            Parameter parameter = network.Parameters[name];
            float largest = values.Max(Math.Abs), bound = (float)(1 / Math.Sqrt((double)parameter.Count / parameter.Extents[0]));
            switch (parameter.Initial)
            {
                case Initial.Zero: Assert.That(values, Is.All.Zero, name); break;
                case Initial.One: Assert.That(values, Is.All.EqualTo(1f), name); break;
                case Initial.Uniform: Assert.That(largest, Is.InRange(0.7f * bound, bound * 1.0001f), name); break;
                default: Assert.That(largest, Is.InRange(0.02f, 0.12f), name); break;
            }
        }
    }

    [Test]
    public void EvaluationLeavesNoTensorsBehind()
    {
        Network network = new UNetRecipe { InputChannels = 3, OutputChannels = 3, Height = 8, Width = 8, BaseChannels = 8 }.Build();
        using var torchNetwork = new TorchNetwork(network, RandomWeights.For(network));
        NetworkInput[] items = Items(network, 5);
        torchNetwork.Evaluate(items);
        long before = torch.Tensor.TotalCount;
        for (int i = 0; i < 3; i++) torchNetwork.Evaluate(items);
        Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
    }

    // 7 items in batches of 4: a full batch and a rest.
    private static void Compare(Network network)
    {
        Dictionary<string, float[]> weights = RandomWeights.For(network);
        NetworkInput[] items = Items(network, 7);
        using var torchNetwork = new TorchNetwork(network, weights) { BatchSize = 4 };
        float[][] expected = new PlainNetwork(network, weights).Evaluate(items), actual = torchNetwork.Evaluate(items);
        Assert.That(actual, Has.Length.EqualTo(items.Length));
        for (int i = 0; i < items.Length; i++)
        {
            float scale = Math.Max(1, expected[i].Max(Math.Abs));
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-5f * scale), $"item {i}");
        }
    }

    private static NetworkInput[] Items(Network network, int count)
    {
        var random = new Random(5);
        StateInput state = network.State;
        return [.. Enumerable.Range(0, count).Select(i => new NetworkInput(
            RandomWeights.Numbers(random, state.Channels * state.Height * state.Width),
            network.HasMask && i % 2 == 0 ? [.. Enumerable.Range(0, state.Height * state.Width).Select(_ => (float)random.Next(2))] : null,
            i / (double)count, network.Classes > 0 ? i % (network.Classes + 1) - 1 : -1))];
    }
}
