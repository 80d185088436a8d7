using System.Runtime.InteropServices;
using BfnProcGen.Networks;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>Makes dispatches from kernels.</summary>
internal static class Kernel
{
    /// <summary>Invocations of a workgroup of the kernels that work element by element.</summary>
    public const int ElementwiseSize = 64;

    /// <summary>Launches workgroups of <paramref name="size"/> invocations for <paramref name="width"/> of them, in rows and layers.</summary>
    public static Dispatch Launch<TKernel>(this TKernel kernel, GpuDevice device, int width, int rows, long work, uint[]? constants = null,
        int size = ElementwiseSize, int layers = 1)
        where TKernel : unmanaged, IKernel
    {
        Pipeline pipeline = device.Pipelines.Get(TKernel.Shader, [(uint)size, .. constants ?? []]);
        byte[] push = MemoryMarshal.AsBytes(new ReadOnlySpan<TKernel>(in kernel)).ToArray();
        return new Dispatch(pipeline, push, (uint)((width + size - 1) / size), (uint)rows, (uint)layers, work);
    }

    /// <summary>
    /// Launches one invocation a cell, a row of workgroups a channel, a layer an item: what belongs to a channel is then the same for a
    /// whole workgroup, and loaded once.
    /// </summary>
    public static Dispatch LaunchOnPlanes<TKernel>(this TKernel kernel, KernelContext context, Shape shape, uint[]? constants = null)
        where TKernel : unmanaged, IKernel =>
        kernel.Launch(context.Device, shape.Area, shape.Channels, (long)context.Batch * shape.Count, constants, layers: context.Batch);

    /// <summary>A switch as a specialisation constant.</summary>
    public static uint Flag(bool value) => value ? 1u : 0;
}
