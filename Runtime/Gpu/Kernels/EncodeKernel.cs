using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Writes what the network sees of the state, and the mask of known cells. Steps the cursor.</summary>
internal struct EncodeKernel : IKernel
{
    public uint Target;
    public uint TargetStride;
    public uint Mask;
    public uint MaskStride;
    public uint Batch;
    public uint Classes;
    public uint Cells;

    public static string Shader => "encode";

    public static IReadOnlyList<string> Constants { get; } = ["MASK"];

    public static Dispatch For(KernelContext context, View target, View? mask)
    {
        var kernel = new EncodeKernel
        {
            Target = (uint)target.Offset,
            TargetStride = (uint)target.ItemStride,
            Mask = (uint)(mask?.Offset ?? 0),
            MaskStride = (uint)(mask?.ItemStride ?? 0),
            Batch = (uint)context.Batch,
            Classes = (uint)target.Shape.Channels,
            Cells = (uint)target.Shape.Area,
        };
        long work = (long)context.Batch * target.Shape.Count;
        return kernel.Launch(context.Device, target.Shape.Area, context.Batch, work, [Kernel.Flag(mask is not null)]);
    }
}
