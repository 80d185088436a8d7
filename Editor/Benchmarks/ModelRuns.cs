using System.Diagnostics;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>How fast a model draws a batch of samples: the median over rounds.</summary>
internal sealed record ModelRun(int Batch, double MsBatch, double MsSample, double SamplesPerSecond, double GflopPerSecond);

/// <summary>Whole runs of a model, from its load on.</summary>
/// <param name="SelfTest">Whether it draws rightly.</param>
/// <param name="Steps">Network evaluations a sample.</param>
/// <param name="LoadSeconds">From the model in memory to a generator.</param>
/// <param name="FirstSampleSeconds">What the first sample took after that.</param>
/// <param name="GflopSample">What a sample computes.</param>
/// <param name="Results">A run for each batch size.</param>
internal sealed record ModelRuns(
    SelfTestResult SelfTest, int Steps, double LoadSeconds, double FirstSampleSeconds, double GflopSample, IReadOnlyList<ModelRun> Results)
{
    public static ModelRuns Of(GpuDevice device, Model model, int steps, int[] batches, int rounds, CancellationToken interrupt)
    {
        double work = NetworkWork.Of(model.Network) * steps;
        long start = Stopwatch.GetTimestamp();
        using var generator = new Generator(device, model);
        double load = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        generator.Sample(steps);
        double first = Stopwatch.GetElapsedTime(start).TotalSeconds;
        SelfTestResult test = SelfTestResult.Of(generator, device);
        var results = new List<ModelRun>();
        foreach (int batch in batches)
        {
            double seconds = Median(interrupt, generator, batch, steps, rounds);
            results.Add(new ModelRun(batch, seconds * 1000, seconds * 1000 / batch, batch / seconds, work * batch / seconds / 1e9));
        }
        return new ModelRuns(test, steps, load, first, work / 1e9, results);
    }

    // The first run records and warms up; it doesn't count.
    private static double Median(CancellationToken interrupt, Generator generator, int batch, int steps, int rounds)
    {
        generator.SampleBatch(batch, steps);
        var seconds = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            interrupt.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            generator.SampleBatch(batch, steps, (ulong)(i * batch));
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        return (seconds[rounds / 2] + seconds[(rounds - 1) / 2]) / 2;
    }
}
