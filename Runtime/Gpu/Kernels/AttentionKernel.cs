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
    public uint Batch;
    public uint Heads;
    public uint Cells;
    public float Scale;

    public static string Shader => "attention";

    public static IReadOnlyList<string> Constants { get; } = ["WIDTH", "QUERIES"];

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
            Batch = (uint)context.Batch,
            Heads = (uint)step.Heads,
            Cells = (uint)target.Area,
            Scale = (float)(1 / Math.Sqrt(width)),
        };
        // Queries that share each load of a key and a value: as many as fit beside one another in registers.
        int queries = Math.Clamp((context.Device.IsSoftware ? 128 : 64) / width, 1, 4);
        int strips = (target.Area + queries - 1) / queries;
        long work = 2L * context.Batch * target.Count * target.Area;
        return kernel.Launch(
            context.Device, (long)context.Batch * step.Heads * strips, 1, work, [(uint)width, (uint)queries], context.Device.SubgroupSize);
    }
}
