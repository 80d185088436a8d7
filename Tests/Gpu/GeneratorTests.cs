using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Gpu;

/// <summary>The public face on a real device: agreement with the plain interpreter, seeds, batches, errors.</summary>
public sealed class GeneratorTests : GpuTest
{
    private static readonly Model Plain = TinyModel.Create();
    private static readonly Model WithClasses = TinyModel.Create(tiles: 10, height: 5, width: 9, classes: 2);

    private static readonly Solver[] Solvers =
    [
        new() { Grid = TimeGrid.WithPower(2) },
        new() { NoiseExponent = 1, Order = 1 },
        new() { NoiseExponent = 0, FinalNoiseExponent = 2, Grid = TimeGrid.WithPower(1.8) },
        new() { NoiseExponent = double.PositiveInfinity, Order = 1 },
        Solver.Ancestral,
    ];

    [TestCaseSource(nameof(Solvers))]
    public void VulkanAgreesWithThePlainSampler(Solver solver)
    {
        foreach (Model model in new[] { Plain, WithClasses })
        {
            using var generator = new Generator(Device, model);
            var flow = (DiscreteFlow)model.Flow;
            SampleItem[] items = [.. Enumerable.Range(0, 11).Select(i => new SampleItem((ulong)i << 30, i % 3 == 0 ? Known(model, i) : null, i % (model.Classes.Count + 1) - 1))];
            byte[][] expected = new PlainSampler(flow, new PlainNetwork(model.Network, model.Weights)).Sample(flow.Steps(solver, 6), items);
            IReadOnlyList<Sample> actual = generator.SampleBatch(items, 6, solver);
            int equal = actual.Zip(expected, (sample, cells) => sample.Tiles.Cells.ToArray().Zip(cells, (a, b) => a == b ? 1 : 0).Sum()).Sum();
            Assert.That((double)equal / expected.Sum(cells => cells.Length), Is.GreaterThanOrEqualTo(0.999));
            for (int i = 0; i < items.Length; i++)
                if (items[i].Known is { } known)
                    Assert.That(actual[i].Tiles.Cells.ToArray().Where((cell, at) => known[at] >= 0 && known[at] != cell), Is.Empty, "known cells are kept");
        }
    }

    [Test]
    public void ASeedIsAPromiseAloneAndInAnyBatch()
    {
        using var generator = new Generator(Device, Plain);
        byte[][] batch = [.. generator.SampleBatch(7, steps: 5, firstSeed: 40).Select(sample => sample.Tiles.Cells.ToArray())];
        Assert.That(batch.Distinct(EqualityComparer<byte[]>.Create((a, b) => a!.SequenceEqual(b!), cells => cells.Length)).Count(), Is.GreaterThan(5));
        for (int i = 0; i < batch.Length; i++)
        {
            Sample alone = generator.Sample(steps: 5, seed: 40 + (ulong)i);
            Assert.That(alone.Seed, Is.EqualTo(40 + i));
            Assert.That(alone.Tiles.Cells.ToArray(), Is.EqualTo(batch[i]));
        }
    }

    [Test]
    public void AnyNumberOfStepsFromOneOnWorks([Values(1, 2, 3, 200)] int steps)
    {
        using var generator = new Generator(Device, Plain);
        Assert.That(generator.Sample(steps, seed: 3).Tiles.Cells.ToArray(), Has.All.LessThan(5));
        Assert.That(generator.Sample(steps, seed: 3, Solver.Ancestral).Tiles.Cells.ToArray(), Has.All.LessThan(5));
    }

    [Test]
    public void TheSelfTestPassesAndNoticesOtherWeights()
    {
        Model tested = Plain with { SelfTest = SelfTest.Of(Plain) };
        using var generator = new Generator(Device, tested);
        Assert.That(generator.RunSelfTest(), Is.GreaterThanOrEqualTo(SelfTest.LeastAgreement));
        using var other = new Generator(Device, tested with { Weights = TinyModel.Create(seed: 2).Weights });
        Assert.That(other.RunSelfTest(), Is.LessThan(SelfTest.LeastAgreement));
    }

    // Batches are chosen by a multiple of the plan for one item, so that only what is recorded is planned.
    [Test]
    public void ALargerBatchNeedsNoMoreMemoryForEachItem([Values(0, 2)] int classes)
    {
        Network network = TinyModel.Create(classes: classes).Network;
        long one = Planner.Create(network, 1).ArenaSize;
        foreach (int batch in new[] { 8, 64 }) Assert.That(Planner.Create(network, batch).ArenaSize, Is.LessThanOrEqualTo(batch * one).And.GreaterThan(batch * one / 2));
    }

    [Test]
    public void NonsenseIsRefused()
    {
        using var generator = new Generator(Device, Plain);
        Assert.Throws<RequestException>(() => generator.Sample(0));
        Assert.Throws<RequestException>(() => generator.Sample(-4));
        Assert.Throws<RequestException>(() => generator.SampleBatch(-1, 4));
        Assert.Throws<RequestException>(() => generator.SampleBatch([new SampleItem(1, new short[3])], 4));
        Assert.Throws<RequestException>(() => generator.SampleBatch([new SampleItem(1, Class: 0)], 4));
        Assert.Throws<RequestException>(() => generator.Sample(4, 0, new Solver { NoiseExponent = -1 }));
        Assert.That(generator.SampleBatch(0, 4), Is.Empty);
        generator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => generator.Sample(4));
    }

    private static short[] Known(Model model, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, model.Width * model.Height).Select(_ => (short)(random.Next(3) == 0 ? random.Next(model.Tiles.Count) : -1))];
    }
}
