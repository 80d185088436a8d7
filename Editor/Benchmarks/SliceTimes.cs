namespace BfnProcGen.Editor.Benchmarks;

/// <summary>
/// What slices took: by the device's clock, and of processor time. On a device that computes on the processor, the first is longer when the
/// system gives processors to somebody else; the second stays about what it is. What a slice would have taken undisturbed is its processor
/// time in the proportion that both have where it is least disturbed (a tenth of the slices is less so), but no less than all processors
/// together need: the processor time holds what goes on around a slice, too.
/// </summary>
/// <param name="budget">What a slice may take.</param>
/// <param name="isSoftware">Whether the device computes on the processor.</param>
internal sealed class SliceTimes(TimeSpan budget, bool isSoftware)
{
    private readonly List<(double Ms, double ProcessorMs, double Limit)> _slices = [];

    /// <summary>How many there are.</summary>
    public int Count => _slices.Count;

    /// <summary>The middle one in milliseconds; null without any.</summary>
    public double? MedianMs => Count > 0 ? Quantile(slice => slice.Ms, 0.5) : null;

    /// <summary>The longest one in milliseconds; null without any.</summary>
    public double? LongestMs => Count > 0 ? _slices.Max(slice => slice.Ms) : null;

    /// <summary>Those that took longer than the budget.</summary>
    public int OverBudget => _slices.Count(slice => slice.Ms > budget.TotalMilliseconds);

    /// <summary>Those that took longer by more than a kernel.</summary>
    public int OverLimit => _slices.Count(slice => slice.Ms > slice.Limit);

    /// <summary>Milliseconds of a millisecond of processor time; null without any slice, or on another device.</summary>
    public double? UndisturbedShare => isSoftware && Count > 0
        ? Math.Max(1.0 / Environment.ProcessorCount, Quantile(slice => slice.Ms / slice.ProcessorMs, 0.1))
        : null;

    /// <summary>The longest one, undisturbed; null where that isn't known.</summary>
    public double? LongestUndisturbedMs => UndisturbedShare is { } share ? _slices.Max(slice => slice.ProcessorMs) * share : null;

    /// <summary>Those that would have taken longer than the budget by more than a kernel, undisturbed; null where that isn't known.</summary>
    public int? UndisturbedOverLimit => UndisturbedShare is { } share ? _slices.Count(slice => slice.ProcessorMs * share > slice.Limit) : null;

    /// <summary>Adds a slice.</summary>
    /// <param name="took">By the device's clock.</param>
    /// <param name="processor">Of all processors together.</param>
    /// <param name="kernel">What the longest kernel is thought to take.</param>
    public void Add(TimeSpan took, TimeSpan processor, TimeSpan kernel) => _slices.Add(
        (took.TotalMilliseconds, Math.Max(processor.TotalMilliseconds, 1e-3), (budget + kernel).TotalMilliseconds));

    private double Quantile(Func<(double Ms, double ProcessorMs, double Limit), double> value, double share)
    {
        double[] values = [.. _slices.Select(value).Order()];
        return values[(int)(values.Length * share)];
    }
}
