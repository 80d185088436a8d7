using System.CommandLine;
using System.Diagnostics;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Models;
using Spectre.Console;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn bench</c>: how fast this machine draws samples.</summary>
internal static class BenchCommand
{
    private static readonly int[] UsualBatches = [1, 16, 64];

    public static Command Create(Terminal terminal)
    {
        Argument<string> path = Arguments.ModelFile();
        Option<int> steps = Arguments.Steps();
        Option<int[]> batches = Arguments.List("--batch", "Batch sizes.", UsualBatches);
        Option<int> rounds = Arguments.Whole("--rounds", "Measurements of each batch size; the median counts.", 5, 1, 1000);
        Option<bool> json = Arguments.Json();
        var command = new Command("bench", "Measures how fast a model draws on this machine's Vulkan device, and whether it draws rightly.")
        {
            path, steps, batches, rounds, json,
        };
        command.SetAction(parsed =>
        {
            int evaluations = parsed.GetValue(steps);
            Model model = Model.Load(parsed.GetRequiredValue(path));
            double work = NetworkWork.Of(model.Network) * evaluations;
            long start = Stopwatch.GetTimestamp();
            using GpuDevice device = GpuDevice.Open();
            double open = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            using var generator = new Generator(device, model);
            double load = Stopwatch.GetElapsedTime(start).TotalSeconds;
            SelfTestResult test = SelfTestResult.Of(generator, device);

            var results = new List<Result>();
            foreach (int batch in Arguments.Given(parsed, batches, UsualBatches))
            {
                double seconds = Median(terminal.Interrupt, generator, batch, evaluations, parsed.GetValue(rounds));
                results.Add(new Result(batch, seconds * 1000, seconds * 1000 / batch, batch / seconds, work * batch / seconds / 1e9));
            }
            ExitCode code = test.Passed is false ? ExitCode.Gpu : ExitCode.Success;
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(new
                {
                    Device = device.Name,
                    Driver = device.DriverVersion,
                    Software = device.IsSoftware,
                    SelfTest = test,
                    Steps = evaluations,
                    OpenSeconds = open,
                    LoadSeconds = load,
                    GflopSample = work / 1e9,
                    Results = results,
                });
                return (int)code;
            }
            terminal.Screen.WriteLine($"{device.Name}, driver {device.DriverVersion}{(device.IsSoftware ? " (in software)" : "")}");
            terminal.Screen.WriteLine($"Self-test: {test.Text}");
            terminal.Screen.WriteLine($"Device opened in {open * 1000:0} ms, model loaded in {load * 1000:0} ms; "
                + $"{evaluations} evaluations and {work / 1e9:0.00} GFLOP a sample");
            terminal.Screen.Write(Table(results));
            return (int)code;
        });
        return command;
    }

    private static Table Table(IEnumerable<Result> results)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string title in new[] { "batch", "ms a batch", "ms a sample", "samples/s", "GFLOP/s" })
            table.AddColumn(new TableColumn(title).RightAligned());
        foreach (Result r in results)
            table.AddRow($"{r.Batch}", $"{r.MsBatch:0.00}", $"{r.MsSample:0.00}", $"{r.SamplesPerSecond:0.0}", $"{r.GflopPerSecond:0.0}");
        return table;
    }

    // The first run records and warms up; it doesn't count.
    private static double Median(CancellationToken interrupt, Generator generator, int batch, int evaluations, int rounds)
    {
        generator.SampleBatch(batch, evaluations);
        var seconds = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            interrupt.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            generator.SampleBatch(batch, evaluations, (ulong)(i * batch));
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        return (seconds[rounds / 2] + seconds[(rounds - 1) / 2]) / 2;
    }

    private sealed record Result(int Batch, double MsBatch, double MsSample, double SamplesPerSecond, double GflopPerSecond);
}
