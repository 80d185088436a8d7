using System.Diagnostics;
using BfnProcGen.Gpu;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen;

/// <summary>
/// A Vulkan device with one compute queue. Models are loaded onto it; dispose them before it. Safe to use from several threads: work is
/// submitted one piece after the other.
/// </summary>
public sealed unsafe class GpuDevice : IDisposable
{
    // A driver that has it, such as MoltenVK on macOS, demands that it is enabled.
    private const string PortabilitySubset = "VK_KHR_portability_subset";

    private readonly VulkanInstance _instance;
    private readonly PhysicalDeviceChoice _choice;
    private readonly Lock _queueLock = new();
    private readonly nint _setName;
    private int _liveBuffers, _liveRecordings;
    private bool _disposed;

    private GpuDevice(VulkanInstance instance, PhysicalDeviceChoice choice)
    {
        (_instance, _choice) = (instance, choice);
        QueueFamily = choice.QueueFamily!.Value;
        float priority = 1;
        var queueInfo = new DeviceQueueCreateInfo
        {
            SType = StructureType.DeviceQueueCreateInfo, QueueFamilyIndex = QueueFamily, QueueCount = 1, PQueuePriorities = &priority,
        };
        nint portability = SilkMarshal.StringToPtr(PortabilitySubset);
        var info = new DeviceCreateInfo
        {
            SType = StructureType.DeviceCreateInfo, QueueCreateInfoCount = 1, PQueueCreateInfos = &queueInfo,
            EnabledExtensionCount = choice.Extensions.Contains(PortabilitySubset) ? 1u : 0, PpEnabledExtensionNames = (byte**)&portability,
        };
        Result created = Api.CreateDevice(choice.Handle, in info, null, out Device handle);
        SilkMarshal.Free(portability);
        created.Check("vkCreateDevice");
        Handle = handle;
        Api.GetDeviceQueue(Handle, QueueFamily, 0, out Queue queue);
        Queue = queue;
        Api.GetPhysicalDeviceMemoryProperties(choice.Handle, out PhysicalDeviceMemoryProperties memory);
        Memory = memory;
        if (instance.Messages is not null) _setName = instance.Function("vkSetDebugUtilsObjectNameEXT");
        Pipelines = new PipelineStore(this);
        try
        {
            Bindings = new KernelBindings(this);
        }
        catch
        {
            Api.DestroyDevice(Handle, null);
            throw;
        }
    }

    /// <summary>The device's name, as its driver gives it.</summary>
    public string Name => _choice.Name;

    /// <summary>The driver's name and version.</summary>
    public string DriverVersion => _choice.Driver;

    /// <summary>True for a device that computes on the processor, such as Mesa's llvmpipe.</summary>
    public bool IsSoftware => _choice.IsSoftware;

    /// <summary>Invocations that run in lockstep.</summary>
    public int SubgroupSize => _choice.SubgroupSize;

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

    /// <summary>Recordings that were created on this device and not disposed yet.</summary>
    public int LiveRecordings => _liveRecordings;

    /// <summary>Compute pipelines in memory. The device owns them: equal ones are shared, and all are freed with it.</summary>
    public int LivePipelines => Pipelines.Count;

    /// <summary>The most workgroups of one dispatch along an axis (0, 1, 2).</summary>
    internal long MostGroups(int axis)
    {
        PhysicalDeviceLimits limits = _choice.Properties.Limits;
        return limits.MaxComputeWorkGroupCount[axis];
    }

    internal Vk Api => _instance.Api;

    internal Device Handle { get; }

    internal Queue Queue { get; }

    internal uint QueueFamily { get; }

    internal PhysicalDeviceMemoryProperties Memory { get; }

    internal KernelBindings Bindings { get; }

    internal PipelineStore Pipelines { get; }

    /// <summary>Opens the best device: discrete before integrated before virtual before software.</summary>
    /// <exception cref="GpuUnavailableException">No loader, no device, too old or limited a device, or no validation layer; says what to do.</exception>
    public static GpuDevice Open(GpuDeviceOptions? options = null)
    {
        options ??= new GpuDeviceOptions();
        var instance = new VulkanInstance(options.Validation);
        try
        {
            return new GpuDevice(instance, PhysicalDeviceChoice.Best(instance, options.Name));
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Frees the device and its pipelines. What was created on it must have been disposed before.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Debug.Assert(_liveBuffers == 0 && _liveRecordings == 0, "Dispose what lives on a device before the device.");
        Pipelines.Dispose();
        Bindings.Dispose();
        Api.DestroyDevice(Handle, null);
        _instance.Dispose();
    }

    /// <summary>Counts a buffer in (1) or out (−1).</summary>
    internal void CountBuffer(int change) => Interlocked.Add(ref _liveBuffers, change);

    /// <summary>Counts a recording in (1) or out (−1).</summary>
    internal void CountRecording(int change) => Interlocked.Add(ref _liveRecordings, change);

    /// <summary>Submits each list of command buffers as one submit, in order, and waits for the last.</summary>
    internal void Submit(IReadOnlyList<CommandBuffer[]> submits)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var fenceInfo = new FenceCreateInfo { SType = StructureType.FenceCreateInfo };
        Api.CreateFence(Handle, in fenceInfo, null, out Fence fence).Check("vkCreateFence");
        try
        {
            lock (_queueLock)
            {
                for (int i = 0; i < submits.Count; i++)
                {
                    Result result = Submit(submits[i], i == submits.Count - 1 ? fence : default);
                    if (result == Result.Success) continue;
                    // The caller frees what the submits before are still using.
                    Api.QueueWaitIdle(Queue);
                    result.Check("vkQueueSubmit");
                }
            }
            Api.WaitForFences(Handle, 1, in fence, true, ulong.MaxValue).Check("vkWaitForFences");
        }
        finally
        {
            Api.DestroyFence(Handle, fence, null);
        }
    }

    private Result Submit(CommandBuffer[] commands, Fence fence)
    {
        fixed (CommandBuffer* buffers = commands)
        {
            var info = new SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = (uint)commands.Length, PCommandBuffers = buffers };
            return Api.QueueSubmit(Queue, 1, in info, fence);
        }
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
}
