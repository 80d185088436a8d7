using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>One sampling update of the states of continuous data from the noise that the network predicts.</summary>
internal struct UpdateContinuousKernel : IKernel
{
    public uint Noises;
    public uint NoisesStride;
    public uint Samples;
    public uint Channels;
    public uint Cells;

    public static string Shader => "update_continuous";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, int samples, Shape state, View output)
    {
        var kernel = new UpdateContinuousKernel
        {
            Noises = (uint)output.Offset,
            NoisesStride = (uint)output.ItemStride,
            Samples = (uint)samples,
            Channels = (uint)state.Channels,
            Cells = (uint)state.Area,
        };
        return kernel.Launch(context.Device, state.Area, samples, (long)samples * state.Count);
    }
}
