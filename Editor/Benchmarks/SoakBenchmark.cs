using System.Diagnostics;
using BfnProcGen.Editor.Runs;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>
/// Draws in all the ways there are, one after the other for a long time, with other seeds each time, and looks from time to time whether
/// anything piles up.
/// </summary>
internal sealed class SoakBenchmark : IDisposable
{
    private const int Points = 50, ReloadEvery = 500;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(1);

    private readonly FrameEngine _engine = new();
    private readonly GpuDevice _device;
    private readonly Generator _generator;
    private readonly Model _model;
    private readonly int _steps;
    private readonly (string Name, Func<int> Draw)[] _kinds;
    private readonly Dictionary<string, int> _drawn = [];
    private ulong _seed;

    private SoakBenchmark(Model model, int steps)
    {
        (_model, _steps) = (model, steps);
        _device = GpuDevice.Adopt(_engine.Lent);
        _generator = new Generator(_device, model, new GeneratorOptions { Generations = 2, UsualSteps = steps, MostSteps = steps });
        _kinds =
        [
            ("alone", Alone), ("in batches", Batch), ("in slices", Slices), ("given up half-way", GivenUp), ("recorded", Recorded),
            ("in the background", Background), ("cancelled in the background", Cancelled), ("watched", Watched),
        ];
    }

    /// <summary>Draws until there are enough, or somebody interrupts.</summary>
    public static SoakReport Run(Model model, int steps, int generations, Terminal terminal)
    {
        using var soak = new SoakBenchmark(model, steps);
        return ProgressDisplay.With(terminal, display => soak.Run(generations, display, terminal.Interrupt));
    }

    public void Dispose()
    {
        _generator.Dispose();
        _device.Dispose();
        _engine.Dispose();
    }

    private SoakReport Run(int generations, ProgressDisplay display, CancellationToken interrupt)
    {
        Sample first = Known();
        long start = Stopwatch.GetTimestamp();
        var points = new List<SoakPoint>();
        int done = 0, reloads = 0, different = 0;
        for (int turn = 0; done < generations && !interrupt.IsCancellationRequested; turn++)
        {
            (string name, Func<int> draw) = _kinds[turn % _kinds.Length];
            int before = done, drawn = draw();
            done += drawn;
            _drawn[name] = _drawn.GetValueOrDefault(name) + drawn;
            bool isPoint = (long)done * Points / generations > (long)before * Points / generations;
            if (isPoint || done / ReloadEvery > before / ReloadEvery)
            {
                _generator.Reload(_model);
                reloads++;
            }
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (isPoint)
            {
                // Right after a reload, when what was made for batches is gone.
                points.Add(SoakPoint.Of(_device, done, seconds));
                if (!IsSame(Known(), first)) different++;
            }
            string left = done < generations ? $", {ProgressDisplay.Text(TimeSpan.FromSeconds(seconds / done * (generations - done)))} to go" : "";
            display.Show("soak", isPoint ? points[^1].Text : $"{done:N0} of {generations:N0} generations{left}", (double)done / generations,
                isPoint ? InLog.Always : InLog.NowAndThen);
        }
        return new SoakReport(_device.Name, generations, done, Stopwatch.GetElapsedTime(start).TotalSeconds, _drawn, reloads, different, points,
            SoakVerdict.Of(points));
    }

    private Sample Known() => _generator.Sample(_steps, seed: ulong.MaxValue);

    private static bool IsSame(Sample one, Sample other) =>
        one.HasLevels ? one.Levels.SequenceEqual(other.Levels) : one.Values.SequenceEqual(other.Values);

    private SampleRequest Next() => new() { Seed = _seed++, Steps = _steps };

    private int Alone()
    {
        _generator.Sample(Next());
        return 1;
    }

    private int Batch()
    {
        int count = (_seed % 3) switch { 0 => 2, 1 => 8, _ => 20 };
        _generator.SampleBatch(count, _steps, _seed);
        _seed += (ulong)count;
        return count;
    }

    private int Slices()
    {
        using Generation one = _generator.Begin(Next()), other = _generator.Begin(Next());
        for (bool isFinished = false; !isFinished;)
        {
            isFinished = one.Advance(Budget) & other.Advance(Budget);
            _engine.DrawFrame();
        }
        return 2;
    }

    // Half of them while a slice is under way.
    private int GivenUp()
    {
        using Generation generation = _generator.Begin(Next());
        while (generation.Progress < 0.5) generation.Advance(Budget, wait: true);
        if (_seed % 2 == 0) generation.Advance(Budget);
        return 1;
    }

    private int Recorded()
    {
        using RecordedGeneration recorded = _engine.Run(commands => _generator.Record(commands, Next()));
        recorded.Read();
        return 1;
    }

    // One more than can be under way at once.
    private int Background()
    {
        Task<Sample>[] tasks = [.. Enumerable.Range(0, 3).Select(_ => _generator.SampleAsync(Next()))];
        Task.WaitAll(tasks);
        return tasks.Length;
    }

    private int Cancelled()
    {
        using var source = new CancellationTokenSource();
        Task<Sample> task = _generator.SampleAsync(Next(), new Cancelling(source), source.Token);
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // As it was asked to.
        }
        return 1;
    }

    private int Watched()
    {
        Watch().GetAwaiter().GetResult();
        return 1;

        async Task Watch()
        {
            await foreach (GenerationState state in _generator.SampleStatesAsync(Next()))
                if (state.Evaluation == state.Evaluations / 2 && _seed % 2 == 0) break;
        }
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<double>
    {
        public void Report(double value) => source.Cancel();
    }
}
