using BfnProcGen.Gpu;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Tests.Models;
using Silk.NET.Vulkan;

namespace BfnProcGen.Tests.Gpu;

public sealed class GpuDeviceTests : GpuTest
{
    [Test]
    public void ADeviceTellsWhatItIs()
    {
        Assert.That(Device.Name, Is.Not.Empty);
        Assert.That(Device.DriverVersion, Is.Not.Empty);
        Assert.That(Device.SubgroupSize, Is.GreaterThan(0));
        Assert.That(Device.LargestBuffer, Is.GreaterThanOrEqualTo(1L << 27));
    }

    [Test]
    public void ANameThatNoDeviceHasIsRefusedWithTheNamesThereAre() =>
        Assert.That(() => GpuDevice.Open(new GpuDeviceOptions { Name = "no such device" }),
            Throws.TypeOf<GpuUnavailableException>().With.Message.Contains("no such device").And.Message.Contains(Device.Name));

    [Test]
    public void ADeviceIsFoundByAPartOfItsName()
    {
        using var device = GpuDevice.Open(new GpuDeviceOptions { Name = Device.Name[..4].ToUpperInvariant() });
        Assert.That(device.Name, Is.EqualTo(Device.Name));
    }

    [Test]
    public void BuffersKeepWhatIsWrittenAndAreCounted([Values(0, 1, 2, 3)] int access)
    {
        using var buffer = new GpuBuffer(Device, "numbers", 4096, (BufferAccess)access);
        Assert.That(Device.LiveBuffers, Is.EqualTo(1));
        uint[] numbers = [.. Enumerable.Range(0, 100).Select(i => (uint)i * 7)], read = new uint[100];
        buffer.Write<uint>(numbers, 64);
        buffer.Read<uint>(read, 64);
        Assert.That(read, Is.EqualTo(numbers));
    }

    [Test]
    public void ADeviceThatIsDisposedFirstRefusesUseAndWaitsForItsGenerators()
    {
        var device = GpuDevice.Open(new GpuDeviceOptions { Validation = true, PipelineFolder = null });
        var generator = new Generator(device, TinyModel.Create());
        Generation begun = generator.Begin(new SampleRequest());
        begun.Advance(TimeSpan.Zero);
        device.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(() => begun.Advance(TimeSpan.Zero), Disposed());
            Assert.That(() => generator.Begin(new SampleRequest()), Disposed());
            Assert.That(() => generator.Sample(4), Disposed());
            Assert.That(() => generator.SampleBatch(3, 4), Disposed());
            Assert.That(() => generator.Reload(TinyModel.Create()), Disposed());
            Assert.That(async () => await generator.SampleAsync(new SampleRequest()), Disposed());
            Assert.That(() => new Generator(device, TinyModel.Create()), Disposed());
        });
        generator.Dispose();
        Assert.That((device.LiveBuffers, device.LiveRecordings, device.ValidationMessages.Count), Is.EqualTo((0, 0, 0)));

        static NUnit.Framework.Constraints.Constraint Disposed() =>
            Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(GpuDevice));
    }

    [Test]
    public void ADeviceThatIsDisposedWhileAModelIsLoadedOntoItWaitsForThat()
    {
        var device = GpuDevice.Open(new GpuDeviceOptions { Validation = true, PipelineFolder = null });
        Model model = TinyModel.Create();
        Assert.That(() => new Generator(device, model with { Weights = new Watched(model.Weights, device.Dispose) }),
            Throws.TypeOf<ObjectDisposedException>().Or.TypeOf<GpuException>());
        Assert.That(() => device.AvailableMemory, Throws.TypeOf<ObjectDisposedException>());
        Assert.That((device.LiveBuffers, device.LiveRecordings, device.ValidationMessages.Count), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void AnEmptyFolderForPipelinesIsRefused() =>
        Assert.That(() => GpuDevice.Open(new GpuDeviceOptions { PipelineFolder = "" }),
            Throws.TypeOf<RequestException>().With.Message.Contains("PipelineFolder"));

    [Test]
    public void APipelineThatFailedIsTriedAgain()
    {
        int pipelines = Device.LivePipelines;
        Lazy<Pipeline> failed = Device.Pipelines.Get("no such shader", []);
        Assert.That(() => failed.Value, Throws.TypeOf<InvalidOperationException>());
        Assert.That(Device.LivePipelines, Is.EqualTo(pipelines));
        Lazy<Pipeline> again = Device.Pipelines.Get("no such shader", []);
        Assert.That(again, Is.Not.SameAs(failed));
        Assert.That(() => again.Value, Throws.TypeOf<InvalidOperationException>());
    }

    [Test]
    public void ABufferBeyondTheDevicesLimitIsRefused() =>
        Assert.That(() => new GpuBuffer(Device, "huge", Device.LargestBuffer + 1, BufferAccess.Device),
            Throws.TypeOf<RequestException>().With.Message.Contains("huge").And.Message.Contains("smaller batch"));

    [Test]
    public void WritingBeyondABufferIsRefused()
    {
        using var buffer = new GpuBuffer(Device, "small", 64, BufferAccess.Upload);
        Assert.That(() => buffer.Write<uint>(new uint[17]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void MoreWorkgroupsThanTheDeviceLaunchesAreRefused([Values(0, 1, 2)] int axis)
    {
        long most = Device.MostGroups(axis);
        Assert.That(most, Is.GreaterThanOrEqualTo(65535), "what Vulkan guarantees");
        Assert.That(Launch(most).GroupsX, Is.Positive);
        Assert.That(() => Launch(most + 1), Throws.TypeOf<GpuException>().With.Message.Contains("'silu'")
            .And.Message.Contains($"{most + 1} workgroups").And.Message.Contains($"maxComputeWorkGroupCount[{axis}]"));

        Dispatch Launch(long groups) => default(SiLUKernel).Launch(
            Device, axis == 0 ? groups * Kernel.ElementwiseSize : 1, axis == 1 ? groups : 1, work: 1, layers: axis == 2 ? groups : 1);
    }

    // One output channel is padded to sixteen: what fits into a file need not fit into a buffer.
    [Test]
    public void WeightsThatNoKernelCouldSeeAreRefusedBeforeTheyArePacked()
    {
        int channels = (int)(Device.LargestBuffer / sizeof(float) / 16 / 49) + 1;
        var net = new NetworkBuilder();
        net.Add("out", new Convolution(1, Kernel: 7), net.Add("state", new StateInput(channels, 1, 1)));
        Network network = net.Build();
        Dictionary<string, float[]> weights = network.Parameters.ToDictionary(entry => entry.Key, entry => new float[entry.Value.Count]);
        weights["out.weight"][0] = 0.1f;
        Assert.That(() => new GpuWeights(Device, network, weights),
            Throws.TypeOf<RequestException>().With.Message.Contains("'weights of out'"));
    }

    [Test]
    public void EqualPipelinesAreMadeOnce()
    {
        ulong first = Device.Pipelines.Get("silu", [32]).Value.Handle;
        int count = Device.LivePipelines;
        ulong[] all = new ulong[64];
        Parallel.For(0, all.Length, i => all[i] = Device.Pipelines.Get("silu", [32]).Value.Handle);
        Assert.Multiple(() =>
        {
            Assert.That(all, Is.All.EqualTo(first));
            Assert.That(Device.LivePipelines, Is.EqualTo(count));
        });
    }

    [Test]
    public unsafe void TheValidationLayerIsHeard()
    {
        using var device = GpuDevice.Open(new GpuDeviceOptions { Validation = true });
        var info = new BufferCreateInfo { SType = StructureType.BufferCreateInfo, Size = 0, Usage = BufferUsageFlags.StorageBufferBit };
        device.Api.CreateBuffer(device.Handle, in info, null, out Silk.NET.Vulkan.Buffer buffer);
        device.Api.DestroyBuffer(device.Handle, buffer, null);
        Assert.That(device.ValidationMessages, Has.Some.Contains("VUID-VkBufferCreateInfo-size-00912"));
    }

    [Test]
    public void DisposedTwiceAndOpenedAgainADeviceWorks()
    {
        for (int i = 0; i < 3; i++)
        {
            var device = GpuDevice.Open();
            device.Dispose();
            device.Dispose();
            Assert.That(() => device.Submit([]), Throws.TypeOf<ObjectDisposedException>());
        }
    }

    // Tells when weights are first looked at.
    private sealed class Watched(IReadOnlyDictionary<string, float[]> weights, Action first) : IReadOnlyDictionary<string, float[]>
    {
        private Action? _first = first;

        public int Count => weights.Count;

        public IEnumerable<string> Keys => weights.Keys;

        public IEnumerable<float[]> Values => weights.Values;

        public float[] this[string key] => TryGetValue(key, out float[]? value) ? value : throw new KeyNotFoundException();

        public bool ContainsKey(string key) => weights.ContainsKey(key);

        public bool TryGetValue(string key, out float[] value)
        {
            Interlocked.Exchange(ref _first, null)?.Invoke();
            return weights.TryGetValue(key, out value!);
        }

        public IEnumerator<KeyValuePair<string, float[]>> GetEnumerator() => weights.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
