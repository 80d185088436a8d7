using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>The most probable bin of every variable of discretised data, a byte each, known ones overwritten.</summary>
internal struct ResultDiscretisedKernel : IKernel
{
    public uint Noises;
    public uint NoisesStride;
    public uint Batch;
    public uint Samples;
    public uint Variables;
    public uint Bins;

    public static string Shader => "result_discretised";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, int samples, Shape state, View output, int bins)
    {
        var kernel = new ResultDiscretisedKernel
        {
            Noises = (uint)output.Offset,
            NoisesStride = (uint)output.ItemStride,
            Batch = (uint)context.Batch,
            Samples = (uint)samples,
            Variables = (uint)state.Count,
            Bins = (uint)bins,
        };
        return kernel.Launch(context.Device, ((long)samples * state.Count + 3) / 4, 1, (long)samples * state.Count);
    }
}
