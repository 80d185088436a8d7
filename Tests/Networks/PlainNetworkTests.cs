using BfnProcGen.Networks;

namespace BfnProcGen.Tests.Networks;

/// <summary>The definitions, on cases small enough to compute by hand.</summary>
public sealed class PlainNetworkTests
{
    // Each: operation, input shapes, inputs, weights, expected.
    public static IEnumerable<TestCaseData> Cases()
    {
        yield return Case(new Convolution(1), [new(1, 2, 2)], [[1, 2, 3, 4]], [[1, 1, 1, 1, 2, 1, 1, 1, 1], [10]], [21, 22, 23, 24]);
        yield return Case(new Convolution(1), [new(1, 1, 3)], [[1, 2, 3]], [[9, 9, 9, 1, 10, 100, 9, 9, 9], [0]], [210, 321, 32]);
        yield return Case(new Convolution(1, Stride: 2), [new(1, 1, 3)], [[1, 2, 3]], [[9, 9, 9, 1, 10, 100, 9, 9, 9], [0]], [210, 32]);
        yield return Case(new Convolution(2, Kernel: 1), [new(2, 1, 2)], [[1, 2, 3, 4]], [[1, 10, 0, -1], [0.5f, 0]], [31.5f, 42.5f, -3, -4]);
        yield return Case(new GroupNorm(1), [new(2, 1, 2)], [[1, 3, 1, 3]], [[2, 1], [0, 5]], [-1.99999f, 1.99999f, 4.000005f, 5.999995f]);
        yield return Case(new GroupNorm(2), [new(2, 1, 2)], [[1, 3, 7, 7]], [[1, 1], [0, 0]], [-0.999995f, 0.999995f, 0, 0]);
        yield return Case(new LayerNorm(), [new(2, 1, 2)], [[1, 7, 3, 7]], [[2, 1], [0, 5]], [-1.99999f, 0, 5.999995f, 5]);
        yield return Case(new GELU(), [new(1, 1, 4)], [[0, 1, -1, 100]], [], [0, 0.841192f, -0.158808f, 100]);
        yield return Case(new LogProbability(), [new(1, 1, 4)], [[1, 0, -1, -2]], [], [0.0001f, -0.6929472f, -9.2103404f, -9.2103404f]);
        yield return Case(new FourierFeatures(1, 2), [new(2, 1, 1)], [[0.0625f, -0.125f]], [],
            [0.7071068f, -1, 1, 0, 0.7071068f, 0, 0, -1]);
        yield return Case(new SiLU(), [new(1, 1, 3)], [[0, 1, -1]], [], [0, 0.7310586f, -0.2689414f]);
        yield return Case(new Dropout(0.5), [new(1, 1, 2)], [[3, 4]], [], [3, 4]);
        yield return Case(new Add(), [new(2, 1, 2), new(2, 1, 2)], [[1, 2, 3, 4], [10, 20, 30, 40]], [], [11, 22, 33, 44]);
        yield return Case(new Add(), [new(2, 1, 2), new(2, 1, 1)], [[1, 2, 3, 4], [10, 20]], [], [11, 12, 23, 24]);
        yield return Case(new Concatenate(), [new(1, 1, 2), new(2, 1, 2)], [[1, 2], [3, 4, 5, 6]], [], [1, 2, 3, 4, 5, 6]);
        yield return Case(new Upsample(3, 2), [new(1, 2, 1)], [[1, 2]], [], [1, 1, 1, 1, 2, 2]);
        // Query 0 sees no difference and averages the values; query ln 3 · 1 weighs the second key three times as much.
        yield return Case(new Attention(1), [new(3, 1, 2)], [[0, 1.0986123f, 0, 1, 10, 20]], [], [15, 17.5f]);
        yield return Case(new TimeEmbedding(2), [], [], [], [MathF.Cos(500), MathF.Sin(500)]);
        yield return Case(new TimeEmbedding(4, 2, 100), [], [], [], [MathF.Cos(1), MathF.Cos(0.1f), MathF.Sin(1), MathF.Sin(0.1f)]);
        yield return Case(new TimeInput(), [], [], [], [0.5f]);
        yield return Case(new ClassEmbedding(1, 2), [], [], [[1, 2, 3, 4]], [3, 4]);
        yield return Case(new PositionEmbedding(1, 1, 2), [], [], [[3, 4]], [3, 4]);
        yield return Case(new StateInput(1, 1, 2), [], [], [], [7, 8]);
        yield return Case(new MaskInput(1, 2), [], [], [], [0, 0]);

        static TestCaseData Case(Operation operation, Shape[] shapes, float[][] inputs, float[][] weights, float[] expected) =>
            new TestCaseData(operation, shapes, inputs, weights, expected).SetArgDisplayNames(operation.ToString());
    }

    [TestCaseSource(nameof(Cases))]
    public void AnOperationComputesWhatItSays(Operation operation, Shape[] shapes, float[][] inputs, float[][] weights, float[] expected)
    {
        Shape shape = operation.InferShape(shapes);
        Assert.That(operation.Parameters(shapes).Select(parameter => parameter.Count), Is.EqualTo(weights.Select(weight => weight.Length)));
        var output = new float[shape.Count];
        operation.Evaluate(new Evaluation
        {
            Inputs = inputs, Shapes = shapes, Parameters = weights, Output = output, Shape = shape, Given = new NetworkInput([7, 8], null, operation is TimeInput ? 0.75 : 0.5),
        });
        Assert.That(output, Is.EqualTo(expected).Within(2e-5f));
    }

    [Test]
    public void EveryOperationHasACase()
    {
        IEnumerable<Type> all = typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)));
        Assert.That(Cases().Select(c => c.Arguments[0]!.GetType()).Distinct(), Is.EquivalentTo(all));
    }

    [Test]
    public void EveryOperationSurvivesJson()
    {
        foreach (Operation operation in Cases().Select(c => (Operation)c.Arguments[0]!))
        {
            if (operation is StateInput) continue;
            string json = System.Text.Json.JsonSerializer.Serialize(operation, NetworkJson.Default.Operation);
            Assert.That(System.Text.Json.JsonSerializer.Deserialize(json, NetworkJson.Default.Operation), Is.EqualTo(operation), json);
        }
    }

    [TestCase(16, 11, 2)]
    [TestCase(14, 28, 3)]
    [TestCase(7, 5, 3)]
    [TestCase(1, 1, 1)]
    public void AUNetKeepsItsExtents(int height, int width, int levels)
    {
        Network network = new UNetRecipe
        {
            InputChannels = 6, OutputChannels = 4, Height = height, Width = width, BaseChannels = 8, Multipliers = [.. Enumerable.Repeat(1, levels)],
        }.Build();
        Assert.That(network.Output, Is.EqualTo(new Shape(4, height, width)));
        Assert.That(Network.FromJson(network.ToJson()).ToJson(), Is.EqualTo(network.ToJson()));
    }

    private static Dictionary<string, float[]> Fresh(Network network)
    {
        Dictionary<string, float[]> weights = RandomWeights.For(network);
        foreach ((string name, Parameter parameter) in network.Parameters)
            if (parameter.Initial == Initial.Zero) Array.Clear(weights[name]);
        return weights;
    }

    [Test]
    public void AFreshUNetReturnsZeros()
    {
        Network network = new UNetRecipe { InputChannels = 3, OutputChannels = 3, Height = 4, Width = 4, BaseChannels = 8 }.Build();
        float[][] outputs = new PlainNetwork(network, Fresh(network)).Evaluate([new NetworkInput(RandomWeights.Numbers(new Random(1), 48), null, 0.3)]);
        Assert.That(outputs[0], Has.All.Zero);
    }

    [Test]
    public void ATransformerKeepsItsLengthAndStartsWithWhatEachCharacterSaysOfItself([Values(0, 2)] int classes)
    {
        Network network = new TransformerRecipe { Symbols = 5, Length = 6, Channels = 8, Heads = 2, Blocks = 2, Classes = classes }.Build();
        Assert.That(network.Output, Is.EqualTo(new Shape(5, 1, 6)));
        Assert.That(network.HasMask);
        Assert.That(network.Classes, Is.EqualTo(classes));
        Assert.That(Network.FromJson(network.ToJson()).ToJson(), Is.EqualTo(network.ToJson()));
        float[] state = RandomWeights.Numbers(new Random(1), 30);
        float[][] outputs = new PlainNetwork(network, Fresh(network)).Evaluate([new NetworkInput(state, null, 0.3)]);
        Assert.That(outputs[0], Is.EqualTo(state.Select(x => Math.Log(Math.Max(0, (x + 1) / 2) + 1e-4))).Within(1e-5));
    }

    [Test]
    public void AnOlderModelsTimeEmbeddingMeansWhatItMeant()
    {
        Network network = Network.FromJson("""
            {"nodes":[{"name":"state","operation":{"op":"state_input","channels":2,"height":1,"width":1},"inputs":[]},
            {"name":"time","operation":{"op":"time_embedding","channels":4},"inputs":[]}]}
            """);
        Assert.That(network.Nodes[1].Operation, Is.EqualTo(new TimeEmbedding(4, 1000, 10000)));
    }

    [Test]
    public void SettingsThatGiveNoTransformerAreRefused()
    {
        var recipe = new TransformerRecipe { Symbols = 5, Length = 6 };
        Assert.That(() => (recipe with { Heads = 3 }).Build(), Throws.TypeOf<NetworkException>().With.Message.Contains("3 heads"));
        Assert.That(() => (recipe with { Symbols = 1 }).Build(), Throws.TypeOf<NetworkException>().With.Message.Contains("2 symbols"));
        Assert.That(() => (recipe with { Blocks = 0 }).Build(), Throws.TypeOf<NetworkException>().With.Message.Contains("one block"));
    }

    [Test]
    public void WiringThatDoesNotFitIsRefusedByName()
    {
        var state = new Node("state", new StateInput(3, 4, 4), []);
        Refused("'norm'", state, new Node("norm", new GroupNorm(2), [0]));
        Refused("'later'", state, new Node("later", new SiLU(), [1]));
        Refused("Two nodes", state, state);
        Refused("'double'", state, new Node("double", new Upsample(9, 8), [0]));
        Refused("'both'", state, new Node("shrunk", new Convolution(3, Stride: 2), [0]), new Node("both", new Concatenate(), [0, 1]));
        Refused("state_input", new Node("time", new TimeEmbedding(4), []));
        Refused("'wide'", new Node("state", new StateInput(3 * 300, 2, 2), []), new Node("wide", new Attention(1), [0]));
        Refused("at most one", state, new Node("another", new StateInput(3, 4, 4), []));

        static void Refused(string reason, params Node[] nodes) =>
            Assert.That(() => new Network(nodes), Throws.TypeOf<NetworkException>().With.Message.Contains(reason));
    }
}
