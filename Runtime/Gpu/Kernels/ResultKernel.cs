using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>The most probable tile of every cell, a byte each, known cells overwritten.</summary>
internal struct ResultKernel : IKernel
{
    public uint Logits;
    public uint LogitsStride;
    public uint Batch;
    public uint Classes;
    public uint Cells;

    public static string Shader => "result";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, View logits)
    {
        var kernel = new ResultKernel
        {
            Logits = (uint)logits.Offset,
            LogitsStride = (uint)logits.ItemStride,
            Batch = (uint)context.Batch,
            Classes = (uint)logits.Shape.Channels,
            Cells = (uint)logits.Shape.Area,
        };
        long words = ((long)context.Batch * logits.Shape.Area + 3) / 4;
        return kernel.Launch(context.Device, words, 1, (long)context.Batch * logits.Shape.Count);
    }
}
