using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Self-attention with an online softmax.</summary>
internal struct AttentionKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public int Batch;
    public int Heads;
    public int Cells;
    public float Scale;

    public static string Shader => "attention";

    public static IReadOnlyList<string> Constants { get; } = ["WIDTH", "QUERIES", "KEYS", "TEXELS", "QUADS"];

    public static Dispatch For(KernelContext context, AttentionStep step)
    {
        Shape target = step.Target.Shape;
        int width = target.Channels / step.Heads;
        var kernel = new AttentionKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            Batch = context.Batch,
            Heads = step.Heads,
            Cells = target.Area,
            Scale = (float)(1 / Math.Sqrt(width)),
        };
        // Queries that share each load of a key and a value: as many as fit beside one another near the arithmetic.
        int queries = Math.Clamp((context.ReadsTexels ? 256 : 64) / width, 1, 4);
        int keys = context.ReadsTexels && target.Area % 4 == 0 ? 4 : 1;
        int strips = (target.Area + queries - 1) / queries;
        long work = 2L * context.Batch * target.Count * target.Area;
        uint[] constants =
        [
            (uint)width, (uint)queries, (uint)keys, Kernel.Flag(context.ReadsTexels),
            Kernel.Flag(keys == 4 && context.ReadsQuads(target.Area, step.Source)),
        ];
        return kernel.Launch(
            context.Device, (long)context.Batch * step.Heads * strips, 1, work, constants, context.Device.SubgroupSize);
    }
}
