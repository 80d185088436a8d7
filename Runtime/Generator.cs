using BfnProcGen.Flows;
using BfnProcGen.Gpu;
using BfnProcGen.Models;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;

namespace BfnProcGen;

/// <summary>
/// A model on a device, ready to draw samples. Weights are uploaded once; a run is recorded once for each of the batch sizes 1, 8 and
/// <see cref="LargestBatch"/>, for single samples at load, for the others when they are first wanted. Not safe for concurrent use.
/// </summary>
public sealed class Generator : IDisposable
{
    /// <summary>The most items that are evaluated together; a smaller number where the memory of one buffer would not suffice.</summary>
    public const int LargestBatch = 64;

    private static readonly int[] Batches = [1, 8, LargestBatch];

    // What every Vulkan desktop device binds at least (LunarG's 2023 baseline).
    private const long BytesABinding = 128 << 20;

    // Recordings are made for this many evaluations, and made anew for more.
    private const int UsualEvaluations = 128;

    private readonly GpuDevice _device;
    private readonly GpuWeights _weights;
    private readonly int[] _batches;
    private readonly Dictionary<int, Plan> _plans = [];
    private readonly Dictionary<(int Batch, bool IsGuided), SamplerRecording> _recordings = [];
    private readonly Dictionary<(Solver, int), StepTable> _tables = [];
    private bool _disposed;

    /// <summary>Uploads a model to a device.</summary>
    /// <exception cref="NetworkException">The network's extents don't fit the flow.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public Generator(GpuDevice device, Model model)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(model);
        (_device, Model) = (device, model);
        _batches = [.. Batches.Where(Fits)];
        _weights = new GpuWeights(device, model.Network, model.Weights);
        try
        {
            Recording(1, new SamplerScope(UsualEvaluations));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>Reads a model file and uploads it.</summary>
    /// <exception cref="ModelFormatException">The file is missing or malformed; says why.</exception>
    public static Generator Load(GpuDevice device, string path) => new(device, Model.Load(path));

    /// <summary>Draws one sample.</summary>
    /// <param name="steps">Network evaluations, 1 or more: 8 are good for most models, 4 are fast.</param>
    /// <param name="seed">Everything random follows from it.</param>
    /// <param name="solver">How to get there; null for what the model's own search found best for this many evaluations.</param>
    /// <exception cref="RequestException">The request makes no sense; says why.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public Sample Sample(int steps, ulong seed = 0, Solver? solver = null) => SampleBatch([new SampleItem(seed)], steps, solver)[0];

    /// <summary>Draws a sample for each of the seeds <paramref name="firstSeed"/>, <paramref name="firstSeed"/> + 1, ….</summary>
    /// <inheritdoc cref="Sample(int, ulong, Solver?)"/>
    public IReadOnlyList<Sample> SampleBatch(int count, int steps, ulong firstSeed = 0, Solver? solver = null)
    {
        if (count < 0) throw new RequestException($"The number of samples must be 0 or more, not {count}.");
        return SampleBatch([.. Enumerable.Range(0, count).Select(i => new SampleItem(unchecked(firstSeed + (ulong)i)))], steps, solver);
    }

    /// <summary>
    /// Draws a sample for each item, which may know some of its variables, ask for a class, and prefer or ban classes of cells.
    /// </summary>
    /// <param name="items">What to draw.</param>
    /// <param name="steps">Network evaluations, 1 or more.</param>
    /// <param name="solver">How to get there; null for what the model's own search found best for this many evaluations.</param>
    /// <param name="guidance">
    /// Classifier-free guidance w ≥ 0: how much further than the class itself the network's output is moved away from that without a class,
    /// (1 + w)·output(class) − w·output(no class). Above 0 an evaluation costs twice as much.
    /// </param>
    /// <exception cref="RequestException">The request makes no sense; says why.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public IReadOnlyList<Sample> SampleBatch(IReadOnlyList<SampleItem> items, int steps, Solver? solver = null, double guidance = 0)
    {
        ArgumentNullException.ThrowIfNull(items);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!(guidance >= 0 && double.IsFinite(guidance))) throw new RequestException($"The guidance must be 0 or more, not {guidance}.");
        StepTable table = Table(solver ?? Model.SolverFor(steps), steps);
        bool guided = guidance > 0 && items.Any(item => item.Class >= 0);
        var scope = new SamplerScope(table.Evaluations, guided, items.Any(item => item.Bias is not null));
        var samples = new List<Sample>(items.Count);
        while (samples.Count < items.Count)
        {
            int batch = BatchFor(items.Count - samples.Count, guided);
            SampleItem[] part = [.. items.Skip(samples.Count).Take(batch)];
            samples.AddRange(Draw(Recording(batch, scope), table, part, guided ? guidance : 0));
        }
        return samples;
    }

    /// <summary>
    /// Samples the model's self-test and returns the share of it that came out as expected, or null for a model without one. Below
    /// <see cref="Models.SelfTest.LeastAgreement"/> the device or its driver computes something else.
    /// </summary>
    public double? RunSelfTest() => Model.SelfTest is { } test ? test.Agreement(Sample(test.Steps, test.Seed)) : null;

    /// <summary>One network evaluation of each item on the device, to compare it with the plain interpreter.</summary>
    internal float[][] Evaluate(IReadOnlyList<Networks.NetworkInput> items) =>
        [.. items.SelectMany(item => Recording(1, new SamplerScope(UsualEvaluations)).Network.Evaluate([item]))];

    /// <summary>Frees everything on the device that belongs to this model.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (SamplerRecording recording in _recordings.Values) recording.Dispose();
        _weights.Dispose();
    }

    private StepTable Table(Solver solver, int steps)
    {
        if (_tables.TryGetValue((solver, steps), out StepTable? table)) return table;
        return _tables[(solver, steps)] = Model.Flow.Steps(solver, steps);
    }

    private IEnumerable<Sample> Draw(SamplerRecording recording, StepTable table, SampleItem[] items, double guidance)
    {
        byte[][]? levels = Model.Flow.HasLevels ? recording.Sample(table, items, guidance) : null;
        float[][]? values = Model.Flow.HasLevels ? null : recording.SampleValues(table, items, guidance);
        return items.Select((item, i) => new Sample(Model, item.Seed, levels?[i], values?[i]));
    }

    // A batch that is at least half full costs less than several small ones.
    private int BatchFor(int left, bool guided)
    {
        int[] batches = guided ? [.. _batches.Where(batch => Fits(2 * batch))] : _batches;
        int whole = Array.Find(batches, batch => batch >= left && batch <= 2 * left);
        return whole > 0 ? whole : batches.LastOrDefault(batch => batch <= left, 1);
    }

    // The activations, and the state with the estimate before it, are the largest buffers of a recording. Both grow with the batch.
    private bool Fits(int batch)
    {
        if (batch == 1) return true;
        Plan one = PlanFor(1);
        return batch * Math.Max(2L * one.State.Shape.Count, one.ArenaSize) * sizeof(float) <= BytesABinding;
    }

    private Plan PlanFor(int batch)
    {
        if (_plans.TryGetValue(batch, out Plan? plan)) return plan;
        return _plans[batch] = Planner.Create(Model.Network, batch);
    }

    // Made anew where a run wants more of it than was recorded.
    private SamplerRecording Recording(int batch, SamplerScope scope)
    {
        if (_recordings.TryGetValue((batch, scope.IsGuided), out SamplerRecording? recording))
        {
            SamplerScope had = recording.Scope;
            if (had.Evaluations >= scope.Evaluations && (had.HasBias || !scope.HasBias)) return recording;
            scope = scope with { Evaluations = Math.Max(had.Evaluations, scope.Evaluations), HasBias = had.HasBias || scope.HasBias };
            recording.Dispose();
            _recordings.Remove((batch, scope.IsGuided));
        }
        scope = scope with { Evaluations = Math.Max(scope.Evaluations, UsualEvaluations) };
        recording = new SamplerRecording(_device, PlanFor(scope.IsGuided ? 2 * batch : batch), _weights, Model.Flow, scope);
        _recordings.Add((batch, scope.IsGuided), recording);
        return recording;
    }
}
