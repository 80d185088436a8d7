using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>A command pool and the buffers recorded into it. Disposing it frees them all.</summary>
internal sealed unsafe class CommandRecorder : IDisposable
{
    private readonly GpuDevice _device;
    private readonly CommandPool _pool;
    private CommandBuffer _current;

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
        return _current;
    }

    public void Bind(DescriptorSet set) => _device.Api.CmdBindDescriptorSets(
        _current, PipelineBindPoint.Compute, _device.Bindings.Layout, 0, 1, in set, 0, null);

    public void Launch(Dispatch dispatch)
    {
        _device.Api.CmdBindPipeline(_current, PipelineBindPoint.Compute, dispatch.Pipeline);
        fixed (byte* constants = dispatch.PushConstants)
        {
            _device.Api.CmdPushConstants(
                _current, _device.Bindings.Layout, ShaderStageFlags.ComputeBit, 0, (uint)dispatch.PushConstants.Length, constants);
        }
        _device.Api.CmdDispatch(_current, dispatch.GroupsX, dispatch.GroupsY, dispatch.GroupsZ);
    }

    /// <summary>What kernels wrote before becomes visible to kernels after.</summary>
    public void Barrier() => Barrier(
        PipelineStageFlags.ComputeShaderBit, PipelineStageFlags.ComputeShaderBit, AccessFlags.ShaderReadBit | AccessFlags.ShaderWriteBit);

    /// <summary>What kernels and copies wrote before becomes visible to kernels and copies after, and to the processor.</summary>
    public void BarrierAll() => Barrier(
        PipelineStageFlags.ComputeShaderBit | PipelineStageFlags.TransferBit,
        PipelineStageFlags.ComputeShaderBit | PipelineStageFlags.TransferBit | PipelineStageFlags.HostBit,
        AccessFlags.ShaderReadBit | AccessFlags.ShaderWriteBit | AccessFlags.TransferReadBit | AccessFlags.TransferWriteBit
            | AccessFlags.HostReadBit);

    public void End() => _device.Api.EndCommandBuffer(_current).Check("vkEndCommandBuffer");

    public void Dispose() => _device.Api.DestroyCommandPool(_device.Handle, _pool, null);

    private void Barrier(PipelineStageFlags from, PipelineStageFlags to, AccessFlags after)
    {
        AccessFlags before = AccessFlags.ShaderReadBit | AccessFlags.ShaderWriteBit;
        if (from.HasFlag(PipelineStageFlags.TransferBit)) before |= AccessFlags.TransferWriteBit;
        var barrier = new MemoryBarrier { SType = StructureType.MemoryBarrier, SrcAccessMask = before, DstAccessMask = after };
        _device.Api.CmdPipelineBarrier(_current, from, to, 0, 1, in barrier, 0, null, 0, null);
    }
}
