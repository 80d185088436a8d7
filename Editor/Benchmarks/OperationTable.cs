using BfnProcGen.Gpu;
using BfnProcGen.Models;
using BfnProcGen.Plans;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>How fast something runs: medians over rounds.</summary>
/// <param name="Name">What was timed.</param>
/// <param name="Form">The form of its kernels.</param>
/// <param name="ChosenShare">
/// The share of its convolutions that usually have this form on this device, since it is faster; null where there is one form only.
/// </param>
/// <param name="Dispatches">Launches of kernels in a run.</param>
/// <param name="Milliseconds">Of a run.</param>
/// <param name="GflopPerSecond">Of convolutions and attention.</param>
/// <param name="Megabytes">That a run reads and writes at least.</param>
/// <param name="ShareOfPeak">Of the peak as measured right before and after, by the clock.</param>
/// <param name="ShareByProcessorTime">
/// The same by processor time, which other programs disturb less; null on a real GPU, where it means nothing.
/// </param>
internal sealed record OperationResult(string Name, KernelForm Form, double? ChosenShare, int Dispatches, double Milliseconds,
    double GflopPerSecond, double Megabytes, double ShareOfPeak, double? ShareByProcessorTime)
{
    /// <summary>The form in words, and whether it is the one that is usually run.</summary>
    public string FormText => Form switch
    {
        KernelForm.Registers => "registers",
        KernelForm.SharedMemory => "shared memory",
        KernelForm.CooperativeMatrices => "cooperative matrices",
        _ => "",
    } + ChosenShare switch
    {
        1 => ", chosen",
        > 0 => $", chosen for {ChosenShare:P0}",
        _ => "",
    };
}

/// <summary>Operations side by side, and the peak around them.</summary>
/// <param name="PeakGflopPerSecond">Median of the peaks.</param>
/// <param name="BestPeakGflopPerSecond">The best of them.</param>
/// <param name="Operations">What was timed between them.</param>
internal sealed record OperationTable(double PeakGflopPerSecond, double BestPeakGflopPerSecond, IReadOnlyList<OperationResult> Operations)
{
    /// <summary>The usual cases, on this device.</summary>
    public static OperationTable OfCases(GpuDevice device, int rounds, CancellationToken interrupt) =>
        Of(device, [.. SpeedCases.All.SelectMany(item => PlanTimer.Of(device, item))], rounds, interrupt);

    /// <summary>Every kind of step of a model's network, for one sample, and the whole network.</summary>
    public static OperationTable OfModel(GpuDevice device, Model model, int rounds, CancellationToken interrupt)
    {
        Plan plan = Planner.Create(model.Network, 1);
        using var weights = new GpuWeights(device, model.Network, model.Weights);
        PlanTimer[] timers =
        [
            .. PlanTimer.Of(device, "one evaluation", plan, weights),
            .. plan.Steps.GroupBy(NameOf).SelectMany(group => PlanTimer.Of(device, group.Key, plan.Only([.. group]), weights)),
        ];
        return Of(device, timers, rounds, interrupt);
    }

    private static OperationTable Of(GpuDevice device, PlanTimer[] timers, int rounds, CancellationToken interrupt)
    {
        using PlanTimer peak = PlanTimer.Peak(device, "peak");
        var times = timers.ToDictionary(timer => timer, _ => new List<TimeSpent>());
        var shares = timers.ToDictionary(timer => timer, _ => new List<TimeSpent>());
        var peaks = new List<double>();
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                foreach (PlanTimer timer in timers)
                {
                    interrupt.ThrowIfCancellationRequested();
                    TimeSpent before = peak.Measure(), time = timer.Measure(), after = peak.Measure();
                    double rate = timer.Work.Operations / peak.Work.Operations;
                    double clock = (before.Seconds + after.Seconds) / 2, processor = (before.ProcessorSeconds + after.ProcessorSeconds) / 2;
                    times[timer].Add(time);
                    shares[timer].Add(new TimeSpent(rate * clock / time.Seconds, rate * processor / Math.Max(time.ProcessorSeconds, 1e-9)));
                    peaks.Add(peak.Work.Operations / clock / 1e9);
                }
            }
            return new OperationTable(Median(peaks), peaks.Max(), [.. timers.Select(timer =>
            {
                double seconds = Median(times[timer].Select(time => time.Seconds));
                return new OperationResult(timer.Name, timer.Form, timer.ChosenShare, timer.Dispatches, seconds * 1e3,
                    timer.Work.Operations / seconds / 1e9, timer.Work.Bytes / 1e6, Median(shares[timer].Select(share => share.Seconds)),
                    device.IsSoftware ? Median(shares[timer].Select(share => share.ProcessorSeconds)) : null);
            })]);
        }
        finally
        {
            foreach (PlanTimer timer in timers) timer.Dispose();
        }
    }

    private static string NameOf(PlanStep step) => step switch
    {
        ConvolutionStep s => $"convolution {s.Kernel}×{s.Kernel}, stride {s.Stride}, {s.Source.Shape} to {s.Target.Shape.Channels}",
        GroupNormStep s => $"group norm {s.Source.Shape}",
        LayerNormStep s => $"layer norm {s.Source.Shape}",
        AttentionStep s => $"attention {s.Target.Shape}, {s.Heads} heads",
        UpsampleStep s => $"upsample {s.Source.Shape}",
        _ => step.GetType().Name.Replace("Step", "", StringComparison.Ordinal),
    };

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
