using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>One sampling update of the states of discrete data from the network's output logits.</summary>
internal struct UpdateDiscreteKernel : IKernel
{
    public uint Logits;
    public uint LogitsStride;
    public uint Samples;
    public uint Classes;
    public uint Cells;
    public uint CellRows;

    public static string Shader => "update_discrete";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, int samples, View logits, int cellRows = 0)
    {
        var kernel = new UpdateDiscreteKernel
        {
            Logits = (uint)logits.Offset,
            LogitsStride = (uint)logits.ItemStride,
            Samples = (uint)samples,
            Classes = (uint)logits.Shape.Channels,
            Cells = (uint)logits.Shape.Area,
            CellRows = (uint)cellRows,
        };
        return kernel.Launch(context.Device, logits.Shape.Area, samples, (long)samples * logits.Shape.Count);
    }
}
