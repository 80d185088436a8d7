using BfnProcGen.Gpu;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen;

/// <summary>
/// A Vulkan device with one queue that computes: its own, or an engine's. Models are loaded onto it. Safe to use from several threads, unless
/// an engine's queue belongs to one.
/// </summary>
public sealed unsafe class GpuDevice : IDisposable
{
    private readonly VulkanInstance _instance;
    private readonly PhysicalDeviceChoice _choice;
    private readonly bool _isOwner, _knowsBudget;
    private readonly nint _setName;
    private int _holders = 1;
    private int _liveBuffers, _liveRecordings, _allocations;
    private long _liveBytes;
    private bool _disposed;

    // Takes over the instance when it succeeds.
    private GpuDevice(
        VulkanInstance instance, PhysicalDeviceChoice choice, CooperativeMatrices matrices, Device handle, GpuQueue queue, bool isOwner, bool knowsBudget,
        string? pipelineFolder, KernelVariants variants)
    {
        if (pipelineFolder is "" || pipelineFolder?.Contains('\0') == true)
            throw new RequestException($"{nameof(GpuDeviceOptions.PipelineFolder)} can't be a folder's name: name one, or null for none.");
        (_instance, _choice, Handle, Queue, _isOwner, _knowsBudget) = (instance, choice, handle, queue, isOwner, knowsBudget);
        Api.GetPhysicalDeviceMemoryProperties(choice.Handle, out PhysicalDeviceMemoryProperties memory);
        Memory = memory;
        if (instance.HasDebugUtils) _setName = instance.Function("vkSetDebugUtilsObjectNameEXT");
        (KernelVariants, CooperativeMatrices) = (variants, matrices);
        Choices = new KernelChoices(
            pipelineFolder is null ? null : new DeviceFile(pipelineFolder, choice.Properties, "choices", "BFNKERN1"u8));
        Bindings = new KernelBindings(this);
        try
        {
            Pipelines = new PipelineStore(this, pipelineFolder is null ? null : new PipelineCacheFile(pipelineFolder, choice.Properties));
        }
        catch
        {
            Bindings.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The extensions, of instance and device, that are put to use where they are enabled; none is needed. A device that was opened here has
    /// those it offers.
    /// </summary>
    public static IReadOnlyList<string> UsableExtensions { get; } =
        [PhysicalDeviceChoice.MemoryBudget, VulkanInstance.DebugUtils, .. CooperativeFeatures.Extensions];

    /// <summary>
    /// The features that are put to use where they are enabled, by their names in Vulkan's structs
    /// (VkPhysicalDeviceCooperativeMatrixFeaturesKHR, VkPhysicalDeviceShaderFloat16Int8Features, VkPhysicalDeviceVulkanMemoryModelFeatures,
    /// VkPhysicalDeviceSubgroupSizeControlFeatures); none is needed. Cooperative matrices need all of them, with VK_KHR_cooperative_matrix
    /// and VK_EXT_subgroup_size_control.
    /// </summary>
    public static IReadOnlyList<string> UsableFeatures { get; } = CooperativeFeatures.Names;

    /// <summary>The device's name, as its driver gives it.</summary>
    public string Name => _choice.Name;

    /// <summary>The driver's name and version.</summary>
    public string DriverVersion => _choice.Driver;

    /// <summary>True for a device that computes on the processor, such as Mesa's llvmpipe.</summary>
    public bool IsSoftware => _choice.IsSoftware;

    /// <summary>True for an engine's device, which outlives this object.</summary>
    public bool IsAdopted => !_isOwner;

    /// <summary>True once a call has found the device lost: everything on it then throws <see cref="DeviceLostException"/>.</summary>
    public bool IsLost => Queue.IsLost;

    /// <summary>Invocations that run in lockstep.</summary>
    public int SubgroupSize => _choice.SubgroupSize;

    /// <summary>Which forms of the kernels those models run that are loaded onto it.</summary>
    public KernelVariants KernelVariants { get; }

    /// <summary>Why kernels of cooperative matrices can't be run (<see cref="KernelVariants"/>); null where they can.</summary>
    public string? CooperativeMatrixObstacle => CooperativeMatrices.Obstacle;

    /// <summary>The largest buffer a kernel can see, in bytes.</summary>
    public long LargestBuffer => _choice.Properties.Limits.MaxStorageBufferRange;

    /// <summary>What the validation layer has said so far; always empty without <see cref="GpuDeviceOptions.Validation"/>.</summary>
    public IReadOnlyList<string> ValidationMessages
    {
        get
        {
            if (_instance.Messages is not { } messages) return [];
            lock (messages) return [.. messages];
        }
    }

    /// <summary>Buffers that were created on this device and not disposed yet.</summary>
    public int LiveBuffers => _liveBuffers;

    /// <summary>Bytes of device memory that were allocated here and not freed yet.</summary>
    public long LiveBytes => Interlocked.Read(ref _liveBytes);

    /// <summary>How often device memory was allocated, ever.</summary>
    public int Allocations => _allocations;

    /// <summary>Recordings that were created on this device and not disposed yet.</summary>
    public int LiveRecordings => _liveRecordings;

    /// <summary>
    /// Compute pipelines in memory, which is all that were ever made: equal ones are shared, and all are freed with the device.
    /// </summary>
    public int LivePipelines => Pipelines.Count;

    /// <summary>
    /// Bytes that can still be allocated in the largest heap of the device's own memory, as the driver says (VK_EXT_memory_budget); where it
    /// doesn't say, the heap's size without what was allocated here.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The device is disposed.</exception>
    public long AvailableMemory
    {
        get
        {
            Hold();
            try
            {
                return MemoryLeft();
            }
            finally
            {
                Release();
            }
        }
    }

    /// <summary>The most texels that a kernel sees of a texel buffer.</summary>
    internal long MostTexels => _choice.Properties.Limits.MaxTexelBufferElements;

    /// <summary>Bytes that a workgroup can share.</summary>
    internal long SharedMemory => _choice.Properties.Limits.MaxComputeSharedMemorySize;

    /// <summary>The most invocations of a workgroup.</summary>
    internal long MostInvocations => _choice.Properties.Limits.MaxComputeWorkGroupInvocations;

    /// <summary>The most workgroups of one dispatch along an axis (0, 1, 2).</summary>
    internal long MostGroups(int axis)
    {
        PhysicalDeviceLimits limits = _choice.Properties.Limits;
        return limits.MaxComputeWorkGroupCount[axis];
    }

    /// <summary>Nanoseconds of a timestamp's unit, and how many of its bits are written: 0 where there are no timestamps.</summary>
    internal (double Nanoseconds, int Bits) Timestamps => (_choice.Properties.Limits.TimestampPeriod, _choice.TimestampBits);

    internal PhysicalDeviceProperties Properties => _choice.Properties;

    internal Vk Api => _instance.Api;

    internal Device Handle { get; }

    internal GpuQueue Queue { get; }

    internal PhysicalDeviceMemoryProperties Memory { get; }

    internal KernelBindings Bindings { get; }

    internal PipelineStore Pipelines { get; }

    internal KernelChoices Choices { get; }

    internal CooperativeMatrices CooperativeMatrices { get; }

    /// <summary>Opens the best device: discrete before integrated before virtual before software.</summary>
    /// <exception cref="GpuUnavailableException">No loader, no device, too old or limited a device, or no validation layer; says what to do.</exception>
    public static GpuDevice Open(GpuDeviceOptions? options = null)
    {
        options ??= new GpuDeviceOptions();
        var instance = new VulkanInstance(options.Validation);
        Device handle = default;
        try
        {
            PhysicalDeviceChoice choice = PhysicalDeviceChoice.Best(instance, options.Name);
            uint family = choice.QueueFamily!.Value;
            var matrices = CooperativeMatrices.Of(instance, choice);
            if (options.KernelVariants == KernelVariants.CooperativeMatrices) matrices.Demand();
            handle = choice.CreateDevice(instance.Api, matrices.Obstacle is null);
            instance.Api.GetDeviceQueue(handle, family, 0, out Queue queue);
            return new GpuDevice(instance, choice, matrices, handle, new GpuQueue(instance.Api, handle, queue, family), isOwner: true,
                choice.Extensions.Contains(PhysicalDeviceChoice.MemoryBudget), options.PipelineFolder, options.KernelVariants);
        }
        catch
        {
            if (handle.Handle != 0) instance.Api.DestroyDevice(handle, null);
            instance.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Shares an engine's device. Nothing of the engine's is destroyed, when this is disposed or at any other time. A device of an engine's
    /// that was lost is not repaired: the engine makes another, to be adopted anew.
    /// </summary>
    /// <exception cref="GpuUnavailableException">The device or the queue's family can't be used; says why.</exception>
    /// <exception cref="RequestException">A handle is null, or the lock is of a kind that can't be shared.</exception>
    public static GpuDevice Adopt(EngineDevice engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(engine.Extensions);
        foreach ((string name, nint handle) in new[]
        {
            (nameof(engine.Instance), engine.Instance.Handle), (nameof(engine.PhysicalDevice), engine.PhysicalDevice.Handle),
            (nameof(engine.Device), engine.Device.Handle), (nameof(engine.Queue), engine.Queue.Handle),
        })
        {
            if (handle == 0) throw new RequestException($"The handle of the engine's {name} is null.");
        }
        if (engine.QueueLock is Lock)
            throw new RequestException("The queue's lock is a System.Threading.Lock, which can't be shared as an object: lock a plain object.");
        var instance = new VulkanInstance(engine);
        try
        {
            PhysicalDeviceChoice choice = PhysicalDeviceChoice.Of(instance.Api, engine);
            var matrices = CooperativeMatrices.Of(instance, choice, engine);
            if (engine.KernelVariants == KernelVariants.CooperativeMatrices) matrices.Demand();
            return new GpuDevice(instance, choice, matrices, engine.Device, new GpuQueue(instance.Api, engine), isOwner: false,
                engine.Extensions.Contains(PhysicalDeviceChoice.MemoryBudget), engine.PipelineFolder, engine.KernelVariants);
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Refuses all use from now on, and frees the pipelines, and the device unless it is an engine's, when the last generator on it is
    /// disposed. Dispose generators before an engine's device is destroyed.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        Release();
    }

    /// <summary>Keeps the device until <see cref="Release"/>.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    internal void Hold()
    {
        for (int holders = Volatile.Read(ref _holders), seen; ; holders = seen)
        {
            ObjectDisposedException.ThrowIf(holders == 0 || _disposed, this);
            seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders) return;
        }
    }

    /// <summary>Lets go of the device once.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        Pipelines.Dispose();
        Bindings.Dispose();
        if (_isOwner) Api.DestroyDevice(Handle, null);
        _instance.Dispose();
    }

    /// <summary>Counts a buffer in (1) or out (−1), with its memory.</summary>
    internal void CountBuffer(int change, long bytes)
    {
        Interlocked.Add(ref _liveBuffers, change);
        Interlocked.Add(ref _liveBytes, change * bytes);
        if (change > 0) Interlocked.Increment(ref _allocations);
    }

    /// <summary>Counts a recording in (1) or out (−1).</summary>
    internal void CountRecording(int change) => Interlocked.Add(ref _liveRecordings, change);

    /// <summary>Submits each list of command buffers as one submit, in order, and waits for the last.</summary>
    internal void Submit(IReadOnlyList<CommandBuffer[]> submits)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Queue.Run(submits);
    }

    /// <summary>Refuses use after disposal, of a lost device, or from the wrong thread.</summary>
    internal void CheckUse()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Queue.CheckUse();
    }

    /// <summary>Names a Vulkan object for validation messages and debuggers; free without validation.</summary>
    internal void SetName(ObjectType type, ulong handle, string name)
    {
        if (_setName == 0) return;
        nint text = SilkMarshal.StringToPtr(name);
        var info = new DebugUtilsObjectNameInfoEXT
        {
            SType = StructureType.DebugUtilsObjectNameInfoExt, ObjectType = type, ObjectHandle = handle, PObjectName = (byte*)text,
        };
        Result result = ((delegate* unmanaged<Device, DebugUtilsObjectNameInfoEXT*, Result>)_setName)(Handle, &info);
        SilkMarshal.Free(text);
        result.Check("vkSetDebugUtilsObjectNameEXT");
    }

    private long MemoryLeft()
    {
        var budget = new PhysicalDeviceMemoryBudgetPropertiesEXT { SType = StructureType.PhysicalDeviceMemoryBudgetPropertiesExt };
        var all = new PhysicalDeviceMemoryProperties2
        {
            SType = StructureType.PhysicalDeviceMemoryProperties2, PNext = _knowsBudget ? &budget : null,
        };
        Api.GetPhysicalDeviceMemoryProperties2(_choice.Handle, &all);
        long most = 0;
        for (int i = 0; i < (int)all.MemoryProperties.MemoryHeapCount; i++)
        {
            MemoryHeap heap = all.MemoryProperties.MemoryHeaps[i];
            if (!heap.Flags.HasFlag(MemoryHeapFlags.DeviceLocalBit)) continue;
            long left = _knowsBudget ? (long)budget.HeapBudget[i] - (long)budget.HeapUsage[i] : (long)heap.Size - LiveBytes;
            most = Math.Max(most, left);
        }
        return most;
    }
}
