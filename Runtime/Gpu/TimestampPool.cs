using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// Times that a device notes among its commands and copies to where the processor sees them: asking the driver for them may wait for what
/// else is on the queue. None where it has no timestamps. Not safe for concurrent use.
/// </summary>
internal sealed unsafe class TimestampPool : IDisposable
{
    private readonly GpuDevice _device;
    private readonly ulong[] _times;
    private readonly GpuBuffer? _copy;
    private readonly double _tick;
    private readonly ulong _mask;

    /// <summary>Makes a pool of so many times; an empty one where none are wanted or none can be had.</summary>
    public TimestampPool(GpuDevice device, int count, bool isWanted = true)
    {
        (_device, _times) = (device, new ulong[count]);
        (double tick, int bits) = device.Timestamps;
        if (bits == 0 || tick == 0 || !isWanted) return;
        (_tick, _mask) = (tick, bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1);
        var info = new QueryPoolCreateInfo
        {
            SType = StructureType.QueryPoolCreateInfo, QueryType = QueryType.Timestamp, QueryCount = (uint)count,
        };
        _copy = new GpuBuffer(device, "timestamps", BytesOf(count), BufferAccess.Readback);
        Result made = device.Api.CreateQueryPool(device.Handle, in info, null, out QueryPool handle);
        if (made != Result.Success) _copy.Dispose();
        made.Check("vkCreateQueryPool");
        Handle = handle;
    }

    /// <summary>Whether there are any.</summary>
    public bool Exists => Handle.Handle != 0;

    /// <summary>What commands write to.</summary>
    public QueryPool Handle { get; }

    /// <summary>Bytes of memory that so many times take.</summary>
    public static long BytesOf(int count) => (long)count * sizeof(ulong);

    /// <summary>Writes the copy of the first times, behind the commands that note them.</summary>
    public void WriteCopy(CommandWriter writer, int count)
    {
        writer.Copy(Handle, (uint)count, _copy!.Handle);
        writer.BarrierAll();
    }

    /// <summary>Fetches the first times; the commands that copy them must be done.</summary>
    public void Read(int count) => _copy!.Read(_times.AsSpan(0, count));

    /// <summary>
    /// Nanoseconds between two times that were fetched; 0 where dispatches that overlap ended in another order than they began.
    /// </summary>
    public double NanosecondsBetween(int first, int second)
    {
        ulong ticks = (_times[second] - _times[first]) & _mask;
        return ticks > _mask / 2 ? 0 : ticks * _tick;
    }

    public void Dispose()
    {
        _copy?.Dispose();
        _device.Api.DestroyQueryPool(_device.Handle, Handle, null);
    }
}
