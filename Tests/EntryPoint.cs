using BfnProcGen.Tests.Gpu;

namespace BfnProcGen.Tests;

/// <summary>What tests start as a process of its own, to be killed.</summary>
internal static class EntryPoint
{
    /// <summary>The argument that starts <see cref="PipelineCacheWriter"/>; the next one is the folder.</summary>
    public const string WritePipelineCache = "write-pipeline-cache";

    /// <summary>This program's file.</summary>
    public static string File => typeof(EntryPoint).Assembly.Location;

    private static int Main(string[] args)
    {
        if (args is not [WritePipelineCache, var folder]) return 2;
        PipelineCacheWriter.Run(folder, Console.Out);
        return 0;
    }
}
