using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>A command pool on the game's queue, for command buffers that are recorded anew every time.</summary>
internal sealed unsafe class CommandQueue : IDisposable
{
    private readonly GameDevice _device;
    private readonly CommandPool _pool;

    public CommandQueue(GameDevice device)
    {
        _device = device;
        var info = new CommandPoolCreateInfo
        {
            SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = device.QueueFamily,
            Flags = CommandPoolCreateFlags.ResetCommandBufferBit,
        };
        device.Api.CreateCommandPool(device.Handle, in info, null, out _pool).Check("vkCreateCommandPool");
    }

    /// <summary>A command buffer, freed with the pool.</summary>
    public CommandBuffer Allocate()
    {
        var info = new CommandBufferAllocateInfo
        {
            SType = StructureType.CommandBufferAllocateInfo, CommandPool = _pool,
            Level = CommandBufferLevel.Primary, CommandBufferCount = 1,
        };
        _device.Api.AllocateCommandBuffers(_device.Handle, in info, out CommandBuffer commands).Check("vkAllocateCommandBuffers");
        return commands;
    }

    /// <summary>Begins recording.</summary>
    public void Begin(CommandBuffer commands)
    {
        var begin = new CommandBufferBeginInfo
        {
            SType = StructureType.CommandBufferBeginInfo, Flags = CommandBufferUsageFlags.OneTimeSubmitBit,
        };
        _device.Api.BeginCommandBuffer(commands, in begin).Check("vkBeginCommandBuffer");
    }

    /// <summary>Records something, runs it and waits for it: for the start and for screenshots, not for frames.</summary>
    public void Run(Action<CommandBuffer> record)
    {
        CommandBuffer commands = Allocate();
        Begin(commands);
        record(commands);
        _device.Api.EndCommandBuffer(commands).Check("vkEndCommandBuffer");
        _device.SubmitAndWait(commands);
        _device.Api.FreeCommandBuffers(_device.Handle, _pool, 1, in commands);
    }

    public void Dispose() => _device.Api.DestroyCommandPool(_device.Handle, _pool, null);
}
