namespace BfnProcGen.Gpu;

/// <summary>A loop of multiply-adds that measures a device's peak. It overwrites the start of the arena.</summary>
internal struct MultiplyAddKernel : IKernel
{
    /// <summary>Multiply-adds of an invocation in a round.</summary>
    public const int InARound = 8 * 4 * 4;

    public uint Rounds;
    public uint Cells;

    public static string Shader => "multiply_add";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(GpuDevice device)
    {
        // As many invocations as fill the device, for a few milliseconds.
        long width = device.IsSoftware ? 1 << 14 : 1 << 20;
        var kernel = new MultiplyAddKernel { Rounds = 512, Cells = 16 };
        return kernel.Launch(device, width, 1, width * kernel.Rounds * InARound);
    }
}
