using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>One sampling update of the state from the network's output logits.</summary>
internal struct UpdateKernel : IKernel
{
    public uint Logits;
    public uint LogitsStride;
    public uint Batch;
    public uint Classes;
    public uint Cells;

    public static string Shader => "update";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, View logits)
    {
        var kernel = new UpdateKernel
        {
            Logits = (uint)logits.Offset,
            LogitsStride = (uint)logits.ItemStride,
            Batch = (uint)context.Batch,
            Classes = (uint)logits.Shape.Channels,
            Cells = (uint)logits.Shape.Area,
        };
        return kernel.Launch(context.Device, logits.Shape.Area, context.Batch, (long)context.Batch * logits.Shape.Count);
    }
}
