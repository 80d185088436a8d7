using System.Diagnostics;

namespace BfnProcGen.Training;

/// <summary>Recent steps a second, as an exponential mean of step times.</summary>
internal sealed class StepSpeed
{
    private long _last = Stopwatch.GetTimestamp();
    private double _seconds;
    private int _count;

    public double PerSecond => _seconds > 0 ? 1 / _seconds : 0;

    /// <summary>Tells that a step has ended.</summary>
    public void Count()
    {
        double seconds = Stopwatch.GetElapsedTime(_last).TotalSeconds;
        _last = Stopwatch.GetTimestamp();
        _seconds += (seconds - _seconds) * Math.Max(0.05, 1.0 / ++_count);
    }
}
