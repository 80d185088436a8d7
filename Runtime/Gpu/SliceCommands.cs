using System.Diagnostics;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// Part after part of a run, one submit each: the command buffer is written anew for every slice, its dispatches are timed by the device
/// where it has timestamps, else by the clock. At most one slice is under way. No memory is allocated after construction.
/// </summary>
internal sealed unsafe class SliceCommands : IDisposable
{
    /// <summary>The most dispatches of a slice.</summary>
    public const int MostDispatches = 1023;

    /// <summary>Bytes of device memory, where there are timestamps.</summary>
    public static readonly long Bytes = TimestampPool.BytesOf(MostDispatches + 1);

    private readonly GpuDevice _device;
    private readonly CommandPool _pool;
    private readonly CommandBuffer _commands;
    private readonly Fence _fence;
    private readonly TimestampPool _timestamps = null!;
    private readonly double[] _each = new double[MostDispatches];
    private RunOrder? _order;
    private int _from, _to;
    private bool _timesEach;
    private long _submitted, _seenBusy;

    /// <summary>Makes everything that slices need.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="useTimestamps">Whether to use timestamps where there are any.</param>
    public SliceCommands(GpuDevice device, bool useTimestamps = true)
    {
        _device = device;
        try
        {
            var poolInfo = new CommandPoolCreateInfo
            {
                SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = device.Queue.Family,
                Flags = CommandPoolCreateFlags.ResetCommandBufferBit,
            };
            device.Api.CreateCommandPool(device.Handle, in poolInfo, null, out _pool).Check("vkCreateCommandPool");
            var info = new CommandBufferAllocateInfo
            {
                SType = StructureType.CommandBufferAllocateInfo, CommandPool = _pool, Level = CommandBufferLevel.Primary,
                CommandBufferCount = 1,
            };
            device.Api.AllocateCommandBuffers(device.Handle, in info, out _commands).Check("vkAllocateCommandBuffers");
            device.SetName(ObjectType.CommandBuffer, (ulong)_commands.Handle, "slice");
            var fenceInfo = new FenceCreateInfo { SType = StructureType.FenceCreateInfo };
            device.Api.CreateFence(device.Handle, in fenceInfo, null, out _fence).Check("vkCreateFence");
            _timestamps = new TimestampPool(device, MostDispatches + 1, useTimestamps);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether a slice was submitted and not collected.</summary>
    public bool IsPending => _order is not null;

    /// <summary>What the slice collected last took on the device in nanoseconds; NaN without timestamps.</summary>
    public double Nanoseconds { get; private set; } = double.NaN;

    /// <summary>
    /// The end of the longest part that may be submitted before costs are known: of bounded work, and where the clock measures, a single
    /// dispatch.
    /// </summary>
    public int LastTogether(SamplerRecording recording, RunOrder order, int from)
    {
        long work = 0;
        int to = from;
        int most = _timestamps.Exists ? MostDispatches : 1;
        while (to < order.Count && to - from < most && (to == from || work < PlanRecording.WorkPerSubmit))
            work += recording.WorkOf(order.Dispatches[to++]);
        return to;
    }

    /// <summary>
    /// Submits the dispatches of a run from one to before another; no slice may be pending. Each is timed where that is wanted, else all
    /// together: timestamps between dispatches keep them apart, and the slice takes longer.
    /// </summary>
    public void Submit(SamplerRecording recording, RunOrder order, int from, int to, ResultTarget? target, bool timesEach = false,
        bool keepsEstimate = false)
    {
        Debug.Assert(!IsPending && to > from && to - from <= MostDispatches, "one slice at a time, of a bounded size");
        (_from, _to) = (from, to);
        _timesEach = timesEach;
        var begin = new CommandBufferBeginInfo
        {
            SType = StructureType.CommandBufferBeginInfo, Flags = CommandBufferUsageFlags.OneTimeSubmitBit,
        };
        _device.Queue.Check(_device.Api.BeginCommandBuffer(_commands, in begin), "vkBeginCommandBuffer");
        var writer = new CommandWriter(_device, _commands);
        if (_timestamps.Exists)
        {
            writer.ResetTimestamps(_timestamps.Handle, (uint)Times);
            writer.Timestamp(_timestamps.Handle, 0);
        }
        recording.Write(writer, order, from, to, target, _timesEach ? _timestamps.Handle : default, keepsEstimate);
        if (_timestamps.Exists)
        {
            if (!_timesEach) writer.Timestamp(_timestamps.Handle, 1);
            _timestamps.WriteCopy(writer, Times);
        }
        _device.Queue.Check(_device.Api.EndCommandBuffer(_commands), "vkEndCommandBuffer");
        Fence fence = _fence;
        _device.Queue.Check(_device.Api.ResetFences(_device.Handle, 1, in fence), "vkResetFences");
        CommandBuffer commands = _commands;
        _device.Queue.Submit(new ReadOnlySpan<CommandBuffer>(in commands), _fence);
        _order = order;
        _submitted = _seenBusy = Stopwatch.GetTimestamp();
    }

    /// <summary>Whether the pending slice is done; if so, its dispatches' costs are learnt and another can be submitted.</summary>
    public bool Collect(DispatchCosts costs, bool wait)
    {
        if (_order is null) return true;
        if (wait) _device.Queue.Wait(_fence);
        else if (!_device.Queue.IsDone(_fence))
        {
            _seenBusy = Stopwatch.GetTimestamp();
            return false;
        }
        ReadOnlySpan<int> dispatches = _order.Dispatches.AsSpan(_from, _to - _from);
        _order = null;
        if (_timestamps.Exists) LearnFromTimestamps(costs, dispatches);
        else if (_timesEach && wait && dispatches.Length == 1)
        {
            _each[0] = NanosecondsTo(Stopwatch.GetTimestamp());
            costs.Set(dispatches, _each.AsSpan(0, 1));
        }
        else costs.Learn(dispatches, NanosecondsTo(_seenBusy), NanosecondsTo(Stopwatch.GetTimestamp()));
        return true;
    }

    /// <summary>Waits until the device has let go of everything, whatever became of it.</summary>
    public void Drain()
    {
        if (_order is null) return;
        _order = null;
        // A lost device counts as done with everything.
        _device.Api.WaitForFences(_device.Handle, 1, in _fence, true, ulong.MaxValue);
    }

    public void Dispose()
    {
        Drain();
        // A constructor that failed half-way has not made it.
        _timestamps?.Dispose();
        _device.Api.DestroyFence(_device.Handle, _fence, null);
        _device.Api.DestroyCommandPool(_device.Handle, _pool, null);
    }

    // Timestamps of the slice that was written last.
    private int Times => _timesEach ? _to - _from + 1 : 2;

    private double NanosecondsTo(long time) => (time - _submitted) * (1e9 / Stopwatch.Frequency);

    private void LearnFromTimestamps(DispatchCosts costs, ReadOnlySpan<int> dispatches)
    {
        int count = Times - 1;
        _timestamps.Read(Times);
        for (int i = 0; i < count; i++) _each[i] = _timestamps.NanosecondsBetween(i, i + 1);
        Nanoseconds = _timestamps.NanosecondsBetween(0, count);
        if (_timesEach) costs.Set(dispatches, _each.AsSpan(0, count));
        else costs.Learn(dispatches, Nanoseconds, Nanoseconds);
    }
}
