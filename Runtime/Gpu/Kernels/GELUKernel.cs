using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>GELU, element by element.</summary>
internal struct GELUKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint Count;

    public static string Shader => "gelu";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, GELUStep step)
    {
        int count = step.Source.Shape.Count;
        var kernel = new GELUKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            Count = (uint)count,
        };
        return kernel.Launch(context.Device, count, context.Batch, (long)context.Batch * count);
    }
}
