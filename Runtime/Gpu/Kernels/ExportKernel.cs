using BfnProcGen.Networks;

namespace BfnProcGen.Gpu;

/// <summary>What <see cref="ExportKernel"/> makes of a result.</summary>
internal enum ExportForm
{
    /// <summary>Classes as 16-bit numbers.</summary>
    Halves,

    /// <summary>Classes as 32-bit numbers.</summary>
    Words,

    /// <summary>Classes as colours of a palette.</summary>
    Palette,

    /// <summary>Bins as channels of pixels.</summary>
    Bins,

    /// <summary>Values as channels of pixels.</summary>
    Values,
}

/// <summary>Makes of a result what a caller's buffer or image wants, behind the result.</summary>
internal struct ExportKernel : IKernel
{
    public uint Target;
    public uint Palette;
    public uint Samples;
    public uint Channels;
    public uint Cells;
    public uint Bins;

    public static string Shader => "export";

    public static IReadOnlyList<string> Constants { get; } = ["FORM"];

    /// <summary>Launches it; <paramref name="target"/> and <paramref name="palette"/> are words of the results and of the items.</summary>
    public static Dispatch For(KernelContext context, ExportForm form, int samples, Shape state, long target, long palette, int bins)
    {
        var kernel = new ExportKernel
        {
            Target = (uint)target,
            Palette = (uint)palette,
            Samples = (uint)samples,
            Channels = (uint)state.Channels,
            Cells = (uint)state.Area,
            Bins = (uint)bins,
        };
        long pixels = (long)samples * state.Area;
        return kernel.Launch(context.Device, form == ExportForm.Halves ? (pixels + 1) / 2 : pixels, 1, pixels, [(uint)form]);
    }
}
