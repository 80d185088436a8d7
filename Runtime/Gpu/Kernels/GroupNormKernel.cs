using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Mean and variance of each group, then the norm's scale and shift, and SiLU if asked for.</summary>
internal struct GroupNormKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint Scale;
    public uint Shift;
    public uint Channels;
    public uint Groups;
    public uint Cells;
    public float Epsilon;

    public static string Shader => "group_norm";

    public static IReadOnlyList<string> Constants { get; } = ["ACTIVATE", "TEXELS", "QUADS", "CELL_QUADS"];

    public static Dispatch For(KernelContext context, GroupNormStep step)
    {
        Shape shape = step.Source.Shape;
        var kernel = new GroupNormKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            Scale = context.Weights.OffsetOf($"{step.Weights}.weight"),
            Shift = context.Weights.OffsetOf($"{step.Weights}.bias"),
            Channels = (uint)shape.Channels,
            Groups = (uint)step.Groups,
            Cells = (uint)shape.Area,
            Epsilon = GroupNorm.Epsilon,
        };
        // One workgroup a group; as few lanes as run in lockstep anyway where barriers are dear.
        int lanes = context.Device.IsSoftware ? context.Device.SubgroupSize : Kernel.ElementwiseSize;
        uint[] constants =
        [
            Kernel.Flag(step.Activate), Kernel.Flag(context.ReadsTexels), Kernel.Flag(context.ReadsQuads(shape.Count / step.Groups, step.Source)),
            Kernel.Flag(context.ReadsQuads(shape.Area, step.Source, step.Target)),
        ];
        Dispatch dispatch = kernel.Launch(
            context.Device, (long)step.Groups * lanes, context.Batch, (long)context.Batch * shape.Count, constants, lanes);
        return dispatch with { Page = context.Weights.PageOf(step.Weights) };
    }
}
