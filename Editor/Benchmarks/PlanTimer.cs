using System.Diagnostics;
using BfnProcGen.Gpu;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using Silk.NET.Vulkan;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>How long something took: by the clock, and of all processors together.</summary>
internal readonly record struct TimeSpent(double Seconds, double ProcessorSeconds);

/// <summary>A recorded plan, or the loop of multiply-adds that measures a device's peak, ready to be timed again and again.</summary>
internal sealed class PlanTimer : IDisposable
{
    // A round is long enough for the clock and for what a submit costs.
    private const double Round = 0.02;

    private readonly PlanRecording _recording;
    private readonly GpuWeights? _own;
    private readonly CommandBuffer? _peak;
    private readonly int _repeats;

    private PlanTimer(GpuDevice device, string name, Plan plan, GpuWeights weights, bool ownsWeights, bool isPeak,
        KernelForm form = KernelForm.Only)
    {
        (Name, Form, _own) = (name, form, ownsWeights ? weights : null);
        _recording = new PlanRecording(device, plan, weights, 1, variants: form switch
        {
            KernelForm.Registers => KernelVariants.Registers,
            KernelForm.SharedMemory => KernelVariants.SharedMemory,
            KernelForm.CooperativeMatrices => KernelVariants.CooperativeMatrices,
            _ => null,
        });
        ChosenShare = form == KernelForm.Only ? null : ShareOf(device, plan, weights, form);
        Dispatches = isPeak ? 1 : plan.Steps.Count;
        Work = StepWork.Of(plan);
        if (isPeak)
        {
            (_peak, double operations) = RecordPeak(device);
            Work = new StepWork(operations, 0);
        }
        else Fill(plan);
        _repeats = 1;
        Measure();
        _repeats = (int)Math.Clamp(Math.Ceiling(Round / Measure().Seconds), 1, 200);
    }

    public string Name { get; }

    /// <summary>The form of its kernels.</summary>
    public KernelForm Form { get; }

    /// <summary>The share of its convolutions that usually have this form on this device; null where there is one form only.</summary>
    public double? ChosenShare { get; }

    /// <summary>Launches of kernels.</summary>
    public int Dispatches { get; }

    /// <summary>What one run computes and moves.</summary>
    public StepWork Work { get; }

    /// <summary>A case with random weights and values, in each form that its kernels have.</summary>
    public static IEnumerable<PlanTimer> Of(GpuDevice device, KernelCase item)
    {
        Network network = item.Plan.Network;
        return FormsOf(device, item.Plan).Select(form => new PlanTimer(
            device, item.Name, item.Plan, new GpuWeights(device, network, RandomWeights.For(network)), true, false, form));
    }

    /// <summary>Some steps of a model's plan, in each form that their kernels have.</summary>
    public static IEnumerable<PlanTimer> Of(GpuDevice device, string name, Plan plan, GpuWeights weights) =>
        FormsOf(device, plan).Select(form => new PlanTimer(device, name, plan, weights, false, false, form));

    /// <summary>A loop of multiply-adds, which nothing holds up.</summary>
    public static PlanTimer Peak(GpuDevice device, string name)
    {
        Network network = KernelCases.All.First(item => item.Kernel == "copy").Plan.Network;
        Plan plan = Planner.Create(network, 1);
        var weights = new GpuWeights(device, network, RandomWeights.For(network));
        return new PlanTimer(device, name, plan, weights, true, true);
    }

    /// <summary>The time of one run, averaged over a round.</summary>
    public TimeSpent Measure()
    {
        SubmitList submits = _recording.NewSubmits();
        for (int i = 0; i < _repeats; i++)
        {
            if (_peak is { } commands) submits.Add(commands, 0);
            else _recording.AddNetwork(submits);
        }
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        _recording.Submit(submits);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new TimeSpent(seconds / _repeats, (Environment.CpuUsage.TotalTime - before).TotalSeconds / _repeats);
    }

    public void Dispose()
    {
        _recording.Dispose();
        _own?.Dispose();
    }

    private static KernelForm[] FormsOf(GpuDevice device, Plan plan)
    {
        if (!plan.Steps.Any(step => step is ConvolutionStep)) return [KernelForm.Only];
        return device.CooperativeMatrixObstacle is null
            ? [KernelForm.Registers, KernelForm.SharedMemory, KernelForm.CooperativeMatrices]
            : [KernelForm.Registers, KernelForm.SharedMemory];
    }

    private static double ShareOf(GpuDevice device, Plan plan, GpuWeights weights, KernelForm form)
    {
        using var usual = new PlanRecording(device, plan, weights, 1);
        ConvolutionStep[] convolutions = [.. plan.Steps.OfType<ConvolutionStep>()];
        return (double)convolutions.Count(step => FormOf(usual.Context.Tiles.GetValueOrDefault(step)) == form) / convolutions.Length;
    }

    private static KernelForm FormOf(IConvolutionTile? tile) => tile switch
    {
        null => KernelForm.Registers,
        CooperativeTile => KernelForm.CooperativeMatrices,
        _ => KernelForm.SharedMemory,
    };

    private (CommandBuffer Commands, double Operations) RecordPeak(GpuDevice device)
    {
        Dispatch dispatch = MultiplyAddKernel.For(device);
        return (_recording.Record("peak", dispatch), 2.0 * dispatch.Work);
    }

    private void Fill(Plan plan)
    {
        var random = new Random(1);
        int count = plan.State.Shape.Count;
        _recording.Evaluate([.. Enumerable.Range(0, plan.Batch).Select(_ => new NetworkInput(RandomWeights.Numbers(random, count), null, 0.5))]);
    }
}
