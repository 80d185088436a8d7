using BfnProcGen.Flows;
using BfnProcGen.Gpu;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;

namespace BfnProcGen.Tests.Gpu;

/// <summary>
/// The kernels start, encode, update and result, looked at after every update: state, estimate, what the network sees, mask and tiles are
/// those of the plain sampler. The network is a single layer, so that nothing but these kernels can differ.
/// </summary>
public sealed class SamplingKernelTests : GpuTest
{
    private const int Height = 5, Width = 7, Cells = Height * Width, Batch = 4;

    private static readonly Solver[] Solvers =
    [
        new() { Order = 2, Grid = TimeGrid.WithPower(1.8) },
        new() { Order = 2, NoiseExponent = 0.5, FinalNoiseExponent = 2 },
        new() { Order = 1, NoiseExponent = double.PositiveInfinity },
        Solver.Ancestral,
    ];

    [Test]
    public void EveryUpdateIsThatOfThePlainSampler([ValueSource(nameof(Solvers))] Solver solver, [Values(3, 4, 13)] int classes, [Values] bool mask)
    {
        Network network = SingleLayer(classes, mask);
        Dictionary<string, float[]> parameters = RandomWeights.For(network);
        var flow = new DiscreteFlow(classes, 3);
        var plain = new PlainSampler(flow, new PlainNetwork(network, parameters));
        SampleItem[] items = Items(classes);
        Plan plan = Planner.Create(network, Batch);
        using var weights = new GpuWeights(Device, network, parameters);
        using var recording = new SamplerRecording(Device, plan, weights, flow, new SamplerScope(6));

        StepTable whole = flow.Steps(solver, 6);
        for (int updates = 0; updates <= whole.Updates.Count; updates++)
        {
            StepTable table = whole with { Updates = [.. whole.Updates.Take(updates)], FinalTime = whole.TimeOf(updates) };
            byte[][] tiles = recording.Sample(table, items);
            (float[][] states, float[][] estimates) = plain.Update(table, items);
            byte[][] expected = plain.Sample(table, items);
            for (int i = 0; i < items.Length; i++)
            {
                string which = $"item {i} after {updates} updates";
                Assert.That(State(recording, classes, i), IsClose(states[i]), $"state of {which}");
                Assert.That(State(recording, classes, Batch + i), IsClose(estimates[i]), $"estimate of {which}");
                Assert.That(Arena(recording, plan.State, i), IsClose(plain.Encode(states[i], items[i].Known)), $"input of {which}");
                if (plan.Mask is { } view)
                    Assert.That(Arena(recording, view, i), Is.EqualTo(Enumerable.Range(0, Cells).Select(cell => items[i].Known?[cell] >= 0 ? 1f : 0f)), $"mask of {which}");
                Assert.That(tiles[i], Is.EqualTo(expected[i]), $"tiles of {which}");
            }
        }
    }

    private static Network SingleLayer(int classes, bool mask)
    {
        var net = new NetworkBuilder();
        int input = net.Add("state", new StateInput(classes, Height, Width));
        if (mask) input = net.Add("all", new Concatenate(), input, net.Add("mask", new MaskInput(Height, Width)));
        net.Add("out", new Convolution(classes, Kernel: 1), input);
        return net.Build();
    }

    // Nothing known, some cells known, all of them; one item less than fits.
    private static SampleItem[] Items(int classes)
    {
        var random = new Random(4);
        return
        [
            new SampleItem(0),
            new SampleItem(0xFEDCBA9876543210, [.. Enumerable.Range(0, Cells).Select(_ => (short)(random.Next(2) == 0 ? random.Next(classes) : -1))]),
            new SampleItem(ulong.MaxValue, [.. Enumerable.Range(0, Cells).Select(_ => (short)random.Next(classes))]),
        ];
    }

    private static float[] State(SamplerRecording recording, int classes, int part)
    {
        var state = new float[classes * Cells];
        recording.Network.Buffers[KernelBinding.State].Read<float>(state, (long)part * state.Length * sizeof(float));
        return state;
    }

    private static float[] Arena(SamplerRecording recording, View view, int item)
    {
        var values = new float[view.Shape.Count];
        recording.Network.Buffers[KernelBinding.Arena].Read<float>(values, (view.Offset + (long)item * view.ItemStride) * sizeof(float));
        return values;
    }

    private static NUnit.Framework.Constraints.IResolveConstraint IsClose(float[] expected) =>
        Is.EqualTo(expected).Within(1e-5f * Math.Max(1, expected.Max(Math.Abs)));
}
