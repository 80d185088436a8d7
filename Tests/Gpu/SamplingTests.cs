using BfnProcGen.Flows;
using BfnProcGen.Gpu;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Noise, and whole recorded runs, against the plain sampler.</summary>
public sealed class SamplingTests : GpuTest
{
    private static readonly DiscreteFlow Flow = new(6, 3);

    private static readonly Network UNet = new UNetRecipe
    {
        InputChannels = 6, OutputChannels = 6, Height = 7, Width = 5, Classes = 2, BaseChannels = 8, AttentionCells = 12, Heads = 2,
    }.Build();

    public static IEnumerable<TestCaseData> Tables()
    {
        yield return new TestCaseData(Flow.Steps(new Solver { Order = 2, Grid = TimeGrid.WithPower(1.8) }, 8)).SetArgDisplayNames("ode2, 8 evaluations");
        yield return new TestCaseData(Flow.Steps(new Solver { Order = 2, NoiseExponent = 1 }, 5)).SetArgDisplayNames("sde2, 5 evaluations");
        yield return new TestCaseData(Flow.Steps(new Solver { NoiseExponent = double.PositiveInfinity, Order = 1 }, 4)).SetArgDisplayNames("noise-reduced");
        yield return new TestCaseData(Flow.Steps(Solver.Ancestral, 12)).SetArgDisplayNames("ancestral, 12 evaluations");
        yield return new TestCaseData(Flow.Steps(Solver.Ancestral with { Temperature = 0.3 }, 12)).SetArgDisplayNames("ancestral, cold");
        yield return new TestCaseData(Flow.Steps(new Solver { Temperature = 2 }, 5)).SetArgDisplayNames("ode2, hot");
        yield return new TestCaseData(Flow.Steps(Solver.Ancestral with { MinP = 0.4 }, 12)).SetArgDisplayNames("ancestral, min-p");
        yield return new TestCaseData(Flow.Steps(new Solver { MinP = 0.3, Temperature = 0.8 }, 5)).SetArgDisplayNames("ode2, min-p");
        yield return new TestCaseData(Flow.Steps(Solver.Ancestral, 1)).SetArgDisplayNames("one evaluation");
    }

    [TestCaseSource(nameof(Tables))]
    public void ARunDrawsWhatThePlainSamplerDraws(StepTable table)
    {
        Dictionary<string, float[]> parameters = RandomWeights.For(UNet);
        SampleItem[] items = Items(9, 35, 6, 2);
        byte[][] expected = new PlainSampler(Flow, new PlainNetwork(UNet, parameters)).Sample(table, items);
        using var weights = new GpuWeights(Device, UNet, parameters);
        using var recording = new SamplerRecording(Device, Planner.Create(UNet, 4), weights, Flow, new SamplerScope(12));

        byte[][] actual = [.. items.Chunk(4).SelectMany(chunk => recording.Sample(table, chunk))];
        int cells = items.Length * 35, equal = actual.Zip(expected, (a, e) => a.Zip(e).Count(pair => pair.First == pair.Second)).Sum();
        Assert.That(equal, Is.GreaterThanOrEqualTo(cells * 0.99), "a rounding difference may tip a rare cell, not more");
        for (int i = 0; i < items.Length; i++)
            for (int cell = 0; cell < 35; cell++)
                if (items[i].Known is { } known && known[cell] >= 0) Assert.That(actual[i][cell], Is.EqualTo(known[cell]));
    }

    [Test]
    public void ASeedGivesTheSameMapInEveryBatchAndRun()
    {
        StepTable table = Flow.Steps(new Solver { NoiseExponent = 1 }, 6);
        SampleItem[] items = Items(5, 35, 6, 2);
        using var weights = new GpuWeights(Device, UNet, RandomWeights.For(UNet));
        using var many = new SamplerRecording(Device, Planner.Create(UNet, 5), weights, Flow, new SamplerScope(6));
        using var few = new SamplerRecording(Device, Planner.Create(UNet, 2), weights, Flow, new SamplerScope(6));
        byte[][] first = many.Sample(table, items), second = many.Sample(table, items);
        Assert.That(second, Is.EqualTo(first));
        for (int i = 0; i < items.Length; i++) Assert.That(few.Sample(table, [items[i]])[0], Is.EqualTo(first[i]));
    }

    [Test]
    public void NoiseIsBitForBitThatOfTheProcessor([Values(3, 4, 13)] int classes)
    {
        var net = new NetworkBuilder();
        net.Add("out", new Convolution(classes, Kernel: 1), net.Add("state", new StateInput(classes, 9, 7)));
        Network network = net.Build();
        using var weights = new GpuWeights(Device, network, RandomWeights.For(network));
        using var recording = new SamplerRecording(Device, Planner.Create(network, 3), weights, new DiscreteFlow(classes, 3), new SamplerScope(1));
        SampleItem[] items = [new(0), new(0xFEDCBA9876543210), new(ulong.MaxValue)];
        recording.Sample(new StepTable(1, [], 1, false), items);
        var state = new float[3 * classes * 63];
        recording.Network.Buffers[KernelBinding.State].Read<float>(state);

        var four = new float[4];
        for (int item = 0; item < 3; item++)
        for (int cell = 0; cell < 63; cell++)
        for (int k = 0; k < classes; k++)
        {
            if (k % 4 == 0) Noise.Normal4(items[item].Seed, (uint)(cell * ((classes + 3) / 4) + k / 4), 0, four);
            int bits = BitConverter.SingleToInt32Bits(state[(item * classes + k) * 63 + cell]);
            Assert.That(bits, Is.EqualTo(BitConverter.SingleToInt32Bits(four[k % 4])), $"item {item}, cell {cell}, class {k}");
        }
    }

    [Test]
    public void ARunLargerThanOneSubmitIsCutAndComplete()
    {
        Network network = new UNetRecipe { InputChannels = 4, OutputChannels = 4, Height = 8, Width = 8, BaseChannels = 8 }.Build();
        using var weights = new GpuWeights(Device, network, RandomWeights.For(network));
        var flow = new DiscreteFlow(4, 3);
        StepTable table = flow.Steps(new Solver(), 7);
        Plan plan = Planner.Create(network, 2);
        using var whole = new SamplerRecording(Device, plan, weights, flow, new SamplerScope(7));
        using var cut = new SamplerRecording(Device, plan, weights, flow, new SamplerScope(7), workPerSubmit: 1);
        SampleItem[] items = [new(1), new(2)];
        Assert.That(cut.Sample(table, items), Is.EqualTo(whole.Sample(table, items)));
    }

    [Test]
    public void TheNetworksOutputAgreesToOneInTenThousand()
    {
        Dictionary<string, float[]> parameters = RandomWeights.For(UNet);
        var random = new Random(2);
        NetworkInput[] inputs = [.. Enumerable.Range(0, 3).Select(i => new NetworkInput(RandomWeights.Numbers(random, 6 * 35),
            [.. Enumerable.Range(0, 35).Select(_ => (float)random.Next(2))], 0.2 * i, i - 1))];
        using var weights = new GpuWeights(Device, UNet, parameters);
        using var recording = new PlanRecording(Device, Planner.Create(UNet, 3), weights, 1);
        float[][] expected = new PlainNetwork(UNet, parameters).Evaluate(inputs), actual = recording.Evaluate(inputs);
        float largest = expected.Max(output => output.Max(Math.Abs));
        for (int i = 0; i < 3; i++) Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-4f * largest));
    }

    [Test]
    public void RequestsThatDontFitAreRefused()
    {
        using var weights = new GpuWeights(Device, UNet, RandomWeights.For(UNet));
        using var recording = new SamplerRecording(Device, Planner.Create(UNet, 2), weights, Flow, new SamplerScope(4));
        StepTable table = Flow.Steps(new Solver(), 4);
        Assert.Multiple(() =>
        {
            Assert.That(() => recording.Sample(Flow.Steps(new Solver(), 5), [new(1)]), Refused("5"));
            Assert.That(() => recording.Sample(table, []), Refused("0"));
            Assert.That(() => recording.Sample(table, [new(1), new(2), new(3)]), Refused("3"));
            Assert.That(() => recording.Sample(table, [new(1, Class: 2)]), Refused("classes"));
            Assert.That(() => recording.Sample(table, [new(1, new short[34])]), Refused("34"));
            Assert.That(() => recording.Sample(table, [new(1, [.. Enumerable.Repeat((short)6, 35)])]), Refused("class 6"));
        });

        static NUnit.Framework.Constraints.IResolveConstraint Refused(string because) => Throws.TypeOf<RequestException>().With.Message.Contains(because);
    }

    // Every third item has known cells, and the classes take turns with none.
    private static SampleItem[] Items(int count, int cells, int tiles, int classes)
    {
        var random = new Random(8);
        return [.. Enumerable.Range(0, count).Select(i => new SampleItem((ulong)i * 0x123456789ABCDEF,
            i % 3 == 1 ? [.. Enumerable.Range(0, cells).Select(_ => (short)(random.Next(3) == 0 ? random.Next(tiles) : -1))] : null, i % (classes + 1) - 1))];
    }
}
