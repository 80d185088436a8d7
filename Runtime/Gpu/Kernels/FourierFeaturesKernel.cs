using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Sines and cosines of every number in several octaves.</summary>
internal struct FourierFeaturesKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint First;
    public uint Channels;
    public uint Octaves;
    public uint Cells;

    public static string Shader => "fourier_features";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, FourierFeaturesStep step)
    {
        Shape source = step.Source.Shape, target = step.Target.Shape;
        var kernel = new FourierFeaturesKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            First = (uint)step.First,
            Channels = (uint)source.Channels,
            Octaves = (uint)(target.Channels / 2 / source.Channels),
            Cells = (uint)source.Area,
        };
        return kernel.LaunchOnPlanes(context, target with { Channels = target.Channels / 2 });
    }
}
