using System.Diagnostics;
using BfnProcGen.Models;
using Spectre.Console;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>What a game's frames saw of the generations that went on beside them.</summary>
/// <param name="Device">The device's name.</param>
/// <param name="Frames">Frames drawn.</param>
/// <param name="BudgetMs">Device time allowed a frame.</param>
/// <param name="Maps">Samples that were finished.</param>
/// <param name="FrameMs">Mean time of a frame, generation and all.</param>
/// <param name="Slices">Calls that submitted something.</param>
/// <param name="LongestAdvanceMs">The longest call, by the clock.</param>
/// <param name="LongestSliceMs">The longest slice on the device; null where it has no timestamps.</param>
/// <param name="MedianSliceMs">The middle one.</param>
/// <param name="OverPrediction">Slices that were submitted although more was predicted than the budget, and more than one kernel.</param>
/// <param name="OverBudget">Slices that took longer than the budget.</param>
/// <param name="OverBudgetAndKernel">Those that took longer by more than the longest kernel takes.</param>
/// <param name="UndisturbedOverBudgetAndKernel">
/// Those whose processor time says that they would have, by the proportion of both times where nobody interferes; null where the
/// device is none that computes on the processor.
/// </param>
/// <param name="LongestUndisturbedMs">The longest slice by its processor time and that proportion; null likewise.</param>
/// <param name="UndisturbedShare">That proportion; null likewise.</param>
/// <param name="LongestKernelMs">What the longest kernel takes, as learnt.</param>
/// <param name="BytesAllocated">Managed memory that all calls allocated together.</param>
/// <param name="PipelinesCreated">Pipelines created after the model was loaded.</param>
/// <param name="MemoryAllocated">Allocations of device memory after the model was loaded.</param>
/// <param name="Control">What the system did to a plain loop in the same frames.</param>
internal sealed record FrameBenchmark(
    string Device, int Frames, double BudgetMs, int Maps, double FrameMs, int Slices, double LongestAdvanceMs, double? LongestSliceMs,
    double? MedianSliceMs, int OverPrediction, int OverBudget, int OverBudgetAndKernel, int? UndisturbedOverBudgetAndKernel,
    double? LongestUndisturbedMs, double? UndisturbedShare, double LongestKernelMs, long BytesAllocated,
    int PipelinesCreated, int MemoryAllocated, FrameControl Control)
{
    /// <summary>Tells people.</summary>
    public void WriteTo(Terminal terminal)
    {
        terminal.Screen.WriteLine($"{Device}: {Frames} frames of {FrameMs:0.00} ms with a budget of {BudgetMs:0.###} ms; "
            + $"{Maps} samples drawn, {Slices} slices");
        terminal.Screen.WriteLine($"Longest call of Advance: {LongestAdvanceMs:0.000} ms by the clock; "
            + $"{BytesAllocated} bytes allocated by all calls");
        terminal.Screen.WriteLine(LongestSliceMs is null
            ? "The device has no timestamps: slices were not measured."
            : $"Slices on the device: median {MedianSliceMs:0.000} ms, longest {LongestSliceMs:0.000} ms; "
                + $"longest kernel {LongestKernelMs:0.000} ms");
        terminal.Screen.WriteLine($"Predicted beyond the budget: {OverPrediction}; measured beyond it: {OverBudget}, "
            + $"by more than the longest kernel: {OverBudgetAndKernel}");
        if (LongestUndisturbedMs is not null)
        {
            terminal.Screen.WriteLine($"By their processor time: longest {LongestUndisturbedMs:0.000} ms; beyond the budget by more than the "
                + $"longest kernel: {UndisturbedOverBudgetAndKernel}");
        }
        terminal.Screen.WriteLine($"A plain loop on all processors in the same frames: median {Control.MedianMs:0.000} ms, longest "
            + $"{Control.LongestMs:0.000} ms; beyond the budget: {Control.OverBudget}, by more than the longest kernel: "
            + $"{Control.OverBudgetAndKernel}");
        terminal.Screen.WriteLine($"Created after loading: {PipelinesCreated} pipelines, {MemoryAllocated} allocations of device memory");
    }

    /// <summary>Draws frames while one sample after the other is generated, a slice a frame.</summary>
    public static FrameBenchmark Run(Model model, int steps, int frames, TimeSpan budget, CancellationToken interrupt)
    {
        using var engine = new FrameEngine();
        using GpuDevice device = GpuDevice.Adopt(engine.Lent);
        using var generator = new Generator(device, model, new GeneratorOptions { UsualSteps = steps, MostSteps = steps });
        // The first of everything makes the runtime compile.
        using var loop = new ProcessorLoop(UsualSlice(engine, generator, steps, budget));
        (int pipelines, int allocations) = (device.LivePipelines, device.Allocations);
        var slices = new SliceTimes(budget, device.IsSoftware);
        List<double> loops = new(frames);
        int maps = 0, submitted = 0, overPrediction = 0, loopOverBudget = 0, loopOverBoth = 0;
        long allocated = 0;
        TimeSpan longest = default, frameAlone = ProcessorTimeOf(engine), started = Environment.CpuUsage.TotalTime;
        Generation generation = generator.Begin(new SampleRequest { Steps = steps });
        long start = Stopwatch.GetTimestamp();
        for (int frame = 0; frame < frames; frame++)
        {
            interrupt.ThrowIfCancellationRequested();
            engine.DrawFrame();
            // The frame has waited for the slice before it: nothing of this program's is under way.
            TimeSpan processor = Environment.CpuUsage.TotalTime - started - frameAlone;
            CountLoop(loop.Run(), generation.LongestKernel);
            double progress = generation.Progress;
            started = Environment.CpuUsage.TotalTime;
            long bytes = GC.GetAllocatedBytesForCurrentThread(), before = Stopwatch.GetTimestamp();
            bool isFinished = generation.Advance(budget);
            TimeSpan took = Stopwatch.GetElapsedTime(before);
            allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            if (took > longest) longest = took;
            if (generation.Progress > progress) Count(generation, processor);
            if (!isFinished) continue;
            maps++;
            generation.Dispose();
            generation = generator.Begin(new SampleRequest { Seed = (ulong)maps, Steps = steps });
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds - loops.Sum() / 1000;
        double kernel = generation.LongestKernel.TotalMilliseconds;
        generation.Dispose();
        loops.Sort();
        var control = new FrameControl(loops.Count, loops[loops.Count / 2], loops[^1], loopOverBudget, loopOverBoth);
        return new FrameBenchmark(
            device.Name, frames, budget.TotalMilliseconds, maps, seconds * 1000 / frames, submitted, longest.TotalMilliseconds,
            slices.LongestMs, slices.MedianMs, overPrediction, slices.OverBudget, slices.OverLimit, slices.UndisturbedOverLimit,
            slices.LongestUndisturbedMs, slices.UndisturbedShare, kernel, allocated, device.LivePipelines - pipelines, device.Allocations - allocations, control);

        void Count(Generation generation, TimeSpan processor)
        {
            GenerationSlice slice = generation.LastSlice;
            submitted++;
            if (slice.Dispatches > 1 && slice.Predicted > budget) overPrediction++;
            if (slice.Measured is { } measured) slices.Add(measured, processor, generation.LongestKernel);
        }

        void CountLoop(TimeSpan took, TimeSpan kernel)
        {
            loops.Add(took.TotalMilliseconds);
            if (took > budget) loopOverBudget++;
            if (took > budget + kernel) loopOverBoth++;
        }
    }

    // Of a frame in which nothing is drawn beside it, on all processors together: the middle one of some.
    private static TimeSpan ProcessorTimeOf(FrameEngine engine)
    {
        var times = new TimeSpan[100];
        for (int i = 0; i < times.Length; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            engine.DrawFrame();
            times[i] = Environment.CpuUsage.TotalTime - before;
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

    // The middle one of a few samples' slices; the budget where slices can't be measured.
    private static TimeSpan UsualSlice(FrameEngine engine, Generator generator, int steps, TimeSpan budget)
    {
        var slices = new List<TimeSpan>();
        for (int i = 0; i < 4; i++)
        {
            using Generation generation = generator.Begin(new SampleRequest { Steps = steps });
            while (!generation.Advance(budget))
            {
                engine.DrawFrame();
                if (generation.LastSlice.Measured is { } measured) slices.Add(measured);
            }
        }
        slices.Sort();
        return slices.Count > 0 ? slices[slices.Count / 2] : budget;
    }
}
