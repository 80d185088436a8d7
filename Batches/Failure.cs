using BfnProcGen.AssetFiles;

namespace BfnProcGen.Batches;

/// <summary>What an exception means to whoever typed the command.</summary>
internal static class Failure
{
    public static (ExitCode Code, string Message) Explain(Exception exception, CancellationToken interrupt) => exception switch
    {
        AssetException => (ExitCode.Assets, exception.Message),
        ModelFormatException or NetworkException => (ExitCode.Model, exception.Message),
        GpuUnavailableException or GpuException => (ExitCode.Gpu, exception.Message),
        RequestException => (ExitCode.Usage, exception.Message),
        OutputException => (ExitCode.Output, exception.Message),
        BfnException { InnerException: IOException or UnauthorizedAccessException } => (ExitCode.Output, exception.Message),
        BfnException => (ExitCode.Training, exception.Message),
        IOException or UnauthorizedAccessException => (ExitCode.Output, exception.Message),
        OperationCanceledException when interrupt.IsCancellationRequested => (ExitCode.Interrupted, "Interrupted."),
        _ => (ExitCode.Unexpected, $"An error nobody foresaw; please report it:\n{exception}"),
    };
}
