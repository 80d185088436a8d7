using Silk.NET.Vulkan;
using Buffer = Silk.NET.Vulkan.Buffer;

namespace BfnProcGen.Gpu;

/// <summary>Writes the commands that runs are made of into a command buffer, which may be an engine's. Allocates nothing.</summary>
internal readonly unsafe struct CommandWriter(GpuDevice device, CommandBuffer commands)
{
    public void Bind(DescriptorSet set) => device.Api.CmdBindDescriptorSets(
        commands, PipelineBindPoint.Compute, device.Bindings.Layout, 0, 1, in set, 0, null);

    public void Launch(in Dispatch dispatch)
    {
        device.Api.CmdBindPipeline(commands, PipelineBindPoint.Compute, dispatch.Pipeline);
        fixed (byte* constants = dispatch.PushConstants)
        {
            device.Api.CmdPushConstants(
                commands, device.Bindings.Layout, ShaderStageFlags.ComputeBit, 0, (uint)dispatch.PushConstants.Length, constants);
        }
        device.Api.CmdDispatch(commands, dispatch.GroupsX, dispatch.GroupsY, dispatch.GroupsZ);
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

    /// <summary>Forgets the first timestamps of a pool.</summary>
    public void ResetTimestamps(QueryPool pool, uint count) => device.Api.CmdResetQueryPool(commands, pool, 0, count);

    /// <summary>Notes the time when everything before is done.</summary>
    public void Timestamp(QueryPool pool, uint query) =>
        device.Api.CmdWriteTimestamp(commands, PipelineStageFlags.BottomOfPipeBit, pool, query);

    /// <summary>Copies the first timestamps of a pool, 64 bits each.</summary>
    public void Copy(QueryPool pool, uint count, Buffer to) => device.Api.CmdCopyQueryPoolResults(
        commands, pool, 0, count, to, 0, sizeof(ulong), QueryResultFlags.Result64Bit | QueryResultFlags.ResultWaitBit);

    /// <summary>Fills bytes of a buffer with a word; offset and number are multiples of 4.</summary>
    public void Fill(Buffer buffer, ulong offset, ulong bytes, uint word) => device.Api.CmdFillBuffer(commands, buffer, offset, bytes, word);

    /// <summary>Copies bytes between buffers.</summary>
    public void Copy(Buffer from, ulong fromOffset, Buffer to, ulong toOffset, ulong bytes)
    {
        var region = new BufferCopy { SrcOffset = fromOffset, DstOffset = toOffset, Size = bytes };
        device.Api.CmdCopyBuffer(commands, from, to, 1, in region);
    }

    /// <summary>Copies dense rows of pixels into a picture.</summary>
    public void Copy(Buffer from, ulong fromOffset, Silk.NET.Vulkan.Image to, ImageLayout layout, uint width, uint height)
    {
        var region = new BufferImageCopy
        {
            BufferOffset = fromOffset,
            ImageSubresource = new ImageSubresourceLayers { AspectMask = ImageAspectFlags.ColorBit, LayerCount = 1 },
            ImageExtent = new Extent3D(width, height, 1),
        };
        device.Api.CmdCopyBufferToImage(commands, from, to, layout, 1, in region);
    }

    private void Barrier(PipelineStageFlags from, PipelineStageFlags to, AccessFlags after)
    {
        AccessFlags before = AccessFlags.ShaderReadBit | AccessFlags.ShaderWriteBit;
        // Not HasFlag, which allocates until the JIT has looked twice.
        if ((from & PipelineStageFlags.TransferBit) != 0) before |= AccessFlags.TransferWriteBit;
        var barrier = new MemoryBarrier { SType = StructureType.MemoryBarrier, SrcAccessMask = before, DstAccessMask = after };
        device.Api.CmdPipelineBarrier(commands, from, to, 0, 1, in barrier, 0, null, 0, null);
    }
}
