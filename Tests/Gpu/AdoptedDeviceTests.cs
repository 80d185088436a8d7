using BfnProcGen.Models;
using BfnProcGen.Tests.Models;
using Silk.NET.Vulkan;

namespace BfnProcGen.Tests.Gpu;

/// <summary>An engine's device, shared: it draws the same, and stays the engine's.</summary>
public sealed class AdoptedDeviceTests
{
    private static readonly Model Model = TinyModel.Create();

    private HandMadeEngine _engine = null!;

    [SetUp]
    public void Make() => _engine = new HandMadeEngine();

    [TearDown]
    public void NothingWasSaid()
    {
        string[] messages = _engine.Messages;
        _engine.Dispose();
        Assert.That(messages, Is.Empty);
    }

    [TestCase("lock")]
    [TestCase("callback")]
    [TestCase("thread")]
    [TestCase("numbers")]
    public void ItDrawsWhatAnOwnDeviceDrawsAndIsLeftAsItWas(string how)
    {
        int submits = 0;
        EngineDevice lent = how switch
        {
            "lock" => _engine.Lent with { QueueLock = _engine.QueueLock },
            "callback" => _engine.Lent with { Submit = Submit },
            "thread" => _engine.Lent,
            _ => _engine.LentAsNumbers,
        };
        byte[] expected;
        using (var own = GpuDevice.Open(new GpuDeviceOptions { PipelineFolder = null }))
        using (var generator = new Generator(own, Model)) expected = Cells(generator);

        for (int i = 0; i < 2; i++)
        {
            using (var device = GpuDevice.Adopt(lent))
            {
                using (var generator = new Generator(device, Model)) Assert.That(Cells(generator), Is.EqualTo(expected));
                Assert.That((device.IsAdopted, device.LiveBuffers, device.LiveBytes), Is.EqualTo((true, 0, 0L)));
            }
            _engine.Run(_engine.Begin());
        }
        Assert.That(submits, how == "callback" ? Is.Positive : Is.Zero);

        Result Submit(in SubmitInfo info, Fence fence)
        {
            submits++;
            lock (_engine.QueueLock) return _engine.Api.QueueSubmit(_engine.Queue, 1, in info, fence);
        }
    }

    [Test]
    public void AQueueWithoutLockOrCallbackBelongsToTheThreadThatLentIt()
    {
        using var device = GpuDevice.Adopt(_engine.Lent);
        using var generator = new Generator(device, Model);
        Assert.That(() => Task.Run(() => generator.Sample(2)).GetAwaiter().GetResult(),
            Throws.TypeOf<UsageException>().With.Message.Contains("QueueLock"));
        Assert.That(generator.Sample(2).Tiles.Width, Is.EqualTo(Model.Width));
    }

    [Test]
    public void TheEnginesLockIsWaitedFor()
    {
        using var device = GpuDevice.Adopt(_engine.Lent with { QueueLock = _engine.QueueLock });
        using var generator = new Generator(device, Model);
        Task<Sample> drawing;
        lock (_engine.QueueLock)
        {
            drawing = Task.Run(() => generator.Sample(2));
            Assert.That(drawing.Wait(200), Is.False);
        }
        Assert.That(drawing.Wait(TimeSpan.FromSeconds(30)), Is.True);
    }

    [Test]
    public void WhatCantBeAdoptedIsRefused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => GpuDevice.Adopt(_engine.Lent with { Queue = default }), Throws.TypeOf<RequestException>().With.Message.Contains("Queue"));
            Assert.That(() => GpuDevice.Adopt(_engine.Lent with { QueueFamily = 99 }),
                Throws.TypeOf<GpuUnavailableException>().With.Message.Contains("family 99"));
#pragma warning disable CS9216 // just this is refused
            Assert.That(() => GpuDevice.Adopt(_engine.Lent with { QueueLock = new Lock() }), Throws.TypeOf<RequestException>());
#pragma warning restore CS9216
        });
    }

    [Test]
    public void WhatTheRuntimeCanUseIsKnownBeforeADeviceIs() =>
        Assert.Multiple(() =>
        {
            Assert.That(GpuDevice.UsableExtensions,
                Is.EquivalentTo(new[]
                {
                    "VK_EXT_memory_budget", "VK_EXT_debug_utils", "VK_KHR_cooperative_matrix", "VK_EXT_subgroup_size_control",
                }));
            Assert.That(GpuDevice.UsableFeatures,
                Is.EquivalentTo(new[] { "cooperativeMatrix", "shaderFloat16", "vulkanMemoryModel", "computeFullSubgroups" }));
        });

    private static byte[] Cells(Generator generator) => [.. generator.SampleBatch(3, 4, 7).SelectMany(sample => sample.Tiles.Cells.ToArray())];
}
