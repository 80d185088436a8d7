using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Runs that start from the flow's state around something: the same on the device as in the plain sampler.</summary>
public sealed class VariationTests : GpuTest
{
    private static readonly Model[] Models =
    [
        TinyModel.Create(classes: 2), TinyModel.OfPixels(new ContinuousFlow(0.03), PixelChannels.Rgb),
        TinyModel.OfPixels(new DiscretisedFlow(0.01, 64), PixelChannels.Rgba),
    ];

    private static readonly Solver[] Solvers = [new() { Grid = TimeGrid.WithPower(2) }, new() { NoiseExponent = 1, Order = 1 }, Solver.Ancestral];

    [Test]
    public void VulkanVariesAsThePlainSampler([Values(0, 1, 2)] int kind, [ValueSource(nameof(Solvers))] Solver solver, [Values(0.1, 0.4)] double from)
    {
        Model model = Models[kind];
        using var generator = new Generator(Device, model);
        SampleItem[] items = [.. Enumerable.Range(0, 9).Select(i => ItemOf(model, i))];
        IReadOnlyList<Sample> actual = generator.SampleBatch(items, 7, solver, from: from);
        var plain = new PlainSampler(model.Flow, new PlainNetwork(model.Network, model.Weights));
        StepTable table = model.Flow.Steps(solver, 7, from);
        if (model.Flow.HasLevels)
        {
            byte[][] expected = plain.Sample(table, items);
            int equal = actual.Zip(expected, (sample, levels) => sample.Levels.ToArray().Zip(levels, (a, b) => a == b ? 1 : 0).Sum()).Sum();
            Assert.That((double)equal / expected.Sum(levels => levels.Length), Is.GreaterThanOrEqualTo(0.995));
        }
        else
        {
            float[][] expected = plain.SampleValues(table, items);
            for (int i = 0; i < items.Length; i++) Assert.That(actual[i].Values.ToArray(), Is.EqualTo(expected[i]).Within(1e-3f));
        }
    }

    [Test]
    public void TheStateStartsWhereTheFlowIs()
    {
        Model model = Models[0];
        SampleItem item = ItemOf(model, 3);
        var plain = new PlainSampler(model.Flow, new PlainNetwork(model.Network, model.Weights));
        StepTable table = model.Flow.Steps(new Solver(), 6, 0.3);
        (float[][] states, _) = plain.Update(table with { Updates = [], FinalTime = 0.3 }, [item]);
        Assert.That(states[0], Is.EqualTo(plain.StateAround(item.Origin!, 0.3, item.Seed)));
    }

    [Test]
    public void RequestsOfAllKindsAreDrawnTogetherAndInSlicesAlike([Values(0, 1, 2)] int kind)
    {
        Model model = Models[kind];
        using var generator = new Generator(Device, model, new GeneratorOptions { Guidance = true });
        Sample first = generator.Sample(5, 8);
        SampleRequest[] requests =
        [
            new() { Seed = 1, Steps = 5, Variation = Variation.Of(first, 0.2) },
            new() { Seed = 2, Steps = 5 },
            new() { Seed = 3, Steps = 5, Variation = Variation.Of(first, 0.2), Class = model.Classes[0], Guidance = 1 },
            new() { Seed = 4, Steps = 3, Variation = Variation.Of(first, 0.4) },
        ];
        IReadOnlyList<Sample> together = generator.SampleBatch(requests);
        for (int i = 0; i < requests.Length; i++)
        {
            using Generation generation = generator.Begin(requests[i]);
            while (!generation.Advance(TimeSpan.FromMilliseconds(5), wait: true)) { }
            Assert.That(ResultOf(generation.Sample), Is.EqualTo(ResultOf(together[i])), $"request {i}");
            Assert.That(together[i].Seed, Is.EqualTo(requests[i].Seed));
        }
        Assert.That(ResultOf(generator.Sample(requests[1])), Is.EqualTo(ResultOf(generator.Sample(5, 2))), "a run from noise after all this");
    }

    [Test]
    public void WhatDoesntFitIsRefused()
    {
        using var generator = new Generator(Device, Models[0]);
        using var pixels = new Generator(Device, Models[1]);
        var other = new TileMap(3, 2, new byte[6]);
        Assert.Multiple(() =>
        {
            Assert.That(() => Variation.Of(other, 0), Refused("between 0"));
            Assert.That(() => Variation.Of(other, 1), Refused("between 0"));
            Assert.That(() => generator.Sample(new SampleRequest { Variation = Variation.Of(other, 0.5) }), Refused("6 cells to vary"));
            Assert.That(() => pixels.Sample(new SampleRequest { Variation = Variation.Of(other, 0.5) }), Refused("OriginValues"));
            Assert.That(() => generator.Sample(new SampleRequest { Variation = Variation.OfValues(new float[42], 0.5) }), Refused("in Origin"));
            Assert.That(() => generator.Sample(new SampleRequest { Variation = Variation.OfClasses([.. Enumerable.Repeat((byte)5, 42)], 0.5) }), Refused("class 5"));
            Assert.That(() => pixels.Sample(new SampleRequest { Variation = Variation.OfValues([.. Enumerable.Repeat(float.NaN, 126)], 0.5) }), Refused("NaN"));
            Assert.That(() => generator.SampleBatch([new SampleItem(1)], 4, from: 0.5), Refused("every item"));
            Assert.That(() => generator.SampleBatch([new SampleItem(1, Origin: new byte[42])], 4), Refused("from noise"));
        });

        static NUnit.Framework.Constraints.IResolveConstraint Refused(string because) => Throws.TypeOf<RequestException>().With.Message.Contains(because);
    }

    private static Array ResultOf(Sample sample) => sample.HasLevels ? sample.Levels.ToArray() : sample.Values.ToArray();

    // Something random to vary, with known cells in every third.
    private static SampleItem ItemOf(Model model, int seed)
    {
        var random = new Random(seed);
        int variables = model.Width * model.Height * model.Format.Channels;
        var item = new SampleItem((ulong)seed << 40 | 5, Class: seed % 3 - 1);
        return model.Flow is DiscreteFlow flow
            ? item with
            {
                Origin = [.. Enumerable.Range(0, variables).Select(_ => (byte)random.Next(flow.Classes))],
                Known = seed % 3 == 0 ? [.. Enumerable.Range(0, variables).Select(_ => (short)random.Next(-4, flow.Classes))] : null,
            }
            : item with { OriginValues = [.. Enumerable.Range(0, variables).Select(_ => random.NextSingle() * 2 - 1)] };
    }
}
