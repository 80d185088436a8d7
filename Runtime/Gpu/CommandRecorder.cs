using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>A command pool and the buffers recorded into it. Disposing it frees them all.</summary>
internal sealed unsafe class CommandRecorder : IDisposable
{
    private readonly GpuDevice _device;
    private readonly CommandPool _pool;
    private CommandBuffer _current;
    private CommandWriter _writer;

    public CommandRecorder(GpuDevice device)
    {
        _device = device;
        var info = new CommandPoolCreateInfo { SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = device.Queue.Family };
        device.Api.CreateCommandPool(device.Handle, in info, null, out _pool).Check("vkCreateCommandPool");
    }

    /// <summary>Starts a command buffer that may be submitted any number of times, also while it is still running.</summary>
    public CommandBuffer Begin(string name)
    {
        var info = new CommandBufferAllocateInfo
        {
            SType = StructureType.CommandBufferAllocateInfo, CommandPool = _pool, Level = CommandBufferLevel.Primary, CommandBufferCount = 1,
        };
        _device.Api.AllocateCommandBuffers(_device.Handle, in info, out _current).Check("vkAllocateCommandBuffers");
        var begin = new CommandBufferBeginInfo
        {
            SType = StructureType.CommandBufferBeginInfo, Flags = CommandBufferUsageFlags.SimultaneousUseBit,
        };
        _device.Api.BeginCommandBuffer(_current, in begin).Check("vkBeginCommandBuffer");
        _device.SetName(ObjectType.CommandBuffer, (ulong)_current.Handle, name);
        _writer = new CommandWriter(_device, _current);
        return _current;
    }

    /// <summary>Writes into the command buffer that was begun last.</summary>
    public CommandWriter Writer => _writer;

    public void Bind(DescriptorSet set) => _writer.Bind(set);

    public void Launch(Dispatch dispatch) => _writer.Launch(in dispatch);

    /// <inheritdoc cref="CommandWriter.Barrier()"/>
    public void Barrier() => _writer.Barrier();

    /// <inheritdoc cref="CommandWriter.BarrierAll"/>
    public void BarrierAll() => _writer.BarrierAll();

    public void End() => _device.Api.EndCommandBuffer(_current).Check("vkEndCommandBuffer");

    public void Dispose() => _device.Api.DestroyCommandPool(_device.Handle, _pool, null);
}
