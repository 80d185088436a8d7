using BfnProcGen.Flows;
using BfnProcGen.Gpu;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;

namespace BfnProcGen.Tests.Gpu;

/// <summary>
/// Runs of every flow and solver on the device against the plain sampler, in one batch that mixes what an item can ask for: known
/// variables, classes, biases. The network has one hidden layer: what is tested lies around it.
/// </summary>
public sealed class FlowSamplingTests : GpuTest
{
    private const int Height = 5, Width = 6, Cells = Height * Width, Classes = 2;

    private static readonly Solver[] Solvers = [Solver.Ancestral, new() { Order = 2 }, new() { Order = 2, NoiseExponent = 1 }];

    // Channels of the state beside the flow: the classes of discrete data, one to five of other data.
    public static IEnumerable<TestCaseData> Cases()
    {
        (Flow Flow, int Channels)[] flows =
        [
            (new DiscreteFlow(2, 9), 2), (new DiscreteFlow(27, 0.6), 27), (new DiscreteFlow(256, 0.5), 256),
            (new DiscreteFlow(27, 2, new RollingWindow(Cells, 1)), 27), (new DiscreteFlow(5, 4, new RollingWindow(Cells, 12.5)), 5),
            (new ContinuousFlow(0.03), 1), (new ContinuousFlow(0.001), 5),
            (new DiscretisedFlow(Math.Sqrt(1e-3), 16), 4), (new DiscretisedFlow(0.001, 256), 3), (new DiscretisedFlow(0.1, 2), 1),
            (new ContinuousFlow(0.02) { Predicts = PredictedQuantity.Velocity }, 2),
            (new DiscretisedFlow(Math.Sqrt(1e-3), 16) { Predicts = PredictedQuantity.Velocity }, 4),
        ];
        foreach ((Flow flow, int channels) in flows)
        foreach (Solver solver in Solvers)
        foreach (double guidance in new[] { 0, 1.5 })
            yield return new TestCaseData(flow, channels, solver, guidance)
                .SetArgDisplayNames($"{flow}, {channels} channels, {solver}, guidance {guidance}");
    }

    [TestCaseSource(nameof(Cases))]
    public void VulkanAgreesWithThePlainSampler(Flow flow, int channels, Solver solver, double guidance)
    {
        Network network = OneHiddenLayer(flow, channels);
        Dictionary<string, float[]> parameters = RandomWeights.For(network);
        SampleItem[] items = Items(flow, channels);
        StepTable table = flow.Steps(solver, 6);
        var plain = new PlainSampler(flow, new GuidedEvaluator(new PlainNetwork(network, parameters), guidance));
        using var weights = new GpuWeights(Device, network, parameters);
        var scope = new SamplerScope(6, guidance > 0, flow is DiscreteFlow);
        using var recording = new SamplerRecording(Device, Planner.Create(network, guidance > 0 ? 10 : 5), weights, flow, scope);
        Assert.That(recording.Samples, Is.EqualTo(5));

        if (flow.HasLevels)
        {
            byte[][] expected = plain.Sample(table, items);
            byte[][] actual = [.. items.Chunk(5).SelectMany(part => recording.Sample(table, part, guidance))];
            Assert.That(expected.SelectMany(levels => levels).Distinct().Count(), Is.GreaterThan(1));
            int count = expected.Sum(levels => levels.Length);
            int different = expected.Zip(actual, (e, a) => e.Zip(a).Count(pair => pair.First != pair.Second)).Sum();
            Assert.That(different, Is.LessThanOrEqualTo(count / 1000), $"of {count}");
        }
        if (flow is ContinuousFlow)
        {
            float[][] expected = plain.SampleValues(table, items);
            float[][] actual = [.. items.Chunk(5).SelectMany(part => recording.SampleValues(table, part, guidance))];
            int different = expected.Zip(actual, (e, a) => e.Zip(a).Count(pair => Math.Abs(pair.First - pair.Second) > 1e-4)).Sum();
            Assert.That(different, Is.LessThanOrEqualTo(flow.HasLevels ? items.Length * channels * Cells / 1000 : 0));
            int inside = expected.SelectMany(values => values).Count(value => Math.Abs(value) < 0.99);
            Assert.That(inside, Is.GreaterThan(10), "not all of it clipped");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void ASeedIsAPromiseAloneAndInAnyBatch(Flow flow, int channels, Solver solver, double guidance)
    {
        Network network = OneHiddenLayer(flow, channels);
        SampleItem[] items = Items(flow, channels)[..4];
        StepTable table = flow.Steps(solver, 5);
        using var weights = new GpuWeights(Device, network, RandomWeights.For(network));
        var scope = new SamplerScope(5, guidance > 0, flow is DiscreteFlow);
        using var many = new SamplerRecording(Device, Planner.Create(network, guidance > 0 ? 10 : 5), weights, flow, scope);
        using var one = new SamplerRecording(Device, Planner.Create(network, guidance > 0 ? 2 : 1), weights, flow, scope);
        float[][] together = Numbers(many, items);
        Assert.That(Numbers(many, items), Is.EqualTo(together), "again");
        for (int i = 0; i < items.Length; i++) Assert.That(Numbers(one, [items[i]])[0], Is.EqualTo(together[i]), $"item {i} alone");

        float[][] Numbers(SamplerRecording recording, SampleItem[] some) => flow.HasLevels
            ? [.. recording.Sample(table, some, guidance).Select(levels => Array.ConvertAll(levels, level => (float)level))]
            : recording.SampleValues(table, some, guidance);
    }

    // Items without a class, without known cells and without bias in a batch for all of those are those of a plain recording, bit for bit.
    [Test]
    public void WhatAnItemDoesNotAskForChangesNothing()
    {
        var flow = new DiscreteFlow(5, 4);
        Network network = OneHiddenLayer(flow, 5);
        StepTable table = flow.Steps(new Solver { NoiseExponent = 1 }, 6);
        using var weights = new GpuWeights(Device, network, RandomWeights.For(network));
        using var simple = new SamplerRecording(Device, Planner.Create(network, 3), weights, flow, new SamplerScope(6));
        var scope = new SamplerScope(8, IsGuided: true, HasBias: true);
        using var full = new SamplerRecording(Device, Planner.Create(network, 6), weights, flow, scope);
        SampleItem[] items = [new(1), new(2), new(3)];
        byte[][] expected = simple.Sample(table, items);
        Assert.That(full.Sample(table, items, guidance: 2), Is.EqualTo(expected));
        SampleItem asking = new(3, Class: 1, Bias: new float[5 * Cells]);
        Assert.That(full.Sample(table, [new(1), new(2), asking], guidance: 2)[..2], Is.EqualTo(expected[..2]));
        Assert.That(full.Sample(table, items, guidance: 0), Is.EqualTo(expected), "nothing of the run before is left");
    }

    [Test]
    public void EveryUpdateOfContinuousDataIsThatOfThePlainSampler(
        [ValueSource(nameof(Solvers))] Solver solver, [Values(0, 16, 256)] int bins, [Values(1, 3, 6)] int channels)
    {
        ContinuousFlow flow = bins == 0 ? new ContinuousFlow(0.02) : new DiscretisedFlow(0.02, bins);
        Network network = SingleLayer(flow, channels);
        Dictionary<string, float[]> parameters = RandomWeights.For(network);
        var plain = new PlainSampler(flow, new PlainNetwork(network, parameters));
        SampleItem[] items = [.. Items(flow, channels).Take(3).Select(item => item with { Class = -1 })];
        Plan plan = Planner.Create(network, 3);
        using var weights = new GpuWeights(Device, network, parameters);
        using var recording = new SamplerRecording(Device, plan, weights, flow, new SamplerScope(5));
        StepTable whole = flow.Steps(solver, 5);
        for (int updates = 0; updates <= whole.Updates.Count; updates++)
        {
            StepTable table = whole with { Updates = [.. whole.Updates.Take(updates)], FinalTime = whole.TimeOf(updates) };
            recording.SampleValues(table, items);
            (float[][] states, float[][] estimates) = plain.Update(table, items);
            for (int i = 0; i < items.Length; i++)
            {
                string which = $"item {i} after {updates} updates";
                Assert.That(State(i), Is.EqualTo(states[i]).Within(5e-5f), $"state of {which}");
                Assert.That(State(3 + i), Is.EqualTo(estimates[i]).Within(5e-5f), $"estimate of {which}");
                float[] seen = plain.Encode(states[i], null, items[i].KnownValues);
                Assert.That(Arena(plan.State, i), Is.EqualTo(seen).Within(5e-5f), $"input of {which}");
                Assert.That(Arena(plan.Mask!.Value, i), Is.EqualTo(Mask(items[i], channels)), $"mask of {which}");
            }
        }

        float[] State(int part)
        {
            var state = new float[channels * Cells];
            recording.Network.Buffers[KernelBinding.State].Read<float>(state, (long)part * state.Length * sizeof(float));
            return state;
        }

        float[] Arena(View view, int item)
        {
            var values = new float[view.Shape.Count];
            long at = view.Offset + (long)item * view.ItemStride;
            recording.Network.Buffers[KernelBinding.Arena].Read<float>(values, at * sizeof(float));
            return values;
        }
    }

    private static float[] Mask(SampleItem item, int channels) => [.. Enumerable.Range(0, Cells).Select(cell =>
        item.KnownValues is { } known && Enumerable.Range(0, channels).All(c => !float.IsNaN(known[c * Cells + cell])) ? 1f : 0f)];

    // Nothing is computed in the place of the input, so that the test can read it afterwards.
    private static Network SingleLayer(Flow flow, int channels)
    {
        var net = new NetworkBuilder();
        int state = net.Add("state", new StateInput(channels, Height, Width)), mask = net.Add("mask", new MaskInput(Height, Width));
        int all = net.Add("all", new Concatenate(), state, mask);
        net.Add("out", new Convolution(flow is DiscretisedFlow ? 2 * channels : channels, Kernel: 1), all);
        return net.Build();
    }

    private static Network OneHiddenLayer(Flow flow, int channels)
    {
        var net = new NetworkBuilder();
        int state = net.Add("state", new StateInput(channels, Height, Width)), mask = net.Add("mask", new MaskInput(Height, Width));
        int all = net.Add("all", new Concatenate(), state, mask);
        int given = net.Add("given", new Add(), net.Add("time", new TimeEmbedding(16)), net.Add("class", new ClassEmbedding(Classes, 16)));
        int hidden = net.Add("hidden", new SiLU(), net.Add("sum", new Add(), net.Add("first", new Convolution(16, Kernel: 3), all), given));
        net.Add("out", new Convolution(flow is DiscretisedFlow ? 2 * channels : channels, Kernel: 3), hidden);
        return net.Build();
    }

    // Everything an item can ask for, alone and together.
    private static SampleItem[] Items(Flow flow, int channels)
    {
        var random = new Random(12);
        return [.. Enumerable.Range(0, 12).Select(i =>
        {
            var item = new SampleItem((ulong)i * 0x123456789ABCDEF, Class: i % (Classes + 1) - 1);
            bool known = i % 4 is 1 or 2, bias = i % 4 >= 2;
            int variables = channels * Cells;
            if (flow is DiscreteFlow)
            {
                item = item with
                {
                    Known = known ? Many(Cells, () => (short)(random.Next(3) == 0 ? random.Next(channels) : -1)) : null,
                    // The first class is banned nowhere, so that something is left of every cell.
                    Bias = bias ? [.. Many(Cells, random.NextSingle), .. Many(variables - Cells, () => random.Next(5) == 0 ? -1e9f : random.NextSingle())] : null,
                };
            }
            else if (known)
            {
                item = item with { KnownValues = Many(variables, () => random.Next(6) == 0 ? float.NaN : 2 * random.NextSingle() - 1) };
            }
            return item;
        })];

        static T[] Many<T>(int count, Func<T> one) => [.. Enumerable.Range(0, count).Select(_ => one())];
    }
}
