using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>The most probable class of every cell, a byte each, known cells overwritten.</summary>
internal struct ResultDiscreteKernel : IKernel
{
    public uint Logits;
    public uint LogitsStride;
    public uint Batch;
    public uint Samples;
    public uint Classes;
    public uint Cells;

    public static string Shader => "result_discrete";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, int samples, View logits)
    {
        var kernel = new ResultDiscreteKernel
        {
            Logits = (uint)logits.Offset,
            LogitsStride = (uint)logits.ItemStride,
            Batch = (uint)context.Batch,
            Samples = (uint)samples,
            Classes = (uint)logits.Shape.Channels,
            Cells = (uint)logits.Shape.Area,
        };
        long words = ((long)samples * logits.Shape.Area + 3) / 4;
        return kernel.Launch(context.Device, words, 1, (long)samples * logits.Shape.Count);
    }
}
