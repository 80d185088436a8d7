using BfnProcGen.Networks;

namespace BfnProcGen.Gpu;

/// <summary>
/// The states before the first evaluation: noise, around what is varied where something is, and no previous estimate. Resets the cursor.
/// </summary>
internal struct StartKernel : IKernel
{
    public uint Samples;
    public uint Channels;
    public uint Cells;
    public uint Origins;

    public static string Shader => "start";

    public static IReadOnlyList<string> Constants { get; } = ["CLASSES"];

    public static Dispatch For(KernelContext context, int samples, Shape state, long origins, bool isDiscrete)
    {
        var kernel = new StartKernel
        {
            Samples = (uint)samples, Channels = (uint)state.Channels, Cells = (uint)state.Area, Origins = (uint)origins,
        };
        return kernel.Launch(context.Device, state.Area, samples, (long)samples * state.Count, [Kernel.Flag(isDiscrete)]);
    }
}
