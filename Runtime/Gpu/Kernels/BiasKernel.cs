using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Adds each sample's biases to its output logits.</summary>
internal struct BiasKernel : IKernel
{
    public uint Logits;
    public uint LogitsStride;
    public uint Biases;
    public uint Classes;
    public uint Cells;

    public static string Shader => "bias";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, int samples, View logits, long biases)
    {
        var kernel = new BiasKernel
        {
            Logits = (uint)logits.Offset,
            LogitsStride = (uint)logits.ItemStride,
            Biases = (uint)biases,
            Classes = (uint)logits.Shape.Channels,
            Cells = (uint)logits.Shape.Area,
        };
        return kernel.Launch(context.Device, logits.Shape.Area, logits.Shape.Channels, (long)samples * logits.Shape.Count, layers: samples);
    }
}
