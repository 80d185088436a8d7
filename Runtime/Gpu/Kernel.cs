using System.Runtime.InteropServices;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>Makes dispatches from kernels.</summary>
internal static class Kernel
{
    /// <summary>The most invocations of a workgroup of the kernels that work element by element.</summary>
    public const int ElementwiseSize = 64;

    /// <summary>
    /// Launches workgroups of <paramref name="size"/> invocations for <paramref name="width"/> of them, in rows and layers; of as many as a
    /// row fills, in whole subgroups, where no size is given.
    /// </summary>
    /// <exception cref="GpuException">They are more workgroups than the device launches at once.</exception>
    public static Dispatch Launch<TKernel>(this TKernel kernel, GpuDevice device, long width, long rows, long work, uint[]? constants = null,
        int? size = null, long layers = 1)
        where TKernel : unmanaged, IKernel
    {
        int invocations = size ?? (int)Math.Min(ElementwiseSize, WholeSubgroups(width));
        uint groups = Bounded((width + invocations - 1) / invocations, 0), groupRows = Bounded(rows, 1), groupLayers = Bounded(layers, 2);
        Lazy<Pipeline> pipeline = device.Pipelines.Get(TKernel.Shader, [(uint)invocations, .. constants ?? []]);
        byte[] push = MemoryMarshal.AsBytes(new ReadOnlySpan<TKernel>(in kernel)).ToArray();
        return new Dispatch(pipeline, push, groups, groupRows, groupLayers, work);

        long WholeSubgroups(long count) => (count + device.SubgroupSize - 1) / device.SubgroupSize * device.SubgroupSize;

        uint Bounded(long count, int axis) => count <= device.MostGroups(axis)
            ? (uint)count
            : throw new GpuException($"The kernel '{TKernel.Shader}' needs {count} workgroups where {device.Name} launches at most "
                + $"{device.MostGroups(axis)} (maxComputeWorkGroupCount[{axis}]): use a smaller batch, or a model of fewer cells or channels.");
    }

    /// <summary>
    /// Launches one invocation a cell, a row of workgroups a channel, a layer an item: what belongs to a channel is then the same for a
    /// whole workgroup, and loaded once.
    /// </summary>
    public static Dispatch LaunchOnPlanes<TKernel>(this TKernel kernel, KernelContext context, Shape shape, uint[]? constants = null)
        where TKernel : unmanaged, IKernel =>
        kernel.Launch(context.Device, shape.Area, shape.Channels, (long)context.Batch * shape.Count, constants, layers: context.Batch);

    /// <summary>Launches one invocation a number of <paramref name="source"/>, a row of workgroups an item.</summary>
    public static Dispatch LaunchOnElements<TKernel>(KernelContext context, View source, View target)
        where TKernel : unmanaged, IElementKernel
    {
        int count = source.Shape.Count;
        var kernel = new TKernel
        {
            Source = (uint)source.Offset,
            SourceStride = (uint)source.ItemStride,
            Target = (uint)target.Offset,
            TargetStride = (uint)target.ItemStride,
            Count = (uint)count,
        };
        return kernel.Launch(context.Device, count, context.Batch, (long)context.Batch * count);
    }

    /// <summary>A switch as a specialisation constant.</summary>
    public static uint Flag(bool value) => value ? 1u : 0;
}
