namespace BfnProcGen.Tests.Gpu;

/// <summary>One device for all GPU tests of a folder, with validation on. No Vulkan fails them all: nothing is skipped.</summary>
public abstract class DeviceFixture
{
    internal static GpuDevice Device { get; private set; } = null!;

    [OneTimeSetUp]
    public void Open() => Device = GpuDevice.Open(new GpuDeviceOptions { Validation = true, PipelineFolder = null });

    [OneTimeTearDown]
    public void Close()
    {
        Device?.Dispose();
        Assert.That(Device?.ValidationMessages ?? [], Is.Empty);
    }
}

/// <summary>The device of the tests of this folder.</summary>
[SetUpFixture]
public sealed class GpuFixture : DeviceFixture;

/// <summary>A test on the device: afterwards nothing is left on it, and the validation layer has said nothing.</summary>
public abstract class GpuTest
{
    internal static GpuDevice Device => DeviceFixture.Device;

    [TearDown]
    public void NothingIsLeftAndNothingWasSaid()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Device.ValidationMessages, Is.Empty);
            Assert.That(Device.LiveBuffers, Is.Zero, "live buffers");
            Assert.That(Device.LiveBytes, Is.Zero, "live bytes");
            Assert.That(Device.LiveRecordings, Is.Zero, "live recordings");
        });
    }
}
