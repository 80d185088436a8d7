using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// Writes what the network sees of the states of continuous and discretised data, and the mask of known cells. Steps the cursor.
/// </summary>
internal struct EncodeContinuousKernel : IKernel
{
    public uint Target;
    public uint TargetStride;
    public uint Mask;
    public uint MaskStride;
    public uint Batch;
    public uint Samples;
    public uint Channels;
    public uint Cells;

    public static string Shader => "encode_continuous";

    public static IReadOnlyList<string> Constants { get; } = ["MASK"];

    public static Dispatch For(KernelContext context, int samples, View target, View? mask)
    {
        var kernel = new EncodeContinuousKernel
        {
            Target = (uint)target.Offset,
            TargetStride = (uint)target.ItemStride,
            Mask = (uint)(mask?.Offset ?? 0),
            MaskStride = (uint)(mask?.ItemStride ?? 0),
            Batch = (uint)context.Batch,
            Samples = (uint)samples,
            Channels = (uint)target.Shape.Channels,
            Cells = (uint)target.Shape.Area,
        };
        return kernel.LaunchOnPlanes(context, target.Shape, [Kernel.Flag(mask is not null)]);
    }
}
