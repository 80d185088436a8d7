using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>One sampling update of the states of discretised data from the noise and deviation that the network predicts.</summary>
internal struct UpdateDiscretisedKernel : IKernel
{
    public uint Noises;
    public uint NoisesStride;
    public uint Samples;
    public uint Channels;
    public uint Cells;
    public uint Bins;

    public static string Shader => "update_discretised";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, int samples, Shape state, View output, int bins)
    {
        var kernel = new UpdateDiscretisedKernel
        {
            Noises = (uint)output.Offset,
            NoisesStride = (uint)output.ItemStride,
            Samples = (uint)samples,
            Channels = (uint)state.Channels,
            Cells = (uint)state.Area,
            Bins = (uint)bins,
        };
        return kernel.Launch(context.Device, state.Area, samples, (long)samples * state.Count * bins);
    }
}
