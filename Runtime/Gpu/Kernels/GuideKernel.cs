using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Classifier-free guidance of the first half of a batch by the second, which was evaluated without class.</summary>
internal struct GuideKernel : IKernel
{
    public uint Outputs;
    public uint OutputsStride;
    public uint Samples;
    public uint Cells;
    public uint NoClass;

    public static string Shader => "guide";

    public static IReadOnlyList<string> Constants => [];

    /// <summary>Guides as many channels of the output as the state has: all but the ln σ̂ of discretised data.</summary>
    public static Dispatch For(KernelContext context, int samples, Shape state, View output)
    {
        var kernel = new GuideKernel
        {
            Outputs = (uint)output.Offset,
            OutputsStride = (uint)output.ItemStride,
            Samples = (uint)samples,
            Cells = (uint)state.Area,
            NoClass = (uint)context.ClassRows - 1,
        };
        return kernel.Launch(context.Device, state.Area, state.Channels, (long)samples * state.Count, layers: samples);
    }
}
