using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>The estimate of every variable of continuous data, a float each, known ones overwritten.</summary>
internal struct ResultContinuousKernel : IKernel
{
    public uint Noises;
    public uint NoisesStride;
    public uint Batch;
    public uint Variables;

    public static string Shader => "result_continuous";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, int samples, Shape state, View output)
    {
        var kernel = new ResultContinuousKernel
        {
            Noises = (uint)output.Offset,
            NoisesStride = (uint)output.ItemStride,
            Batch = (uint)context.Batch,
            Variables = (uint)state.Count,
        };
        return kernel.Launch(context.Device, state.Count, samples, (long)samples * state.Count);
    }
}
