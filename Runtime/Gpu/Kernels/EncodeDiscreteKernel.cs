using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Writes what the network sees of the states of discrete data, and the mask of known cells. Steps the cursor.</summary>
internal struct EncodeDiscreteKernel : IKernel
{
    public uint Target;
    public uint TargetStride;
    public uint Mask;
    public uint MaskStride;
    public uint Batch;
    public uint Samples;
    public uint Classes;
    public uint Cells;

    public static string Shader => "encode_discrete";

    public static IReadOnlyList<string> Constants { get; } = ["MASK"];

    public static Dispatch For(KernelContext context, int samples, View target, View? mask)
    {
        var kernel = new EncodeDiscreteKernel
        {
            Target = (uint)target.Offset,
            TargetStride = (uint)target.ItemStride,
            Mask = (uint)(mask?.Offset ?? 0),
            MaskStride = (uint)(mask?.ItemStride ?? 0),
            Batch = (uint)context.Batch,
            Samples = (uint)samples,
            Classes = (uint)target.Shape.Channels,
            Cells = (uint)target.Shape.Area,
        };
        long work = (long)context.Batch * target.Shape.Count;
        return kernel.Launch(context.Device, target.Shape.Area, context.Batch, work, [Kernel.Flag(mask is not null)]);
    }
}
