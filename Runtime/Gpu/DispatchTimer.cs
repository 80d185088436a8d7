using System.Diagnostics;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>Times dispatches one by one, by the device's clock where it has one. Waits for each.</summary>
internal sealed class DispatchTimer : IDisposable
{
    private readonly GpuDevice _device;
    private readonly CommandRecorder _recorder;
    private readonly TimestampPool _timestamps;

    /// <summary>Makes what it needs.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="useTimestamps">Whether to use the device's clock where it has one.</param>
    public DispatchTimer(GpuDevice device, bool useTimestamps = true)
    {
        _device = device;
        _recorder = new CommandRecorder(device);
        try
        {
            _timestamps = new TimestampPool(device, 2, useTimestamps);
        }
        catch
        {
            _recorder.Dispose();
            throw;
        }
    }

    /// <summary>Nanoseconds of one of several launches, each after the one before.</summary>
    public double Nanoseconds(Dispatch dispatch, DescriptorSet set, int launches)
    {
        CommandBuffer commands = _recorder.Begin("trial");
        CommandWriter writer = _recorder.Writer;
        writer.Bind(set);
        writer.BarrierAll();
        if (_timestamps.Exists)
        {
            writer.ResetTimestamps(_timestamps.Handle, 2);
            writer.Timestamp(_timestamps.Handle, 0);
        }
        for (int i = 0; i < launches; i++)
        {
            writer.Launch(in dispatch);
            writer.Barrier();
        }
        if (_timestamps.Exists)
        {
            writer.Timestamp(_timestamps.Handle, 1);
            _timestamps.WriteCopy(writer, 2);
        }
        writer.BarrierAll();
        _recorder.End();
        long start = Stopwatch.GetTimestamp();
        _device.Submit([[commands]]);
        if (!_timestamps.Exists) return Stopwatch.GetElapsedTime(start).TotalNanoseconds / launches;
        _timestamps.Read(2);
        return _timestamps.NanosecondsBetween(0, 1) / launches;
    }

    public void Dispose()
    {
        _timestamps.Dispose();
        _recorder.Dispose();
    }
}
