using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Tests.Plans;

/// <summary>Plans, followed step by step on a plain array, compute what the plain interpreter computes.</summary>
public sealed class PlannerTests
{
    private static readonly UNetRecipe Small = new()
    {
        InputChannels = 5, OutputChannels = 5, Height = 7, Width = 6, BaseChannels = 8, Multipliers = [1, 2, 2], Blocks = 1, AttentionCells = 12, Heads = 2,
    };

    private static readonly TransformerRecipe Text = new() { Symbols = 5, Length = 9, Channels = 12, Blocks = 2, Heads = 3, TimeChannels = 8 };

    public static IEnumerable<TestCaseData> Networks()
    {
        yield return new TestCaseData(Small.Build()).SetArgDisplayNames("u-net");
        yield return new TestCaseData((Small with { Classes = 3, Blocks = 2, Dropout = 0 }).Build()).SetArgDisplayNames("u-net with classes");
        yield return new TestCaseData(Text.Build()).SetArgDisplayNames("transformer");
        yield return new TestCaseData((Text with { Classes = 3, TakesKnown = false, TimeChannels = 0, Dropout = 0 }).Build())
            .SetArgDisplayNames("transformer with classes");
        yield return new TestCaseData(Awkward()).SetArgDisplayNames("awkward");
    }

    // A value that all items share, one value in two concatenations, a value added to itself, two sums that want the same convolution, SiLU and sums that fuse into nothing.
    private static Network Awkward()
    {
        var net = new NetworkBuilder();
        int state = net.Add("state", new StateInput(4, 5, 3));
        int time = net.Add("time", new TimeEmbedding(4));
        int first = net.Add("first", new Convolution(4), state);
        int twice = net.Add("twice", new Add(), first, first);
        int left = net.Add("left", new Convolution(4, Kernel: 1), twice);
        int right = net.Add("right", new Convolution(4), state);
        int sum = net.Add("sum", new Add(), left, right);
        int shifted = net.Add("shifted", new Add(), sum, time);
        int active = net.Add("active", new SiLU(), shifted);
        int position = net.Add("position", new PositionEmbedding(4, 5, 3));
        int placed = net.Add("placed", new Add(), active, position);
        int a = net.Add("a", new Concatenate(), active, state, active, position, placed);
        int b = net.Add("b", new Concatenate(), a, state);
        int norm = net.Add("norm", new GroupNorm(4), b);
        int drop = net.Add("drop", new Dropout(0.5), norm);
        int shrink = net.Add("shrink", new Convolution(4, Stride: 2), drop);
        int half = net.Add("half", new SiLU(), shrink);
        int grown = net.Add("grown", new Upsample(5, 3), half);
        int vectorSum = net.Add("vector_sum", new Add(), grown, time);
        net.Add("out", new Add(), vectorSum, net.Add("again", new Convolution(4, Kernel: 5), norm));
        return net.Build();
    }

    [TestCaseSource(nameof(Networks))]
    public void AFollowedPlanComputesTheNetwork(Network network)
    {
        foreach (int batch in new[] { 1, 3 })
        {
            Dictionary<string, float[]> weights = RandomWeights.For(network);
            var random = new Random(3);
            NetworkInput[] items = [.. Enumerable.Range(0, batch).Select(i => new NetworkInput(
                RandomWeights.Numbers(random, network.Shapes[0].Count),
                network.HasMask ? RandomWeights.Numbers(random, network.State.Height * network.State.Width) : null,
                0.1 + 0.2 * i, network.Classes > 0 ? i % network.Classes : -1))];
            Plan plan = Planner.Create(network, batch);
            float[][] expected = new PlainNetwork(network, weights).Evaluate(items), actual = PlainPlan.Evaluate(plan, weights, items);
            for (int i = 0; i < batch; i++) Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-4f), $"item {i}");
        }
    }

    [Test]
    public void ConcatenationsOfAUNetAreFreeAndSumsAreFused()
    {
        Plan plan = Planner.Create(Small.Build(), 2);
        Assert.That(plan.Steps.OfType<CopyStep>(), Is.Empty);
        Assert.That(plan.Steps.OfType<AddStep>(), Is.Empty);
        Assert.That(plan.Steps.OfType<SiLUStep>(), Is.Empty);
        Assert.That(plan.Steps.Select(step => step.Level), Is.Ordered.Ascending.And.All.Positive);
    }

    [Test]
    public void SumsOfATransformerAreFusedThroughItsDropouts()
    {
        Plan plan = Planner.Create(Text.Build(), 2);
        Assert.That(plan.Steps.OfType<CopyStep>(), Is.Empty);
        Assert.That(plan.Steps.OfType<AddStep>(), Is.Empty);
        Assert.That(plan.Steps.OfType<ConvolutionStep>().Count(step => step.Residual is not null), Is.EqualTo(2 + 2 * Text.Blocks), "positions, two a block, and the evidence");
    }

    [Test]
    public void MemoryIsReused()
    {
        Network network = new UNetRecipe { InputChannels = 10, OutputChannels = 10, Height = 16, Width = 11, Blocks = 3 }.Build();
        Plan plan = Planner.Create(network, 4);
        long all = 4L * network.Shapes.Sum(shape => shape.Count);
        Assert.That(plan.ArenaSize, Is.LessThan(all / 3));
    }

    [Test]
    public void ANetworkThatUsesTimeInAnotherWayIsRefused()
    {
        var net = new NetworkBuilder();
        int state = net.Add("state", new StateInput(4, 1, 1));
        net.Add("both", new Concatenate(), state, net.Add("time", new TimeEmbedding(4)));
        Assert.That(() => Planner.Create(net.Build(), 1), Throws.TypeOf<NetworkException>().With.Message.Contains("time"));
    }
}
