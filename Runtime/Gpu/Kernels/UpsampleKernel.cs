using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Nearest-neighbour doubling, to an odd extent where the target has one.</summary>
internal struct UpsampleKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint SourceHeight;
    public uint SourceWidth;
    public uint TargetHeight;
    public uint TargetWidth;

    public static string Shader => "upsample";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, UpsampleStep step)
    {
        Shape source = step.Source.Shape, target = step.Target.Shape;
        var kernel = new UpsampleKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            SourceHeight = (uint)source.Height,
            SourceWidth = (uint)source.Width,
            TargetHeight = (uint)target.Height,
            TargetWidth = (uint)target.Width,
        };
        return kernel.LaunchOnPlanes(context, target);
    }
}
