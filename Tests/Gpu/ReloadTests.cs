using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Models that take each other's place, and the memory they may take.</summary>
public sealed class ReloadTests : GpuTest
{
    private static readonly Model Old = TinyModel.Create(), New = TinyModel.Create(seed: 2, height: 8);

    [Test]
    public void AGenerationEndsWithTheModelItBeganWith()
    {
        using var generator = new Generator(Device, Old);
        long bytes = Device.LiveBytes;
        byte[] old = generator.Sample(8, 4).Levels.ToArray();
        Generation begun = generator.Begin(new SampleRequest { Seed = 4 });
        begun.Advance(TimeSpan.Zero);
        generator.Reload(New);
        Assert.That(generator.Model, Is.SameAs(New));
        Assert.That(generator.Sample(8, 4).Tiles.Height, Is.EqualTo(8));
        while (!begun.Advance(TimeSpan.FromMilliseconds(5), wait: true))
        {
        }
        Assert.That(begun.Sample.Levels.ToArray(), Is.EqualTo(old));
        Assert.That(begun.Sample.Tiles.Height, Is.EqualTo(Old.Height));
        generator.Reload(Old);
        Assert.That(Device.LiveBytes, Is.EqualTo(bytes), "nothing is left of the models before");
        Assert.That(generator.Sample(8, 4).Levels.ToArray(), Is.EqualTo(old));
    }

    [Test]
    public void AGeneratorThatIsDisposedInBetweenFreesBothModels()
    {
        var generator = new Generator(Device, Old);
        Generation begun = generator.Begin(new SampleRequest());
        begun.Advance(TimeSpan.Zero);
        generator.Reload(New);
        begun.Dispose();
        generator.Dispose();
        Assert.That(() => generator.Reload(Old), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void WhatIsEstimatedIsWhatIsTaken([Values] bool guided, [Values(0, 1, 3)] int generations, [Values] bool halves)
    {
        Model model = halves ? TinyModel.Create(classes: 2).WithHalfWeights() : TinyModel.Create(classes: 2);
        var options = new GeneratorOptions { Generations = generations, Guidance = guided, MostSteps = 40 };
        MemoryEstimate estimate = Generator.EstimateMemory(model, options);
        using var generator = new Generator(Device, model, options);
        Assert.That(Device.LiveBytes, Is.EqualTo(estimate.Total).Within(4096 * (1 + generations)));
        Assert.That(estimate.Total, Is.EqualTo(estimate.Weights + generations * estimate.Generation));
    }

    [Test]
    public void ABudgetIsRespectedOrRefusedWithNumbers()
    {
        long needed = Generator.EstimateMemory(Old).Total;
        Assert.That(() => new Generator(Device, Old, new GeneratorOptions { MemoryBudget = needed - 1 }),
            Throws.TypeOf<RequestException>().With.Message.Contains("MiB (weights").And.Message.Contains("MemoryBudget"));
        Assert.That(Device.LiveBytes, Is.Zero);

        byte[][] expected;
        using (var free = new Generator(Device, Old)) expected = Draw(free);
        long room = needed + 2 * needed;
        using var bound = new Generator(Device, Old, new GeneratorOptions { MemoryBudget = room });
        Assert.That(Draw(bound), Is.EqualTo(expected), "in smaller parts");
        Assert.That(Device.LiveBytes, Is.LessThanOrEqualTo(room + (64 << 10)));

        using (var used = new Generator(Device, Old, new GeneratorOptions { MemoryBudget = needed + (needed / 2), Generations = 1 }))
        {
            using Generation taken = used.Begin(new SampleRequest());
            used.SampleBatch(64, 1);
            Assert.That(used.SampleBatch([new SampleItem(1, Bias: new float[5 * 42])], 2), Has.Count.EqualTo(1), "others make room for it");
        }

        using var full = new Generator(Device, Old, new GeneratorOptions { MemoryBudget = needed });
        using Generation only = full.Begin(new SampleRequest());
        Assert.That(() => full.Sample(2), Throws.TypeOf<RequestException>().With.Message.Contains("budget"));

        static byte[][] Draw(Generator generator) => [.. generator.SampleBatch(64, 1).Select(sample => sample.Levels.ToArray())];
    }

    [Test]
    public void ModelsThatTakeEachOthersPlaceShareTheBudget()
    {
        long old = Generator.EstimateMemory(Old).Total, next = Generator.EstimateMemory(New).Total, room = old + next;
        using (var tight = new Generator(Device, Old, new GeneratorOptions { MemoryBudget = room - 1 }))
        {
            Assert.That(() => tight.Reload(New), Throws.TypeOf<RequestException>().With.Message.Contains("other models of this generator hold")
                .And.Message.Contains("MemoryBudget"));
            Assert.That(tight.Model, Is.SameAs(Old));
            Assert.That(tight.Sample(4, 1).Levels.Length, Is.EqualTo(42), "the old model stays");
        }
        using var generator = new Generator(Device, Old, new GeneratorOptions { MemoryBudget = room });
        generator.SampleBatch(8, 1);
        Assert.That(Device.LiveBytes, Is.GreaterThan(old + (16 << 10)), "batches have taken of what was left");
        Generation begun = generator.Begin(new SampleRequest());
        generator.Reload(New);
        Assert.That(Device.LiveBytes, Is.LessThanOrEqualTo(room + (64 << 10)));
        Assert.That(() => generator.Reload(New), Throws.TypeOf<RequestException>(), "a generation still holds the first");
        begun.Dispose();
        generator.Reload(Old);
        Assert.That(Device.LiveBytes, Is.EqualTo(old).Within(8192));
        Assert.That(generator.SampleBatch(3, 1), Has.Count.EqualTo(3));
    }

    [Test]
    public void ASingleSampleTakesTheBuffersOfAFreeGeneration()
    {
        using var generator = new Generator(Device, Old);
        int allocations = Device.Allocations;
        generator.Sample(4);
        generator.SampleBatch([new SampleItem(1, Bias: new float[5 * 42])], 4);
        Assert.That(Device.Allocations, Is.EqualTo(allocations));
    }
}
