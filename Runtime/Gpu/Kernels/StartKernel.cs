using BfnProcGen.Networks;

namespace BfnProcGen.Gpu;

/// <summary>The states before the first evaluation: noise, and no previous estimate. Resets the cursor.</summary>
internal struct StartKernel : IKernel
{
    public uint Samples;
    public uint Channels;
    public uint Cells;

    public static string Shader => "start";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, int samples, Shape state)
    {
        var kernel = new StartKernel { Samples = (uint)samples, Channels = (uint)state.Channels, Cells = (uint)state.Area };
        return kernel.Launch(context.Device, state.Area, samples, (long)samples * state.Count);
    }
}
