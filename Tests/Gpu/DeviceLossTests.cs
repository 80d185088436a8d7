using BfnProcGen.Models;
using BfnProcGen.Tests.Models;
using Silk.NET.Vulkan;

namespace BfnProcGen.Tests.Gpu;

/// <summary>A device that is lost under generations, and calls that come back into one.</summary>
public sealed class DeviceLossTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(1);
    private static readonly Model Model = TinyModel.Create();

    [Test]
    public void ALostDeviceFaultsEveryGenerationAndAnotherTakesItsPlace()
    {
        using var engine = new HandMadeEngine();
        bool lost = false;
        EngineDevice lent = engine.Lent with
        {
            Submit = (in SubmitInfo info, Fence fence) => lost ? Result.ErrorDeviceLost : engine.Api.QueueSubmit(engine.Queue, 1, in info, fence),
        };
        byte[] before;
        using (var device = GpuDevice.Adopt(lent))
        {
            using (var generator = new Generator(device, Model, new GeneratorOptions { Generations = 3 }))
            {
                before = generator.Sample(4, 1).Levels.ToArray();
                Generation[] running = [.. Enumerable.Range(0, 2).Select(seed => generator.Begin(new SampleRequest { Seed = (ulong)seed }))];
                foreach (Generation generation in running) generation.Advance(Frame);
                lost = true;
                Assert.Multiple(() =>
                {
                    Assert.That(() => AdvanceToTheEnd(running[0]), Throws.TypeOf<DeviceLostException>().With.Message.Contains("vkQueueSubmit"));
                    Assert.That(device.IsLost, Is.True);
                    Assert.That(() => running[1].Advance(Frame), Throws.TypeOf<DeviceLostException>());
                    Assert.That(() => running[0].Advance(Frame), Throws.TypeOf<DeviceLostException>());
                    Assert.That(() => generator.Begin(new SampleRequest()), Throws.TypeOf<DeviceLostException>());
                    Assert.That(() => generator.Sample(4), Throws.TypeOf<DeviceLostException>());
                    Assert.That(async () => await generator.SampleAsync(new SampleRequest()), Throws.TypeOf<DeviceLostException>());
                    Assert.That(() => new Generator(device, Model), Throws.TypeOf<DeviceLostException>());
                });
            }
            Assert.That((device.LiveBuffers, device.LiveRecordings, device.LiveBytes), Is.EqualTo((0, 0, 0L)));
        }
        lost = false;
        using (var device = GpuDevice.Adopt(lent))
        using (var generator = new Generator(device, Model)) Assert.That(generator.Sample(4, 1).Levels.ToArray(), Is.EqualTo(before));
        Assert.That(engine.Messages, Is.Empty);
    }

    [Test]
    public void TwoAdvancesAtOnceAreRefused()
    {
        using var engine = new HandMadeEngine();
        Generation? generation = null;
        Exception? second = null;
        EngineDevice lent = engine.Lent with
        {
            Submit = (in SubmitInfo info, Fence fence) =>
            {
                if (generation is not null) second = Assert.Catch(() => generation.Advance(Frame));
                return engine.Api.QueueSubmit(engine.Queue, 1, in info, fence);
            },
        };
        using (var device = GpuDevice.Adopt(lent))
        using (var generator = new Generator(device, Model))
        {
            generation = generator.Begin(new SampleRequest { Steps = 1 });
            generation.Advance(Frame, wait: true);
            Assert.That(second, Is.TypeOf<UsageException>());
            AdvanceToTheEnd(generation);
        }
        Assert.That(engine.Messages, Is.Empty);
    }

    [Test]
    public void WhatASubmitIsForCannotBeDisposedInIt()
    {
        using var engine = new HandMadeEngine();
        Action? within = null;
        var refused = new List<Exception?>();
        EngineDevice lent = engine.Lent with
        {
            Submit = (in SubmitInfo info, Fence fence) =>
            {
                if (within is not null) refused.Add(Assert.Catch(() => within()));
                return engine.Api.QueueSubmit(engine.Queue, 1, in info, fence);
            },
        };
        using (var device = GpuDevice.Adopt(lent))
        using (var generator = new Generator(device, Model))
        {
            byte[] expected = generator.Sample(2).Levels.ToArray();
            using Generation generation = generator.Begin(new SampleRequest { Steps = 2 });
            foreach (Action dispose in new Action[] { generation.Dispose, generator.Dispose })
            {
                within = dispose;
                generation.Advance(TimeSpan.Zero, wait: true);
            }
            within = generator.Dispose;
            generator.SampleBatch(3, 2);
            within = null;
            AdvanceToTheEnd(generation);
            Assert.That(generation.Sample.Levels.ToArray(), Is.EqualTo(expected));
        }
        Assert.That(refused, Has.Count.GreaterThanOrEqualTo(3).And.All.TypeOf<UsageException>());
        Assert.That(engine.Messages, Is.Empty);
    }

    [Test]
    public void AGenerationOnAQueueOfOneThreadIsAdvancedThereAlone()
    {
        using var engine = new HandMadeEngine();
        using (var device = GpuDevice.Adopt(engine.Lent))
        using (var generator = new Generator(device, Model))
        {
            using Generation generation = generator.Begin(new SampleRequest());
            Assert.That(() => Task.Run(() => generation.Advance(Frame)).GetAwaiter().GetResult(), Throws.TypeOf<UsageException>());
            AdvanceToTheEnd(generation);
            Assert.That(generation.Sample.Levels.ToArray(), Is.EqualTo(generator.Sample(8).Levels.ToArray()));
        }
        Assert.That(engine.Messages, Is.Empty);
    }

    private static void AdvanceToTheEnd(Generation generation)
    {
        while (!generation.Advance(Frame, wait: true))
        {
        }
    }
}
