using BfnProcGen.Flows;
using BfnProcGen.Gpu;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Samples that are drawn a slice a frame: what they are, what they cost, and what is refused.</summary>
public sealed class GenerationTests : GpuTest
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(2);
    private static readonly Model Tiles = TinyModel.Create(classes: 2);
    private static readonly Model[] Models =
    [
        Tiles, TinyModel.OfPixels(new ContinuousFlow(0.03), PixelChannels.Grey), TinyModel.OfPixels(new DiscretisedFlow(0.01, 64), PixelChannels.Rgba),
    ];

    [Test]
    public void SlicesDrawWhatASampleDraws([Values(0, 1, 2)] int kind, [Values(0, 2)] double guidance)
    {
        Model model = Models[kind];
        float[]? bias = kind == 0 ? RandomWeights.Numbers(new Random(3), model.Network.State.Channels * 42) : null;
        var request = new SampleRequest { Seed = 9, Steps = 3, Class = model.Classes[1], Guidance = guidance, Bias = bias };
        using var generator = new Generator(Device, model, new GeneratorOptions { Guidance = true });
        Sample expected = generator.SampleBatch([new SampleItem(9, Class: 1, Bias: bias)], 3, guidance: guidance)[0];
        foreach (double milliseconds in new[] { 0, 0.4, 1000 })
        {
            using Generation generation = generator.Begin(request);
            int calls = 0;
            while (!generation.Advance(TimeSpan.FromMilliseconds(milliseconds), wait: true)) calls++;
            if (milliseconds == 0) Assert.That(calls, Is.GreaterThan(60), "a kernel a slice");
            Assert.That((generation.Evaluation, generation.Progress), Is.EqualTo((3, 1.0)));
            Assert.That(generation.Sample.Seed, Is.EqualTo(9));
            if (model.Flow.HasLevels) Assert.That(generation.Sample.Levels.ToArray(), Is.EqualTo(expected.Levels.ToArray()));
            else Assert.That(generation.Sample.Values.ToArray(), Is.EqualTo(expected.Values.ToArray()));
        }
    }

    [Test]
    public void AdvancingAllocatesAndCreatesNothing()
    {
        using var generator = new Generator(Device, Tiles);
        for (int round = 0; round < 3; round++)
        {
            using Generation generation = generator.Begin(new SampleRequest { Seed = (ulong)round, Steps = 3 });
            (int pipelines, int allocations, long bytes) = (Device.LivePipelines, Device.Allocations, Device.LiveBytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            while (!generation.Advance(Frame)) Thread.Sleep(0);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // The runtime itself may need some at the first calls of all.
            if (round > 0) Assert.That(allocated, Is.Zero);
            Assert.That((Device.LivePipelines, Device.Allocations, Device.LiveBytes), Is.EqualTo((pipelines, allocations, bytes)));
        }
    }

    [Test]
    public void ASliceIsPredictedToFitIntoItsBudgetOrIsOneKernel()
    {
        using var generator = new Generator(Device, Tiles);
        TimeSpan budget = TimeSpan.FromMilliseconds(1);
        int slices = 0, dispatches = 0;
        using Generation generation = generator.Begin(new SampleRequest { Steps = 3 });
        while (!generation.Advance(budget, wait: true))
        {
            slices++;
            dispatches += generation.LastSlice.Dispatches;
            Assert.That(generation.LastSlice.Dispatches == 1 || generation.LastSlice.Predicted <= budget, $"{generation.LastSlice}");
            Assert.That(generation.LastSlice.Predicted, Is.GreaterThan(TimeSpan.Zero));
            Assert.That(generation.LastSlice.Measured, Is.GreaterThan(TimeSpan.Zero), "this device has timestamps");
        }
        Assert.That(dispatches, Is.GreaterThan(slices), "more than one kernel fits");
    }

    [Test]
    public void SeveralGenerationsShareTheWeights()
    {
        var options = new GeneratorOptions { Generations = 3 };
        using var generator = new Generator(Device, Tiles, options);
        long loaded = Device.LiveBytes;
        Assert.That(loaded, Is.EqualTo(Generator.EstimateMemory(Tiles, options).Total).Within(16 << 10));
        byte[][] expected = [.. generator.SampleBatch(3, 4, firstSeed: 1).Select(sample => sample.Levels.ToArray())];
        Generation[] generations = [.. Enumerable.Range(1, 3).Select(seed => generator.Begin(new SampleRequest { Seed = (ulong)seed, Steps = 4 }))];
        Assert.That(() => generator.Begin(new SampleRequest()), Throws.TypeOf<RequestException>().With.Message.Contains("3 generations are under way"));
        while (generations.Count(generation => generation.Advance(Frame)) < 3) Thread.Sleep(1);
        Assert.That(generations.Select(generation => generation.Sample.Levels.ToArray()), Is.EqualTo(expected));
        using Generation next = generator.Begin(new SampleRequest());
        Assert.That(next.Progress, Is.Zero, "finished generations have given their buffers back");
    }

    // Every thread of the pool is busy, so that nothing is computed beside the frames.
    [Test]
    public void ARunThatWasNotGotReadyDoesNotHoldTheFrameUp([Values] bool waits)
    {
        var request = new SampleRequest { Seed = 3, Steps = 5 };
        using var generator = new Generator(Device, Tiles);
        byte[] expected;
        using (var other = new Generator(Device, Tiles)) expected = other.Sample(request).Levels.ToArray();
        using var busy = new BusyPool();
        using Generation generation = generator.Begin(request);
        if (!waits)
        {
            Assert.That(generation.Advance(Frame), Is.False);
            Assert.That((generation.Progress, generation.LastSlice.Dispatches), Is.EqualTo((0.0, 0)), "nothing was submitted");
            busy.Dispose();
        }
        while (!generation.Advance(Frame, waits)) Thread.Sleep(0);
        Assert.That(generation.Sample.Levels.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void UsualRequestsAreGotReadyAtLoad()
    {
        SampleRequest[] usual = [new() { Steps = 5 }, new() { Steps = 6, Class = "class1", Guidance = 2 }];
        using var generator = new Generator(Device, Tiles, new GeneratorOptions { UsualRequests = usual, Guidance = true });
        using (new BusyPool())
        {
            foreach (SampleRequest request in usual)
            {
                using Generation generation = generator.Begin(request with { Seed = 4, Class = "class0" });
                generation.Advance(Frame);
                while (!generation.IsFinished && generation.Progress == 0) generation.Advance(Frame);
                Assert.That(generation.LastSlice.Dispatches, Is.Positive);
            }
        }
        Assert.Multiple(() =>
        {
            Assert.That(() => new Generator(Device, Tiles, new GeneratorOptions { UsualRequests = [new() { Steps = 129 }] }),
                Throws.TypeOf<RequestException>().With.Message.Contains("MostSteps"));
            Assert.That(() => new Generator(Device, Tiles, new GeneratorOptions { UsualRequests = [new() { Guidance = 1 }] }),
                Throws.TypeOf<RequestException>().With.Message.Contains("without guidance"));
        });
    }

    [Test]
    public void BuffersThatADeviceStillWorksOnAreTakenLast()
    {
        var loaded = new LoadedModel(Device, Tiles, new GeneratorOptions { Generations = 3 }, new MemoryAccount(null));
        try
        {
            Lane[] lanes = [.. Enumerable.Range(0, 3).Select(_ => loaded.Lanes.TryTake()!)];
            loaded.Lanes.Return(lanes[0]);
            for (int i = 1; i < 3; i++)
            {
                loaded.Hold();
                var givenUp = new Generation(loaded, lanes[i], new SampleRequest(), null);
                givenUp.Advance(TimeSpan.Zero);
                givenUp.Dispose();
            }
            Assert.That(Enumerable.Range(0, 3).Select(_ => loaded.Lanes.TryTake()), Is.EqualTo(lanes));
        }
        finally
        {
            loaded.Free();
        }
    }

    [Test]
    public void StepTablesAreSharedAndTheUsualOnesKept()
    {
        var tables = new StepTables(Tiles);
        StepTable usual = tables.Keep(null, 8), first = tables.Of(null, 9);
        for (int i = 0; i < StepTables.Most; i++)
        {
            tables.Of(null, 4, i / 128.0);
            if (i < StepTables.Most - 1) Assert.That(tables.Of(null, 9), Is.SameAs(first), "used again and again");
        }
        for (int i = 0; i < StepTables.Most; i++) tables.Of(null, 3, i / 128.0);
        Assert.That(tables.Of(null, 9), Is.Not.SameAs(first), "not used for long");
        Assert.That(tables.Of(null, 8), Is.SameAs(usual));
    }

    [Test]
    public void ManyGenerationsHoldMemoryFlat()
    {
        using var generator = new Generator(Device, TinyModel.Create(height: 4, width: 4), new GeneratorOptions { Generations = 2 });
        (int allocations, long bytes) = (Device.Allocations, Device.LiveBytes);
        for (int i = 0; i < 30; i++)
        {
            using Generation whole = generator.Begin(new SampleRequest { Seed = (ulong)i, Steps = 1 }), givenUp = generator.Begin(new SampleRequest());
            givenUp.Advance(Frame);
            while (!whole.Advance(Frame, wait: true))
            {
            }
        }
        Assert.That((Device.Allocations, Device.LiveBytes), Is.EqualTo((allocations, bytes)));
    }

    [Test]
    public void MisuseIsRefusedAtOnce()
    {
        var generator = new Generator(Device, Tiles, new GeneratorOptions { MostSteps = 10 });
        Assert.Multiple(() =>
        {
            Assert.That(() => generator.Begin(new SampleRequest { Known = new short[3] }), Refused("3 known cells"));
            Assert.That(() => generator.Begin(new SampleRequest { Steps = 0 }), Throws.TypeOf<RequestException>());
            Assert.That(() => generator.Begin(new SampleRequest { Steps = 11 }), Refused("MostSteps"));
            Assert.That(() => generator.Begin(new SampleRequest { Class = "nobody" }), Refused("it has class0, class1"));
            Assert.That(() => generator.Begin(new SampleRequest { Class = "class0", Guidance = 1 }), Refused("GeneratorOptions.Guidance"));
            Assert.That(() => generator.Begin(new SampleRequest { Guidance = double.NaN }), Refused("guidance"));
            Assert.That(() => new Generator(Device, Tiles, new GeneratorOptions { Generations = -1 }), Refused("generations"));
            Assert.That(() => new Generator(Device, Tiles, new GeneratorOptions { UsualSteps = 300 }), Refused("usual steps"));
        });
        Generation generation = generator.Begin(new SampleRequest());
        Assert.That(() => generation.Sample, Throws.TypeOf<UsageException>());
        Assert.That(() => generation.Advance(-Frame), Refused("budget"));
        generation.Dispose();
        Assert.That(() => generation.Advance(Frame), Throws.TypeOf<ObjectDisposedException>());

        Generation orphan = generator.Begin(new SampleRequest());
        orphan.Advance(Frame);
        generator.Dispose();
        Assert.That(() => orphan.Advance(Frame), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => generator.Begin(new SampleRequest()), Throws.TypeOf<ObjectDisposedException>());
        orphan.Dispose();

        static NUnit.Framework.Constraints.Constraint Refused(string because) =>
            Throws.TypeOf<RequestException>().With.Message.Contains(because);
    }

    [Test]
    public void WithoutTimestampsTheClockTellsWhatKernelsCost()
    {
        using var weights = new GpuWeights(Device, Tiles.Network, Tiles.Weights);
        using var recording = new SamplerRecording(
            Device, BfnProcGen.Plans.Planner.Create(Tiles.Network, 1), weights, Tiles.Flow, new SamplerScope(8));
        using var slices = new SliceCommands(Device, useTimestamps: false);
        var costs = new DispatchCosts(recording.DistinctDispatches);
        RunOrder order = recording.Prepare(Tiles.Flow.Steps(new Solver(), 2), [new SampleItem(1)], 0);
        recording.IsReady(wait: true);
        for (int at = 0; at < order.Count; at++)
        {
            Assert.That(slices.LastTogether(recording, order, at), Is.EqualTo(at + 1));
            slices.Submit(recording, order, at, at + 1, null, timesEach: true);
            slices.Collect(costs, wait: true);
            Assert.That(costs[order.Dispatches[at]], Is.Positive);
        }
        Assert.That(slices.Nanoseconds, Is.NaN);
        int fit = costs.Fit(order.Dispatches, 1e6);
        double thought = costs.Predict(order.Dispatches.AsSpan(0, fit));
        slices.Submit(recording, order, 0, fit, null);
        Thread.Sleep(50);
        Assert.That(slices.Collect(costs, wait: false), Is.True);
        Assert.That(costs.Predict(order.Dispatches.AsSpan(0, fit)), Is.EqualTo(thought), "anything up to 50 ms would be as good");
    }
}
