using BfnProcGen.Tests.Editor.Web;
using BfnProcGen.Tests.Gpu;

namespace BfnProcGen.Tests;

/// <summary>What tests start as a process of its own, to be killed; and a benchmark that needs a browser.</summary>
internal static class EntryPoint
{
    /// <summary>The argument that starts <see cref="PipelineCacheWriter"/>; the next one is the folder.</summary>
    public const string WritePipelineCache = "write-pipeline-cache";

    /// <summary>This program's file.</summary>
    public static string File => typeof(EntryPoint).Assembly.Location;

    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [WritePipelineCache, var folder]:
                PipelineCacheWriter.Run(folder, Console.Out);
                return 0;
            // Tests/Benchmarks/editor_cost.sh
            case ["editor-cost", var rounds, var steps] when int.TryParse(rounds, out int times) && int.TryParse(steps, out int length):
                await new EditorCost(length).Run(times, Console.Out);
                return 0;
            default:
                return 2;
        }
    }
}
