namespace BfnProcGen;

/// <summary>How <see cref="GpuDevice.Open"/> chooses and opens a device.</summary>
public sealed record GpuDeviceOptions
{
    /// <summary>A folder of the user's for data of programs on this machine; null where the system names none.</summary>
    public static string? UsualPipelineFolder { get; } =
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder
            ? Path.Combine(folder, "BfnProcGen", "pipelines") : null;

    /// <summary>A part of the wanted device's name, in any case; null takes the best device there is.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Turns the Khronos validation layer on and collects what it says in <see cref="GpuDevice.ValidationMessages"/>. Opening fails where
    /// the layer is not installed: a check that silently doesn't check is worse than none.
    /// </summary>
    public bool Validation { get; init; }

    /// <summary>
    /// The folder where compiled pipelines are kept between runs of the program, a file for each device, driver and version of this library;
    /// null for nowhere. A folder that can't be written to, or a file that is damaged, costs time and nothing else.
    /// </summary>
    public string? PipelineFolder { get; init; } = UsualPipelineFolder;

    /// <summary>Which forms of the kernels to run; what is usual is best unless something is to be compared.</summary>
    public KernelVariants KernelVariants { get; init; }
}
