using System.Collections.Concurrent;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;

namespace BfnProcGen.Gpu;

/// <summary>
/// A model on a device: its weights, the lanes of its generations, and the recordings of batches. It is freed when nobody holds it any
/// more: its generator, until it is disposed or loads another model, and every generation under way. Safe to use from several threads.
/// </summary>
internal sealed class LoadedModel
{
    // Tables that are kept: far more than a game asks for, unless it starts every variation at a time of its own.
    private const int MostTables = 256;

    private readonly GpuDevice _device;
    private readonly GpuWeights _weights;
    private readonly Lanes _lanes;
    private readonly BatchRecordings _batches;
    private readonly int _mostSteps;
    private readonly ConcurrentDictionary<(Solver, int, double), StepTable> _tables = new();
    private readonly Lock _drawing = new(), _holding = new();
    private int _holders = 1;
    private bool _freed;

    /// <summary>Uploads, records, compiles and warms up.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">What to get ready.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops it between two parts.</param>
    public LoadedModel(
        GpuDevice device, Model model, GeneratorOptions options, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        options.Check();
        device.CheckUse();
        (_device, Model, _mostSteps) = (device, model, options.MostSteps);
        Export = new ResultExport(model.Flow, model.Format);
        MemoryEstimate needed = Estimate(model, options);
        CheckMemory(needed, options.MemoryBudget, "the budget", $"raise {nameof(GeneratorOptions)}.{nameof(options.MemoryBudget)}, or");
        CheckMemory(needed, device.AvailableMemory, $"what {device.Name} has left", "");
        _weights = new GpuWeights(device, model.Network, model.Weights);
        _batches = new BatchRecordings(device, _weights, model, options.MemoryBudget - needed.Total ?? long.MaxValue);
        try
        {
            Step(0.3);
            Plan one = _batches.PlanFor(1);
            Plan? two = options.Guidance ? _batches.PlanFor(2) : null;
            // Computed beside the recording, unless there are no lanes to use it. The first that uses it waits for it.
            StepTable usual = Table(null, options.UsualSteps);
            if (options.Generations > 0) EarlyWork.Begin(() => _weights.Conditioning.Of(one, usual));
            Step(0.5);
            _lanes = new Lanes(device, _weights, (one, two), LaneScope(model, options), model, usual, options);
            device.Pipelines.Save();
            Step(1);
        }
        catch
        {
            Free();
            throw;
        }

        void Step(double share)
        {
            progress?.Report(share);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Where it is.</summary>
    public GpuDevice Device => _device;

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>The forms its results can take.</summary>
    public ResultExport Export { get; }

    /// <summary>The lanes.</summary>
    public Lanes Lanes => _lanes;

    /// <summary>Device memory for a model with some options.</summary>
    public static MemoryEstimate Estimate(Model model, GeneratorOptions options)
    {
        SamplerScope scope = LaneScope(model, options);
        long generation = BytesOf(1, scope) + (options.Guidance ? BytesOf(2, scope with { IsGuided = true }) : 0);
        return new MemoryEstimate(GpuWeights.BytesOf(model.Network, model.Weights), generation, options.Generations);

        long BytesOf(int batch, SamplerScope scope)
        {
            Plan plan = Planner.Create(model.Network, batch);
            return PlanRecording.BytesOf(plan, scope.Evaluations, new SamplerLayout(plan, model.Flow, scope).Extents);
        }
    }

    /// <summary>The step table of a number of evaluations, from a time on; null for the model's own solver.</summary>
    public StepTable Table(Solver? solver, int steps, double from = 0)
    {
        if (_tables.Count >= MostTables) _tables.Clear();
        return _tables.GetOrAdd((solver ?? Model.SolverFor(steps), steps, from), key => Model.Flow.Steps(key.Item1, key.Item2, key.Item3));
    }

    /// <summary>The step table of a generation, and its item.</summary>
    /// <exception cref="RequestException">The request makes no sense, or asks for more than was got ready.</exception>
    public (StepTable Table, SampleItem Item) Resolve(SampleRequest request)
    {
        SampleItem item = request.ItemFor(Model);
        StepTable table = Table(request.Solver, request.Steps, request.From);
        if (table.Evaluations > _mostSteps)
        {
            throw new RequestException($"The generator was loaded for generations of at most {_mostSteps} network evaluations; "
                + $"{table.Evaluations} were asked for: raise {nameof(GeneratorOptions)}.{nameof(GeneratorOptions.MostSteps)}.");
        }
        return (table, item);
    }

    /// <summary>Draws items together, batch after batch.</summary>
    public IReadOnlyList<Sample> Draw(IReadOnlyList<SampleItem> items, StepTable table, double guidance)
    {
        bool isGuided = guidance > 0 && items.Any(item => item.Class >= 0);
        var scope = new SamplerScope(table.Evaluations, isGuided, items.Any(item => item.Bias is not null));
        var samples = new List<Sample>(items.Count);
        lock (_drawing)
        {
            while (samples.Count < items.Count)
            {
                int left = items.Count - samples.Count;
                samples.AddRange(Use(left, scope, recording => Draw(
                    recording, table, [.. items.Skip(samples.Count).Take(recording.Samples)], isGuided ? guidance : 0)));
            }
        }
        return samples;
    }

    /// <summary>One network evaluation of an item.</summary>
    public float[] Evaluate(Networks.NetworkInput item)
    {
        lock (_drawing) return Use(1, new SamplerScope(1), recording => recording.Network.Evaluate([item])[0]);
    }

    /// <summary>Holds it until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_holding) _holders++;
    }

    /// <summary>Lets go of it once.</summary>
    public void Release()
    {
        lock (_holding)
            if (--_holders > 0) return;
        Free();
    }

    /// <summary>Frees everything, also what generations are using: they fail from then on.</summary>
    public void Free()
    {
        lock (_drawing)
        {
            if (_freed) return;
            _freed = true;
            _lanes?.Dispose();
            _batches?.Dispose();
            _weights.Dispose();
        }
    }

    private static SamplerScope LaneScope(Model model, GeneratorOptions options) =>
        new(options.MostSteps, HasBias: model.Flow is DiscreteFlow, Export: new ResultExport(model.Flow, model.Format));

    private static void CheckMemory(MemoryEstimate needed, long? most, string limit, string remedy)
    {
        if (most is not { } bytes || needed.Total <= bytes) return;
        throw new RequestException(
            $"The model needs {needed} of device memory, more than {limit}, {bytes / 1048576.0:0.0} MiB: {remedy} load it for "
            + "fewer generations or steps, or without guidance.");
    }

    private List<Sample> Draw(SamplerRecording recording, StepTable table, SampleItem[] items, double guidance)
    {
        byte[][]? levels = Model.Flow.HasLevels ? recording.Sample(table, items, guidance) : null;
        float[][]? values = Model.Flow.HasLevels ? null : recording.SampleValues(table, items, guidance);
        return [.. items.Select((item, i) => new Sample(Model, item.Seed, levels?[i], values?[i]))];
    }

    // A single item is drawn in a lane that is free, where it fits: it needs no memory then.
    private T Use<T>(int left, SamplerScope scope, Func<SamplerRecording, T> use)
    {
        ObjectDisposedException.ThrowIf(_freed, typeof(Generator));
        if (left > 1 || _lanes.TryTake() is not { } lane) return use(_batches.For(left, scope));
        try
        {
            SamplerRecording? recording = scope.IsGuided ? lane.Guided : lane.Plain;
            bool fits = recording is not null && recording.Scope.Evaluations >= scope.Evaluations
                && (!scope.HasBias || recording.Scope.HasBias);
            return use(fits ? recording! : _batches.For(left, scope));
        }
        finally
        {
            _lanes.Return(lane);
        }
    }
}
