using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Applies the norm's scale and shift, and SiLU if asked for.</summary>
internal struct GroupNormKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint Statistics;
    public uint Channels;
    public uint Cells;

    public static string Shader => "group_norm";

    public static IReadOnlyList<string> Constants { get; } = ["ACTIVATE", "TEXELS", "QUADS"];

    public static Dispatch For(KernelContext context, GroupNormStep step)
    {
        Shape shape = step.Source.Shape;
        var kernel = new GroupNormKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            Statistics = (uint)step.Statistics,
            Channels = (uint)shape.Channels,
            Cells = (uint)shape.Area,
        };
        bool quads = context.ReadsQuads(shape.Area, step.Source, step.Target);
        uint[] constants = [Kernel.Flag(step.Activate), Kernel.Flag(context.ReadsTexels), Kernel.Flag(quads)];
        long work = (long)context.Batch * shape.Count;
        return kernel.Launch(
            context.Device, quads ? shape.Area / 4 : shape.Area, shape.Channels, work, constants, layers: context.Batch);
    }
}
