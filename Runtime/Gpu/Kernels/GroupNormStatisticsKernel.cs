using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Mean and variance of each group, folded with the norm's weights into a scale and a shift for each channel.</summary>
internal struct GroupNormStatisticsKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Statistics;
    public uint Scale;
    public uint Shift;
    public uint Channels;
    public uint Groups;
    public uint Cells;
    public float Epsilon;

    public static string Shader => "group_norm_statistics";

    public static IReadOnlyList<string> Constants { get; } = ["TEXELS", "QUADS"];

    public static Dispatch For(KernelContext context, GroupNormStatisticsStep step)
    {
        Shape shape = step.Source.Shape;
        var kernel = new GroupNormStatisticsKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Statistics = (uint)step.Statistics,
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
            [Kernel.Flag(context.ReadsTexels), Kernel.Flag(context.ReadsQuads(shape.Count / step.Groups, step.Source))];
        Dispatch dispatch = kernel.Launch(
            context.Device, (long)step.Groups * lanes, context.Batch, (long)context.Batch * shape.Count, constants, lanes);
        return dispatch with { Page = context.Weights.PageOf(step.Weights) };
    }
}
