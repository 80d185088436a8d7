using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>ln p of x = 2p − 1, element by element.</summary>
internal struct LogProbabilityKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint Count;

    public static string Shader => "log_probability";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, LogProbabilityStep step)
    {
        int count = step.Source.Shape.Count;
        var kernel = new LogProbabilityKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            Count = (uint)count,
        };
        return kernel.Launch(context.Device, count, context.Batch, (long)context.Batch * count);
    }
}
