using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Layer norm: an invocation a cell.</summary>
internal struct LayerNormKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint Scale;
    public uint Shift;
    public uint Batch;
    public uint Channels;
    public uint Cells;
    public float Epsilon;

    public static string Shader => "layer_norm";

    public static IReadOnlyList<string> Constants { get; } = ["TEXELS"];

    public static Dispatch For(KernelContext context, LayerNormStep step)
    {
        Shape shape = step.Source.Shape;
        var kernel = new LayerNormKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            Scale = context.Weights.OffsetOf($"{step.Weights}.weight"),
            Shift = context.Weights.OffsetOf($"{step.Weights}.bias"),
            Batch = (uint)context.Batch,
            Channels = (uint)shape.Channels,
            Cells = (uint)shape.Area,
            Epsilon = LayerNorm.Epsilon,
        };
        // The cells of all items lie side by side: short texts and single cells fill the lanes too.
        long cells = (long)context.Batch * shape.Area;
        Dispatch dispatch = kernel.Launch(
            context.Device, cells, 1, cells * shape.Channels, [Kernel.Flag(context.ReadsTexels)], context.Device.SubgroupSize);
        return dispatch with { Page = context.Weights.PageOf(step.Weights) };
    }
}
