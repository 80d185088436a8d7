using BfnProcGen.Gpu;
using Silk.NET.Vulkan;
using VkImage = Silk.NET.Vulkan.Image;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>
/// What a game is to the runtime: a Vulkan device of its own, on which it draws a frame after the other (a tile, and a picture full of
/// copies of it), waits for it, and whose queue it shares.
/// </summary>
internal sealed unsafe class FrameEngine : IDisposable
{
    private const uint Width = 640, Height = 360, Small = 64;

    private readonly VulkanInstance _instance = new(validation: false);
    private readonly Vk _api;
    private readonly Device _device;
    private readonly Queue _queue;
    private readonly object _lock = new();
    private readonly CommandPool _pool;
    private readonly CommandBuffer _frame, _other;
    private readonly Fence _fence;
    private readonly (VkImage Image, DeviceMemory Memory) _small, _screen;

    public FrameEngine()
    {
        _api = _instance.Api;
        PhysicalDeviceChoice choice = PhysicalDeviceChoice.Best(_instance, null);
        uint family = choice.QueueFamily!.Value;
        float priority = 1;
        var queue = new DeviceQueueCreateInfo
        {
            SType = StructureType.DeviceQueueCreateInfo, QueueFamilyIndex = family, QueueCount = 1, PQueuePriorities = &priority,
        };
        var info = new DeviceCreateInfo { SType = StructureType.DeviceCreateInfo, QueueCreateInfoCount = 1, PQueueCreateInfos = &queue };
        _api.CreateDevice(choice.Handle, in info, null, out _device).Check("vkCreateDevice");
        _api.GetDeviceQueue(_device, family, 0, out _queue);
        Lent = new EngineDevice
        {
            Instance = _instance.Handle, PhysicalDevice = choice.Handle, Device = _device, Queue = _queue, QueueFamily = family,
            QueueLock = _lock, Api = _api,
        };
        var pool = new CommandPoolCreateInfo
        {
            SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = family, Flags = CommandPoolCreateFlags.ResetCommandBufferBit,
        };
        _api.CreateCommandPool(_device, in pool, null, out _pool).Check("vkCreateCommandPool");
        var fence = new FenceCreateInfo { SType = StructureType.FenceCreateInfo };
        _api.CreateFence(_device, in fence, null, out _fence).Check("vkCreateFence");
        (_small, _screen) = (NewImage(choice, Small, Small), NewImage(choice, Width, Height));
        (_frame, _other) = (NewCommands(), NewCommands());
        RecordFrame(_frame);
    }

    /// <summary>The device as it is lent to the runtime.</summary>
    public EngineDevice Lent { get; }

    /// <summary>Draws a frame and waits for it, as for the screen. Allocates nothing.</summary>
    public void DrawFrame() => Run(_frame);

    /// <summary>Has something recorded into a command buffer, runs it and waits for it.</summary>
    public T Run<T>(Func<CommandBuffer, T> record)
    {
        var begin = new CommandBufferBeginInfo
        {
            SType = StructureType.CommandBufferBeginInfo, Flags = CommandBufferUsageFlags.OneTimeSubmitBit,
        };
        _api.BeginCommandBuffer(_other, in begin).Check("vkBeginCommandBuffer");
        T recorded = record(_other);
        _api.EndCommandBuffer(_other).Check("vkEndCommandBuffer");
        Run(_other);
        return recorded;
    }

    public void Dispose()
    {
        foreach ((VkImage image, DeviceMemory memory) in new[] { _small, _screen })
        {
            _api.DestroyImage(_device, image, null);
            _api.FreeMemory(_device, memory, null);
        }
        _api.DestroyFence(_device, _fence, null);
        _api.DestroyCommandPool(_device, _pool, null);
        _api.DestroyDevice(_device, null);
        _instance.Dispose();
    }

    private (VkImage, DeviceMemory) NewImage(PhysicalDeviceChoice choice, uint width, uint height)
    {
        var info = new ImageCreateInfo
        {
            SType = StructureType.ImageCreateInfo, ImageType = ImageType.Type2D, Format = Format.R8G8B8A8Unorm,
            MipLevels = 1, ArrayLayers = 1, Extent = new Extent3D(width, height, 1), Samples = SampleCountFlags.Count1Bit, Tiling = ImageTiling.Optimal,
            Usage = ImageUsageFlags.TransferDstBit | ImageUsageFlags.TransferSrcBit,
        };
        _api.CreateImage(_device, in info, null, out VkImage image).Check("vkCreateImage");
        _api.GetImageMemoryRequirements(_device, image, out MemoryRequirements needs);
        _api.GetPhysicalDeviceMemoryProperties(choice.Handle, out PhysicalDeviceMemoryProperties kinds);
        uint kind = (uint)Enumerable.Range(0, (int)kinds.MemoryTypeCount).First(i => (needs.MemoryTypeBits & (1u << i)) != 0);
        var allocation = new MemoryAllocateInfo
        {
            SType = StructureType.MemoryAllocateInfo, AllocationSize = needs.Size, MemoryTypeIndex = kind,
        };
        _api.AllocateMemory(_device, in allocation, null, out DeviceMemory memory).Check("vkAllocateMemory");
        _api.BindImageMemory(_device, image, memory, 0).Check("vkBindImageMemory");
        return (image, memory);
    }

    private void Run(CommandBuffer commands)
    {
        Fence fence = _fence;
        var info = new SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &commands };
        _api.ResetFences(_device, 1, in fence).Check("vkResetFences");
        lock (_lock) _api.QueueSubmit(_queue, 1, in info, fence).Check("vkQueueSubmit");
        _api.WaitForFences(_device, 1, in fence, true, ulong.MaxValue).Check("vkWaitForFences");
    }

    private CommandBuffer NewCommands()
    {
        var info = new CommandBufferAllocateInfo
        {
            SType = StructureType.CommandBufferAllocateInfo, CommandPool = _pool, Level = CommandBufferLevel.Primary,
            CommandBufferCount = 1,
        };
        _api.AllocateCommandBuffers(_device, in info, out CommandBuffer commands).Check("vkAllocateCommandBuffers");
        return commands;
    }

    private void RecordFrame(CommandBuffer commands)
    {
        var begin = new CommandBufferBeginInfo { SType = StructureType.CommandBufferBeginInfo };
        _api.BeginCommandBuffer(commands, in begin).Check("vkBeginCommandBuffer");
        var colour = new ClearColorValue(0.2f, 0.4f, 0.6f, 1f);
        var range = new ImageSubresourceRange { AspectMask = ImageAspectFlags.ColorBit, LevelCount = 1, LayerCount = 1 };
        Discard(commands, _small.Image);
        Discard(commands, _screen.Image);
        _api.CmdClearColorImage(commands, _small.Image, ImageLayout.General, in colour, 1, in range);
        var written = new MemoryBarrier
        {
            SType = StructureType.MemoryBarrier, SrcAccessMask = AccessFlags.TransferWriteBit, DstAccessMask = AccessFlags.TransferReadBit,
        };
        const PipelineStageFlags stage = PipelineStageFlags.TransferBit;
        _api.CmdPipelineBarrier(commands, stage, stage, 0, 1, in written, 0, null, 0, null);
        var layer = new ImageSubresourceLayers { AspectMask = ImageAspectFlags.ColorBit, LayerCount = 1 };
        for (uint y = 0; y + Small <= Height; y += Small)
        for (uint x = 0; x + Small <= Width; x += Small)
        {
            var copy = new ImageCopy
            {
                SrcSubresource = layer, DstSubresource = layer, DstOffset = new Offset3D((int)x, (int)y, 0),
                Extent = new Extent3D(Small, Small, 1),
            };
            _api.CmdCopyImage(commands, _small.Image, ImageLayout.General, _screen.Image, ImageLayout.General, 1, in copy);
        }
        _api.EndCommandBuffer(commands).Check("vkEndCommandBuffer");
    }

    private void Discard(CommandBuffer commands, VkImage image)
    {
        var barrier = new ImageMemoryBarrier
        {
            SType = StructureType.ImageMemoryBarrier, OldLayout = ImageLayout.Undefined, NewLayout = ImageLayout.General, Image = image,
            DstAccessMask = AccessFlags.TransferWriteBit,
            SrcQueueFamilyIndex = Vk.QueueFamilyIgnored, DstQueueFamilyIndex = Vk.QueueFamilyIgnored,
            SubresourceRange = new ImageSubresourceRange { AspectMask = ImageAspectFlags.ColorBit, LevelCount = 1, LayerCount = 1 },
        };
        const PipelineStageFlags stage = PipelineStageFlags.TransferBit;
        _api.CmdPipelineBarrier(commands, stage, stage, 0, 0, null, 0, null, 1, in barrier);
    }
}
