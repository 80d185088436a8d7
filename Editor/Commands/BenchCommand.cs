using System.CommandLine;
using System.Diagnostics;
using BfnProcGen.Editor.Benchmarks;
using BfnProcGen.Models;
using Spectre.Console;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn bench</c>: how fast this machine draws samples, and computes what networks are made of.</summary>
internal static class BenchCommand
{
    private static readonly int[] UsualBatches = [1, 16, 64];

    public static Command Create(Terminal terminal)
    {
        Argument<string?> path = Arguments.OptionalModelFile("the usual operations are measured");
        Option<int> steps = Arguments.Steps();
        Option<int[]> batches = Arguments.List("--batch", "Batch sizes.", UsualBatches);
        Option<int> rounds = Arguments.Whole("--rounds", "Measurements of each batch size or operation; the median counts.", 5, 1, 1000);
        Option<bool> operations = new("--operations") { Description = "Measures every kind of operation in the model's network, too." };
        Option<int> frames = Arguments.Whole(
            "--frames", "Draws so many frames of a game beside one sample after the other, and tells what they saw.", 0, 0, 1_000_000);
        Option<TimeSpan> budget = DurationArgument.Create(
            "--budget", "Device time of a frame for drawing samples, with --frames: 2ms, 500us.", TimeSpan.FromMilliseconds(2));
        Option<int> soak = Arguments.Whole("--soak",
            "Draws so many samples in all the ways there are and tells whether memory stays flat; Ctrl+C prints what was seen until then.",
            0, 0, 100_000_000);
        Option<bool> json = Arguments.Json();
        var command = new Command("bench", "Measures how fast a model draws on this machine's Vulkan device, and whether it draws rightly.")
        {
            path, steps, batches, rounds, operations, frames, budget, soak, json,
        };
        command.SetAction(parsed =>
        {
            long start = Stopwatch.GetTimestamp();
            Model? model = parsed.GetValue(path) is { } file ? Model.Load(file) : null;
            double read = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (parsed.GetValue(frames) is > 0 and var count)
            {
                if (model is null) throw new RequestException("--frames draws samples of a model: name one.");
                var seen = FrameBenchmark.Run(model, Arguments.Steps(parsed, steps, model), count, parsed.GetValue(budget), terminal.Interrupt);
                if (parsed.GetValue(json)) terminal.WriteJson(seen);
                else seen.WriteTo(terminal);
                return (int)ExitCode.Success;
            }
            if (parsed.GetValue(soak) is > 0 and var generations)
            {
                Model soaked = model ?? SmallModel.Create();
                return (int)Soak(terminal, soaked, Arguments.Steps(parsed, steps, soaked), generations, parsed.GetValue(json));
            }
            start = Stopwatch.GetTimestamp();
            using GpuDevice device = GpuDevice.Open();
            double open = Stopwatch.GetElapsedTime(start).TotalSeconds;
            ModelRuns? runs = model is null
                ? null
                : ModelRuns.Of(
                    device, model, Arguments.Steps(parsed, steps, model), Arguments.Given(parsed, batches, UsualBatches), parsed.GetValue(rounds), terminal.Interrupt);
            OperationTable? table = model is null ? OperationTable.OfCases(device, parsed.GetValue(rounds), terminal.Interrupt)
                : parsed.GetValue(operations) ? OperationTable.OfModel(device, model, parsed.GetValue(rounds), terminal.Interrupt) : null;
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(new
                {
                    Device = device.Name,
                    Driver = device.DriverVersion,
                    Software = device.IsSoftware,
                    CooperativeMatrices = device.CooperativeMatrixObstacle is null ? $"{device.CooperativeMatrices.Extents}" : null,
                    device.CooperativeMatrixObstacle,
                    Date = DateTimeOffset.UtcNow,
                    Pipelines = device.LivePipelines,
                    runs?.SelfTest,
                    runs?.Steps,
                    ReadSeconds = model is null ? (double?)null : read,
                    OpenSeconds = open,
                    runs?.LoadSeconds,
                    runs?.FirstSampleSeconds,
                    runs?.GflopSample,
                    runs?.Results,
                    table?.PeakGflopPerSecond,
                    table?.BestPeakGflopPerSecond,
                    table?.Operations,
                });
            }
            else
            {
                terminal.Screen.WriteLine($"{device.Name}, driver {device.DriverVersion}{(device.IsSoftware ? " (in software)" : "")}");
                terminal.Screen.WriteLine(device.CooperativeMatrixObstacle is { } obstacle
                    ? $"No kernels of cooperative matrices: {obstacle}"
                    : $"Cooperative matrices of {device.CooperativeMatrices.Extents}: 16-bit factors, 32-bit sums");
                if (runs is not null) Show(terminal.Screen, runs, read, open);
                if (table is not null) Show(terminal.Screen, table);
            }
            return (int)(runs?.SelfTest.Passed is false ? ExitCode.Gpu : ExitCode.Success);
        });
        return command;
    }

    private static ExitCode Soak(Terminal terminal, Model model, int steps, int generations, bool json)
    {
        SoakReport report = SoakBenchmark.Run(model, steps, generations, terminal);
        if (json) terminal.WriteJson(report);
        else report.WriteTo(terminal);
        if (report.Verdict is { IsFlat: false } || report.Different > 0) return ExitCode.Unexpected;
        return report.IsComplete ? ExitCode.Success : ExitCode.Interrupted;
    }

    private static void Show(IAnsiConsole screen, ModelRuns runs, double read, double open)
    {
        screen.WriteLine($"Self-test: {runs.SelfTest.Text}");
        screen.WriteLine($"Model read in {read * 1000:0} ms, device opened in {open * 1000:0} ms, model loaded in {runs.LoadSeconds * 1000:0} ms, "
            + $"first sample drawn in {runs.FirstSampleSeconds * 1000:0} ms; {runs.Steps} evaluations and {runs.GflopSample:0.00} GFLOP a sample");
        Table table = Columns("batch", "ms a batch", "ms a sample", "samples/s", "GFLOP/s");
        foreach (ModelRun r in runs.Results)
            table.AddRow($"{r.Batch}", $"{r.MsBatch:0.00}", $"{r.MsSample:0.00}", $"{r.SamplesPerSecond:0.0}", $"{r.GflopPerSecond:0.0}");
        screen.Write(table);
    }

    private static void Show(IAnsiConsole screen, OperationTable operations)
    {
        screen.WriteLine($"Peak: {operations.PeakGflopPerSecond:0.0} GFLOP/s in a loop of multiply-adds, "
            + $"{operations.BestPeakGflopPerSecond:0.0} at best; shares are of the peak right before and after");
        Table table = Columns("operation", "kernels", "dispatches", "ms", "GFLOP/s", "MB", "share", "by processor time");
        foreach (OperationResult r in operations.Operations)
        {
            table.AddRow(
                Markup.Escape(r.Name), r.FormText, $"{r.Dispatches}", $"{r.Milliseconds:0.000}", $"{r.GflopPerSecond:0.0}", $"{r.Megabytes:0.00}",
                $"{r.ShareOfPeak:0.000}", r.ShareByProcessorTime is { } share ? $"{share:0.000}" : "");
        }
        screen.Write(table);
    }

    private static Table Columns(params string[] titles)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string title in titles) table.AddColumn(new TableColumn(title).RightAligned());
        return table;
    }
}
