using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// A plan as recorded commands on a device, for a fixed batch and any number of evaluations up to a limit. Nothing is allocated, compiled
/// or recorded later: what changes with the run or the evaluation lies in small buffers, so that one recorded evaluation is submitted again
/// and again. <see cref="SamplerRecording"/> adds what goes on between evaluations. Not safe for concurrent use.
/// </summary>
internal sealed class PlanRecording : INetworkEvaluator, IDisposable
{
    /// <summary>
    /// Multiply-adds in one submit: well below a second even at 10 GFLOP/s, so that no driver's watchdog (2 s on some systems) strikes.
    /// </summary>
    public const long WorkPerSubmit = 2_000_000_000;

    private readonly GpuDevice _device;
    private readonly Plan _plan;
    private readonly GpuWeights _weights;
    private readonly KernelContext _context;
    private readonly KernelBuffers _buffers;
    private readonly CommandRecorder _recorder;
    private readonly List<(CommandBuffer Commands, long Work)> _network = [];
    private readonly PlacedDispatch[] _dispatches = [];
    private readonly int _evaluations;
    private readonly long _workPerSubmit;
    private StepTable? _table;
    private (StepTable Table, ConditioningRows Rows)? _awaited;
    private bool _disposed;

    /// <summary>Allocates, and has the pipelines made that are not there yet; <see cref="Record(Action{double}?)"/> waits for them.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="plan">What to run.</param>
    /// <param name="weights">The weights of the plan's network, on the same device; they must outlive the recording.</param>
    /// <param name="evaluations">The most network evaluations of a run.</param>
    /// <param name="workPerSubmit">Multiply-adds after which a submit is cut.</param>
    /// <param name="sampler">What a sampler needs; nothing where the network alone is evaluated.</param>
    /// <param name="readsTexels"><see cref="KernelContext.ReadsTexels"/>; null for what suits the device.</param>
    /// <param name="variants">Which forms of the kernels to run; null for the device's.</param>
    public PlanRecording(
        GpuDevice device, Plan plan, GpuWeights weights, int evaluations, long workPerSubmit = WorkPerSubmit,
        SamplerExtents sampler = default, bool? readsTexels = null, KernelVariants? variants = null)
    {
        (_device, _plan, _weights, _evaluations, _workPerSubmit) = (device, plan, weights, evaluations, workPerSubmit);
        bool seesTexels = Math.Max(plan.ArenaSize, weights.LargestPage / 2) <= device.MostTexels;
        _context = new KernelContext(device, weights, plan.Batch, plan.ConditioningWidth, plan.Network.Classes + 1,
            seesTexels && (readsTexels ?? device.IsSoftware));
        device.CountRecording(1);
        try
        {
            _buffers = new KernelBuffers(device, weights, plan.ArenaSize, ConditioningFloats(plan, evaluations), Extents(plan, sampler));
            _recorder = new CommandRecorder(device);
            _context = _context with { Tiles = ConvolutionChoice.Of(_context, plan, _buffers, variants ?? device.KernelVariants) };
            foreach ((int node, View view) in plan.Constants)
            {
                float[]?[] values = weights.Plain.Evaluate(new NetworkInput([], null, 0), [node]);
                _buffers[KernelBinding.Arena].Write<float>(values[node]!, BytesAt(view, 0));
            }
            _dispatches =
            [
                .. plan.Steps.Select((step, i) => new PlacedDispatch(
                    StepDispatch.For(_context, step), NeedsBarrier: i == 0 || step.Level != plan.Steps[i - 1].Level)),
            ];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Network Network => _plan.Network;

    /// <summary>Items in a full batch.</summary>
    public int Batch => _plan.Batch;

    /// <summary>The most network evaluations of a run.</summary>
    public int Evaluations => _evaluations;

    /// <summary>The buffers the commands work on.</summary>
    public KernelBuffers Buffers => _buffers;

    /// <summary>What the dispatches have in common.</summary>
    public KernelContext Context => _context;

    /// <summary>The dispatches of one evaluation of the network, in order.</summary>
    public IReadOnlyList<PlacedDispatch> Dispatches => _dispatches;

    /// <summary>Bytes of device memory that a recording takes beside the weights.</summary>
    public static long BytesOf(Plan plan, int evaluations, SamplerExtents sampler) =>
        KernelBuffers.BytesOf(plan.ArenaSize, ConditioningFloats(plan, evaluations), Extents(plan, sampler));

    /// <summary>Records a dispatch that depends on everything before it, and on which everything after it depends.</summary>
    public CommandBuffer Record(string name, Dispatch dispatch)
    {
        CommandBuffer commands = _recorder.Begin(name);
        _recorder.Bind(_buffers.Sets[dispatch.Page]);
        _recorder.Barrier();
        _recorder.Launch(dispatch);
        _recorder.BarrierAll();
        _recorder.End();
        return commands;
    }

    /// <summary>An empty list of submits of the recording's amount of work.</summary>
    public SubmitList NewSubmits() => new(_workPerSubmit);

    /// <summary>
    /// Records one evaluation of the network where that has not been done, as the first evaluation does; waits for its pipelines. Call it
    /// when all other pipelines have been asked for that are to be made meanwhile.
    /// </summary>
    /// <param name="step">Told the share of the pipelines that are there; what it throws ends the waiting.</param>
    public void Record(Action<double>? step = null)
    {
        if (_network.Count > 0) return;
        for (int i = 0; step is not null && i < _dispatches.Length; i++)
        {
            step((double)i / _dispatches.Length);
            _ = _dispatches[i].Dispatch.Pipeline;
        }
        RecordNetwork();
    }

    /// <summary>Appends one evaluation of the network.</summary>
    public void AddNetwork(SubmitList submits)
    {
        Record();
        foreach ((CommandBuffer commands, long work) in _network) submits.Add(commands, work);
    }

    /// <summary>Runs all submits and waits for them.</summary>
    public void Submit(SubmitList submits) => _device.Submit(submits.Finish());

    /// <summary>
    /// Has what depends on time and class alone computed for all evaluations of a run, unless it is there from the run before; it isn't
    /// waited for until <see cref="TakeConditioning"/>.
    /// </summary>
    /// <param name="table">The run.</param>
    /// <param name="threads">How many threads may work on it; −1 for all.</param>
    /// <exception cref="RequestException">Too many evaluations.</exception>
    public void AskForConditioning(StepTable table, int threads = -1)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (table.Evaluations > _evaluations)
            throw new RequestException($"This recording holds {_evaluations} network evaluations; {table.Evaluations} were asked for.");
        _awaited = ReferenceEquals(_table, table) ? null : (table, _weights.Conditioning.Of(_plan, table, threads));
    }

    /// <summary>Uploads what was asked for, which no run of this recording may be using; returns whether it is there.</summary>
    /// <param name="wait">Waits for it.</param>
    public bool TakeConditioning(bool wait)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_awaited is not { } awaited) return true;
        if (!wait && !awaited.Rows.IsDone) return false;
        _table = null;
        _buffers[KernelBinding.Conditioning].Write<float>(awaited.Rows.Values);
        (_table, _awaited) = (awaited.Table, null);
        return true;
    }

    /// <summary>Evaluates the network once for up to <see cref="Batch"/> items, for tests and self-tests.</summary>
    public float[][] Evaluate(IReadOnlyList<NetworkInput> items)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (items.Count < 1 || items.Count > _plan.Batch)
            throw new RequestException($"This recording takes 1 to {_plan.Batch} items at once, not {items.Count}.");
        (_table, _awaited) = (null, null);
        GpuBuffer arena = _buffers[KernelBinding.Arena], conditioning = _buffers[KernelBinding.Conditioning];
        var words = new uint[_plan.Batch * 4];
        for (int i = 0; i < items.Count; i++)
        {
            // Every item has a row of its own: times and classes may differ.
            words[i * 4 + 2] = (uint)i;
            float[] row = _weights.Conditioning.Row(_plan, items[i].Time, items[i].Class);
            conditioning.Write<float>(row, (long)i * _plan.ConditioningWidth * sizeof(float));
            arena.Write<float>(items[i].State, BytesAt(_plan.State, i));
            if (_plan.Mask is { } mask) arena.Write<float>(items[i].Known ?? new float[mask.Shape.Count], BytesAt(mask, i));
        }
        _buffers[KernelBinding.Items].Write<uint>(words);
        _buffers[KernelBinding.Cursor].Write<uint>([0, 0]);

        SubmitList submits = NewSubmits();
        AddNetwork(submits);
        Submit(submits);
        return [.. items.Select((_, i) =>
        {
            var output = new float[_plan.Output.Shape.Count];
            arena.Read<float>(output, BytesAt(_plan.Output, i));
            return output;
        })];
    }

    /// <summary>Frees the commands and all buffers but the weights.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        // A constructor that failed half-way has not made all of them.
        _recorder?.Dispose();
        _buffers?.Dispose();
        _device.CountRecording(-1);
    }

    private static long BytesAt(View view, int item) => (view.Offset + (long)item * view.ItemStride) * sizeof(float);

    private static long ConditioningFloats(Plan plan, int evaluations) =>
        Math.Max((long)evaluations * (plan.Network.Classes + 1), plan.Batch) * plan.ConditioningWidth;

    private static SamplerExtents Extents(Plan plan, SamplerExtents sampler) =>
        sampler with { Items = Math.Max(sampler.Items, 4L * plan.Batch) };

    // One barrier before each dependency level. An evaluation too large for one submit is cut between levels.
    private void RecordNetwork()
    {
        long work = 0;
        int page = -1;
        CommandBuffer commands = default;
        foreach (PlacedDispatch placed in _dispatches)
        {
            if (placed.NeedsBarrier && work >= _workPerSubmit) Finish();
            bool starts = commands.Handle == 0;
            if (starts) (commands, page) = (_recorder.Begin($"network {_network.Count}"), -1);
            if (starts || placed.NeedsBarrier) _recorder.Barrier();
            if (page != placed.Dispatch.Page) _recorder.Bind(_buffers.Sets[page = placed.Dispatch.Page]);
            _recorder.Launch(placed.Dispatch);
            work += placed.Dispatch.Work;
        }
        if (commands.Handle != 0) Finish();

        void Finish()
        {
            _recorder.BarrierAll();
            _recorder.End();
            _network.Add((commands, work));
            (commands, work) = (default, 0);
        }
    }
}
