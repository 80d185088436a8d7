namespace BfnProcGen.Batches;

/// <summary>
/// How a command ended. <see cref="ExitCodes.Table"/> explains the numbers to people. The launch scripts in <c>build</c> end with 69 or 70,
/// too, before the program starts.
/// </summary>
internal enum ExitCode
{
    Success = 0,
    Unexpected = 1,
    Usage = 2,
    Assets = 3,
    Model = 4,
    Gpu = 5,
    Output = 6,
    Training = 7,
    Unmet = 8,
    PrerequisiteMissing = 69,
    DoesNotBuild = 70,
    Interrupted = 130,
}

internal static class ExitCodes
{
    public static IReadOnlyList<(ExitCode Code, string Meaning)> Table { get; } =
    [
        (ExitCode.Success, "done"),
        (ExitCode.Unexpected, "an error nobody foresaw; please report it"),
        (ExitCode.Usage, "wrong arguments"),
        (ExitCode.Assets, "the asset folder has errors; `bfn check` lists them"),
        (ExitCode.Model, "the model file can't be read, or doesn't fit the request"),
        (ExitCode.Gpu, "no usable Vulkan device, or it failed"),
        (ExitCode.Output, "something can't be written: no room, no permission, or it would overwrite a file"),
        (ExitCode.Training, "training can't start or had to stop; the last good weights are kept"),
        (ExitCode.Unmet, "some of what was asked for could not be drawn; the rest is written"),
        (ExitCode.PrerequisiteMissing, "something that is needed can't be installed; the message says what"),
        (ExitCode.DoesNotBuild, "the launch script can't build the program; the compiler's messages say why"),
        (ExitCode.Interrupted, "interrupted; `bfn train` has saved its work, `bfn eval` has printed what it had measured"),
    ];
}
