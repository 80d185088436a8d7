using BfnProcGen.Gpu;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Tests.Gpu;

/// <summary>A device as a game engine makes one, with the validation layer, by Vulkan's own functions.</summary>
internal sealed unsafe class HandMadeEngine : IDisposable
{
    private readonly VulkanInstance _instance = new(validation: true);
    private readonly CommandPool _pool;

    /// <summary>Makes the device.</summary>
    /// <param name="usesMatrices">Enables cooperative matrices, where the physical device offers them.</param>
    public HandMadeEngine(bool usesMatrices = false)
    {
        uint count = 1;
        PhysicalDevice physical;
        _ = Api.EnumeratePhysicalDevices(_instance.Handle, ref count, &physical);
        PhysicalDevice = physical;
        float priority = 1;
        var queue = new DeviceQueueCreateInfo
        {
            SType = StructureType.DeviceQueueCreateInfo, QueueFamilyIndex = Family, QueueCount = 1, PQueuePriorities = &priority,
        };
        var info = new DeviceCreateInfo { SType = StructureType.DeviceCreateInfo, QueueCreateInfoCount = 1, PQueueCreateInfos = &queue };
        nint names = SilkMarshal.StringArrayToPtr(CooperativeFeatures.Extensions);
        CooperativeFeatures features = CooperativeFeatures.All;
        HasMatrices = usesMatrices && CooperativeFeatures.Extensions.All(name => Api.IsDeviceExtensionPresent(_instance.Handle, name));
        if (HasMatrices)
        {
            info.EnabledExtensionCount = (uint)CooperativeFeatures.Extensions.Count;
            info.PpEnabledExtensionNames = (byte**)names;
            info.PNext = CooperativeFeatures.Link(&features);
        }
        Result made = Api.CreateDevice(physical, in info, null, out Device device);
        SilkMarshal.Free(names);
        made.Check("vkCreateDevice");
        Device = device;
        Api.GetDeviceQueue(device, Family, 0, out Queue handle);
        Queue = handle;
        var pool = new CommandPoolCreateInfo { SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = Family };
        Api.CreateCommandPool(device, in pool, null, out _pool).Check("vkCreateCommandPool");
    }

    public const uint Family = 0;

    public Vk Api => _instance.Api;

    public PhysicalDevice PhysicalDevice { get; }

    public Device Device { get; }

    public Queue Queue { get; }

    public object QueueLock { get; } = new();

    /// <summary>Whether cooperative matrices are enabled.</summary>
    public bool HasMatrices { get; }

    public string[] Messages => [.. _instance.Messages!];

    /// <summary>What the engine lends, without a word on who may use the queue.</summary>
    public EngineDevice Lent => new()
    {
        Instance = _instance.Handle, PhysicalDevice = PhysicalDevice, Device = Device, Queue = Queue, QueueFamily = Family, Api = Api,
        Extensions = [VulkanInstance.DebugUtils, .. HasMatrices ? CooperativeFeatures.Extensions : []],
        Features = HasMatrices ? CooperativeFeatures.Names : [],
        PipelineFolder = null,
    };

    /// <summary>The same as numbers.</summary>
    public EngineDevice LentAsNumbers =>
        EngineDevice.FromHandles(_instance.Handle.Handle, PhysicalDevice.Handle, Device.Handle, Queue.Handle, Family) with { PipelineFolder = null };

    /// <summary>A command buffer to record into.</summary>
    public CommandBuffer Begin()
    {
        var info = new CommandBufferAllocateInfo
        {
            SType = StructureType.CommandBufferAllocateInfo, CommandPool = _pool, Level = CommandBufferLevel.Primary, CommandBufferCount = 1,
        };
        Api.AllocateCommandBuffers(Device, in info, out CommandBuffer commands).Check("vkAllocateCommandBuffers");
        var begin = new CommandBufferBeginInfo { SType = StructureType.CommandBufferBeginInfo };
        Api.BeginCommandBuffer(commands, in begin).Check("vkBeginCommandBuffer");
        return commands;
    }

    /// <summary>Ends a command buffer, submits it and waits: what the engine does with its own device.</summary>
    public void Run(CommandBuffer commands)
    {
        Api.EndCommandBuffer(commands).Check("vkEndCommandBuffer");
        var info = new SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &commands };
        lock (QueueLock)
        {
            Api.QueueSubmit(Queue, 1, in info, default).Check("vkQueueSubmit");
            Api.QueueWaitIdle(Queue).Check("vkQueueWaitIdle");
        }
    }

    public void Dispose()
    {
        Api.DestroyCommandPool(Device, _pool, null);
        Api.DestroyDevice(Device, null);
        _instance.Dispose();
    }
}
