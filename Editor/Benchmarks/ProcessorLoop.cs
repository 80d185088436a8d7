using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>
/// A plain loop of a known length on every processor at once: when it takes longer, the system has given the processors to somebody else.
/// </summary>
internal sealed class ProcessorLoop : IDisposable
{
    private const int Calibration = 400_000;

    private readonly Thread[] _others;
    private readonly SemaphoreSlim _start = new(0), _end = new(0);
    private readonly int _rounds;
    private volatile bool _isOver;
    private double _sum;

    /// <summary>Measures how many rounds take <paramref name="length"/> when nobody interferes, and starts the threads.</summary>
    public ProcessorLoop(TimeSpan length)
    {
        TimeSpan least = TimeSpan.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long start = Stopwatch.GetTimestamp();
            _sum += Turn(Calibration);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            if (took < least) least = took;
        }
        _rounds = (int)Math.Clamp(Calibration * (length / least), 1, int.MaxValue);
        _others = [.. Enumerable.Range(1, Environment.ProcessorCount - 1).Select(_ => new Thread(Follow) { IsBackground = true })];
        foreach (Thread thread in _others) thread.Start();
    }

    /// <summary>Runs it once and returns how long it took on the slowest processor.</summary>
    public TimeSpan Run()
    {
        long start = Stopwatch.GetTimestamp();
        Signal();
        _sum += Turn(_rounds);
        foreach (Thread _ in _others) _end.Wait();
        return Stopwatch.GetElapsedTime(start);
    }

    public void Dispose()
    {
        _isOver = true;
        Signal();
        foreach (Thread thread in _others) thread.Join();
        _start.Dispose();
        _end.Dispose();
    }

    private void Signal()
    {
        foreach (Thread _ in _others) _start.Release();
    }

    private void Follow()
    {
        double sum = 0;
        for (_start.Wait(); !_isOver; _start.Wait())
        {
            sum += Turn(_rounds);
            _end.Release();
        }
        GC.KeepAlive(sum);
    }

    // Each round waits for the one before, so that nothing but the processor's clock decides how long it takes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Turn(int rounds)
    {
        double value = 1;
        for (int i = 0; i < rounds; i++) value = Math.FusedMultiplyAdd(value, 0.999, 0.001);
        return value;
    }
}
