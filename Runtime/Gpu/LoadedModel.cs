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
    private readonly GpuDevice _device;
    private readonly GpuWeights _weights;
    private readonly Lanes _lanes;
    private readonly BatchRecordings _batches;
    private readonly int _mostSteps;
    private readonly StepTables _tables;
    private readonly MemoryAccount _memory;
    private readonly long _taken;
    private readonly Lock _drawing = new(), _holding = new();
    private int _holders = 1;
    private bool _freed;

    /// <summary>Uploads, records, compiles and warms up.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">What to get ready.</param>
    /// <param name="memory">Where the memory is taken from.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops it between two parts.</param>
    public LoadedModel(
        GpuDevice device, Model model, GeneratorOptions options, MemoryAccount memory, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        options.Check();
        (_device, Model, _mostSteps, _memory) = (device, model, options.MostSteps, memory);
        _tables = new StepTables(model);
        Export = new ResultExport(model.Flow, model.Format);
        device.Hold();
        try
        {
            device.CheckUse();
            Plan one = Planner.Create(model.Network, 1);
            Plan? two = options.Guidance ? Planner.Create(model.Network, 2) : null;
            _taken = Take(Estimate(model, options, one, two), options);
            Step(0.1);
            _weights = new GpuWeights(device, model.Network, model.Weights);
            _batches = new BatchRecordings(device, _weights, model, memory, one, two);
            Step(0.2);
            // Computed beside the recording, unless there are no lanes to use it. The first that uses it waits for it.
            UsualRun[] usual = options.Generations == 0 ? [] : [.. UsualRuns(options, one, two)];
            _lanes = new Lanes(device, _weights, (one, two), LaneScope(model, options), model, usual, options,
                share => Step(0.2 + (0.8 * share)));
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
    public static MemoryEstimate Estimate(Model model, GeneratorOptions options) => Estimate(
        model, options, Planner.Create(model.Network, 1), options.Guidance ? Planner.Create(model.Network, 2) : null);

    /// <summary>The step table of a number of evaluations, from a time on; null for the model's own solver.</summary>
    public StepTable Table(Solver? solver, int steps, double from = 0) => _tables.Of(solver, steps, from);

    /// <summary>The step table of a generation, and its item.</summary>
    /// <exception cref="RequestException">The request makes no sense, or asks for more than was got ready.</exception>
    public (StepTable Table, SampleItem Item) Resolve(SampleRequest request)
    {
        SampleItem item = request.ItemFor(Model);
        StepTable table = Table(request.Solver, request.Steps, request.From);
        CheckSteps(table);
        return (table, item);
    }

    /// <summary>Starts what a generation is, in a lane that was taken while the model was held; both are given back where it can't be.</summary>
    public T Start<T>(Lane lane, Func<LoadedModel, Lane, T> start)
    {
        try
        {
            lane.EnterFirst();
            try
            {
                return start(this, lane);
            }
            finally
            {
                lane.Leave();
            }
        }
        catch
        {
            _lanes.Return(lane);
            Release();
            throw;
        }
    }

    /// <summary>Draws items together, batch after batch.</summary>
    public IReadOnlyList<Sample> Draw(IReadOnlyList<SampleItem> items, StepTable table, double guidance)
    {
        bool isGuided = guidance > 0 && items.Any(item => item.Class >= 0);
        var scope = new SamplerScope(table.Evaluations, isGuided, items.Any(item => item.Bias is not null));
        var samples = new List<Sample>(items.Count);
        while (samples.Count < items.Count)
        {
            int left = items.Count - samples.Count;
            // Part by part: whoever frees the model in between doesn't wait for the whole.
            lock (_drawing)
            {
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

    /// <summary>Frees what batches were drawn with; the next ones make it anew.</summary>
    public void FreeBatches()
    {
        lock (_drawing) _batches.Dispose();
    }

    /// <summary>Lets go of it once.</summary>
    public void Release()
    {
        lock (_holding)
            if (--_holders > 0) return;
        Free();
    }

    /// <summary>Refuses to be freed by a call that comes from a submit of its own, which would wait for itself.</summary>
    /// <exception cref="UsageException">It is.</exception>
    public void CheckFreeing()
    {
        if (!_drawing.IsHeldByCurrentThread && !_lanes.AreUsedByThisThread) return;
        throw new UsageException("The generator is at work in a call that this one comes from: dispose it when that has returned.");
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
            _weights?.Dispose();
            _memory.Return(_taken);
            _device.Release();
        }
    }

    private static SamplerScope LaneScope(Model model, GeneratorOptions options) =>
        new(options.MostSteps, HasBias: model.Flow is DiscreteFlow, Export: new ResultExport(model.Flow, model.Format));

    private static MemoryEstimate Estimate(Model model, GeneratorOptions options, Plan one, Plan? two)
    {
        SamplerScope scope = LaneScope(model, options);
        long generation = BytesOf(one, scope) + (two is null ? 0 : BytesOf(two, scope with { IsGuided = true }));
        return new MemoryEstimate(
            GpuWeights.BytesOf(model.Network, model.Weights), generation + SliceCommands.Bytes, options.Generations);

        long BytesOf(Plan plan, SamplerScope scope) =>
            PlanRecording.BytesOf(plan, scope.Evaluations, new SamplerLayout(plan, model.Flow, scope).Extents);
    }

    private long Take(MemoryEstimate needed, GeneratorOptions options)
    {
        long left = _device.AvailableMemory;
        if (needed.Total > left) throw Exceeds($"what {_device.Name} has left, {left / 1048576.0:0.0} MiB", "load it");
        if (!_memory.TryTake(needed.Total))
            throw Exceeds($"the budget, {_memory}", $"raise {nameof(GeneratorOptions)}.{nameof(options.MemoryBudget)}, or load it");
        return needed.Total;

        RequestException Exceeds(string limit, string remedy) => new($"The model needs {needed} of device memory, more than {limit}: "
            + $"{remedy} for fewer generations or steps, or without guidance.");
    }

    private IEnumerable<UsualRun> UsualRuns(GeneratorOptions options, Plan one, Plan? two)
    {
        yield return Usual(_tables.Keep(null, options.UsualSteps), one);
        foreach (SampleRequest request in options.UsualRequests)
        {
            request.CheckGuidance();
            StepTable table = _tables.Keep(request.Solver, request.Steps, request.From);
            CheckSteps(table);
            if (request.Guidance == 0) yield return Usual(table, one);
            else yield return Usual(table, two ?? throw Generation.NoGuidance());
        }

        UsualRun Usual(StepTable table, Plan plan) => new(table, _weights.Conditioning.Of(plan, table));
    }

    private void CheckSteps(StepTable table)
    {
        if (table.Evaluations <= _mostSteps) return;
        throw new RequestException($"The generator was loaded for generations of at most {_mostSteps} network evaluations; "
            + $"{table.Evaluations} were asked for: raise {nameof(GeneratorOptions)}.{nameof(GeneratorOptions.MostSteps)}.");
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
            lane.Slices.Drain();
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
