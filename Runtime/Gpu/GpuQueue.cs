using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// The queue of a device, alone or shared with an engine, and whether the device is lost: once any call says so, every later one fails alike.
/// </summary>
internal sealed unsafe class GpuQueue
{
    private readonly Vk _api;
    private readonly Device _device;
    private readonly Queue _handle;
    private readonly object _lock;
    private readonly QueueSubmit? _submit;
    private readonly int? _thread;
    private volatile bool _isLost;

    /// <summary>A queue that nobody else uses.</summary>
    public GpuQueue(Vk api, Device device, Queue handle, uint family)
    {
        (_api, _device, _handle, Family, _lock) = (api, device, handle, family, new object());
    }

    /// <summary>An engine's queue; where the engine says nothing of who may use it, it is left to the current thread.</summary>
    public GpuQueue(Vk api, EngineDevice engine)
        : this(api, engine.Device, engine.Queue, engine.QueueFamily)
    {
        if (engine.QueueLock is { } shared) _lock = shared;
        _submit = engine.Submit;
        if (engine.QueueLock is null && engine.Submit is null) _thread = Environment.CurrentManagedThreadId;
    }

    public uint Family { get; }

    public bool IsLost => _isLost;

    /// <summary>Whether one thread alone may submit.</summary>
    public bool IsBound => _thread is not null;

    /// <summary>Refuses use of a lost device, and of a queue that belongs to another thread.</summary>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    /// <exception cref="UsageException">This is the wrong thread.</exception>
    public void CheckUse()
    {
        if (_isLost) throw VulkanResult.Failure(Result.ErrorDeviceLost, "an earlier call");
        if (_thread is { } owner && Environment.CurrentManagedThreadId != owner)
        {
            throw new UsageException($"The adopted queue belongs to thread {owner}, which called GpuDevice.Adopt, and was used from thread "
                + $"{Environment.CurrentManagedThreadId}: stay on that thread, or adopt the queue with a QueueLock or a Submit callback.");
        }
    }

    /// <summary>Turns failure into an exception, and remembers a lost device.</summary>
    public void Check(Result result, string call)
    {
        if (result == Result.Success) return;
        if (result == Result.ErrorDeviceLost) _isLost = true;
        throw VulkanResult.Failure(result, call);
    }

    /// <summary>Makes one submit; <paramref name="fence"/> signals when it is done.</summary>
    public void Submit(ReadOnlySpan<CommandBuffer> commands, Fence fence)
    {
        CheckUse();
        fixed (CommandBuffer* buffers = commands)
        {
            var info = new SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = (uint)commands.Length, PCommandBuffers = buffers };
            Check(Submit(in info, fence), "vkQueueSubmit");
        }
    }

    /// <summary>Submits each list of command buffers as one submit, in order, and waits for the last.</summary>
    public void Run(IReadOnlyList<CommandBuffer[]> submits)
    {
        CheckUse();
        var fenceInfo = new FenceCreateInfo { SType = StructureType.FenceCreateInfo };
        Check(_api.CreateFence(_device, in fenceInfo, null, out Fence fence), "vkCreateFence");
        try
        {
            for (int i = 0; i < submits.Count; i++)
            {
                try
                {
                    Submit(submits[i], i == submits.Count - 1 ? fence : default);
                }
                catch (GpuException) when (i > 0 && !_isLost)
                {
                    // The caller frees what the submits before are still using.
                    Submit([], fence);
                    Wait(fence);
                    throw;
                }
            }
            Wait(fence);
        }
        finally
        {
            _api.DestroyFence(_device, fence, null);
        }
    }

    /// <summary>Whether a submitted fence has signalled.</summary>
    public bool IsDone(Fence fence)
    {
        Result result = _api.GetFenceStatus(_device, fence);
        if (result == Result.NotReady) return false;
        Check(result, "vkGetFenceStatus");
        return true;
    }

    /// <summary>Waits for a submitted fence.</summary>
    public void Wait(Fence fence) => Check(_api.WaitForFences(_device, 1, in fence, true, ulong.MaxValue), "vkWaitForFences");

    private Result Submit(in SubmitInfo info, Fence fence)
    {
        if (_submit is not null) return _submit(in info, fence);
        lock (_lock) return _api.QueueSubmit(_handle, 1, in info, fence);
    }
}
