using System.Runtime.CompilerServices;
using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// The whole sampler as recorded commands: a plan's network and the kernels between its evaluations. <see cref="PlainSampler"/> is the
/// definition. Nothing but the result is read back. A run is submitted whole, or written into other command buffers part after part. Not
/// safe for concurrent use.
/// </summary>
internal sealed class SamplerRecording : IDisposable
{
    private readonly Flow _flow;
    private readonly SampledData _data;
    private readonly Plan _plan;
    private readonly SamplerScope _scope;
    private readonly SamplerLayout _layout;
    private readonly PlanRecording _network;
    private readonly RunDispatches _dispatches;
    private readonly CommandBuffer[] _commands;
    private (StepTable? Table, double Guidance) _uploaded;
    private (StepTable? Table, bool IsBiased, ResultForm? Form, RunOrder? Order) _ordered;

    /// <summary>Allocates and records.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="plan">The network's plan; for twice as many items as are sampled together where the scope is guided.</param>
    /// <param name="weights">The weights of the plan's network, on the same device; they must outlive the recording.</param>
    /// <param name="flow">The schedule.</param>
    /// <param name="scope">What it is made for.</param>
    /// <param name="workPerSubmit">Multiply-adds after which a submit is cut.</param>
    /// <param name="step">Told the share of the network's pipelines that are there; what it throws ends the making.</param>
    /// <exception cref="NetworkException">The network's extents don't fit the flow.</exception>
    public SamplerRecording(
        GpuDevice device, Plan plan, GpuWeights weights, Flow flow, SamplerScope scope, long workPerSubmit = PlanRecording.WorkPerSubmit,
        Action<double>? step = null)
    {
        (_flow, _plan, _scope, _layout) = (flow, plan, scope, new SamplerLayout(plan, flow, scope));
        _data = _layout.Data;
        _network = new PlanRecording(device, plan, weights, scope.Evaluations, workPerSubmit, _layout.Extents);
        try
        {
            _dispatches = Dispatches(_network.Context);
            _network.Record(step);
            _commands = new CommandBuffer[_dispatches.Count];
            for (int i = 0; i < _commands.Length; i++)
                if (_dispatches.NumberInNetwork(i) is null) _commands[i] = _network.Record($"sampler {i}", _dispatches[i].Dispatch);
            if (scope.Export is { Palette: { Length: > 0 } palette })
                _network.Buffers[KernelBinding.Items].Write<uint>(palette, _layout.PaletteWord * sizeof(uint));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Items sampled together in a full batch.</summary>
    public int Samples => _layout.Samples;

    /// <summary>What it is made for.</summary>
    public SamplerScope Scope => _scope;

    /// <summary>The network alone.</summary>
    public PlanRecording Network => _network;

    /// <summary>Distinct dispatches.</summary>
    public int DistinctDispatches => _dispatches.Count;

    /// <summary>The work of a dispatch in multiply-adds.</summary>
    public long WorkOf(int dispatch) => _dispatches[dispatch].Dispatch.Work;

    /// <summary>
    /// Samples up to <see cref="Samples"/> items and returns the class of every cell or the bin of every variable, item by item.
    /// </summary>
    /// <exception cref="RequestException">
    /// Too many items or evaluations, an item that doesn't fit the model, or data without levels.
    /// </exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public byte[][] Sample(StepTable table, IReadOnlyList<SampleItem> items, double guidance = 0)
    {
        _data.RequireLevels();
        Run(Prepare(table, items, guidance));
        return Read<byte>(items.Count);
    }

    /// <summary>Samples up to <see cref="Samples"/> items and returns the value in [−1, 1] of every variable, item by item.</summary>
    /// <inheritdoc cref="Sample"/>
    public float[][] SampleValues(StepTable table, IReadOnlyList<SampleItem> items, double guidance = 0)
    {
        _data.RequireValues();
        Run(Prepare(table, items, guidance));
        return _flow.HasLevels ? [.. Read<byte>(items.Count).Select(_data.TargetOf)] : Read<float>(items.Count);
    }

    /// <summary>
    /// Uploads what a run needs and returns its order; no run of this recording may be under way. The run is ready when
    /// <see cref="IsReady"/> says so.
    /// </summary>
    /// <param name="table">The run.</param>
    /// <param name="items">What to sample.</param>
    /// <param name="guidance">Classifier-free guidance, 0 or more.</param>
    /// <param name="form">The form that the result is wanted in for a caller, or null.</param>
    /// <param name="threads">How many threads may compute what depends on the run's times alone, where it is new; −1 for all.</param>
    /// <exception cref="RequestException">Too many items or evaluations, or an item that doesn't fit the model.</exception>
    public RunOrder Prepare(StepTable table, IReadOnlyList<SampleItem> items, double guidance, ResultForm? form = null,
        int threads = -1)
    {
        if (items.Count < 1 || items.Count > Samples)
            throw new RequestException($"This recording takes 1 to {Samples} items at once, not {items.Count}.");
        foreach (SampleItem item in items) _data.Check(item, table);
        bool biased = items.Any(item => item.Bias is not null);
        if ((guidance != 0 && !_scope.IsGuided) || (biased && !_scope.HasBias) || (form is not null && _scope.Export is null))
            throw new InvalidOperationException("The recording was made without guidance, biases or exports.");
        _network.AskForConditioning(table, threads);
        if (_uploaded != (table, guidance))
        {
            GpuBuffer steps = _network.Buffers[KernelBinding.Steps];
            steps.Write<StepScalars>(StepScalars.Rows(table, _flow, guidance));
            if (table.ByCell is not null)
                steps.Write<StepScalars>(StepScalars.RowsByCell(table, _flow, guidance), (long)_layout.CellRows * Unsafe.SizeOf<StepScalars>());
            _uploaded = (table, guidance);
        }
        _network.Buffers[KernelBinding.Items].Write<uint>(ItemWords.Of(_data, _plan, Samples, items, biased));
        if (_ordered.Order is { } order && (_ordered.Table, _ordered.IsBiased, _ordered.Form) == (table, biased, form)) return order;
        order = _dispatches.Order(table, _data.Asks, biased, form);
        _ordered = (table, biased, form, order);
        return order;
    }

    /// <summary>Whether a prepared run has all it needs: what depends on its times alone is computed meanwhile, where it is new.</summary>
    /// <param name="wait">Waits for it.</param>
    public bool IsReady(bool wait) => _network.TakeConditioning(wait);

    /// <summary>
    /// Writes the dispatches of a prepared run from one to before another, and behind the last of all the copy to a target.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="order">The run.</param>
    /// <param name="from">The first dispatch.</param>
    /// <param name="to">The one after the last.</param>
    /// <param name="target">Where the result is copied to, or null.</param>
    /// <param name="timestamps">Where the time after the i-th dispatch is noted, as number i + 1; or no pool.</param>
    /// <param name="keepsEstimate">Whether <see cref="ReadEstimate"/> is wanted.</param>
    public void Write(CommandWriter writer, RunOrder order, int from, int to, ResultTarget? target, QueryPool timestamps = default,
        bool keepsEstimate = false)
    {
        int page = -1;
        writer.BarrierAll();
        for (int i = from; i < to; i++)
        {
            PlacedDispatch placed = _dispatches[order.Dispatches[i]];
            if (i > from && placed.NeedsBarrier) writer.Barrier();
            if (page != placed.Dispatch.Page) writer.Bind(_network.Buffers.Sets[page = placed.Dispatch.Page]);
            writer.Launch(placed.Dispatch);
            if (timestamps.Handle != 0) writer.Timestamp(timestamps, (uint)(i - from + 1));
        }
        writer.BarrierAll();
        if (target is not null && to == order.Count) CopyTo(writer, target);
        if (keepsEstimate) CopyEstimate(writer);
    }

    /// <summary>The classes or bins of the first item; its run must be done.</summary>
    public void ReadLevels(Span<byte> levels) => _network.Buffers[KernelBinding.Result].Read(levels);

    /// <summary>The values of the first item; its run must be done.</summary>
    public void ReadValues(Span<float> values) => _network.Buffers[KernelBinding.Result].Read(values);

    /// <summary>
    /// What the network thought of the first item at its last evaluation: its output for discrete data, else the estimate that the state
    /// was pulled toward. The part of the run that was written to keep it must be done.
    /// </summary>
    public float[] ReadEstimate()
    {
        var estimate = new float[_data.State.Count];
        _network.Buffers[KernelBinding.Result].Read<float>(estimate, _layout.EstimateByte);
        return estimate;
    }

    /// <summary>Frees the commands and all buffers but the weights.</summary>
    public void Dispose() => _network.Dispose();

    private RunDispatches Dispatches(KernelContext context)
    {
        (Dispatch encode, Dispatch update, Dispatch result) = Kernels(context);
        return new RunDispatches(
            StartKernel.For(context, Samples, _data.State, _layout.OriginWord, _flow is DiscreteFlow), encode, _network.Dispatches,
            _scope.IsGuided ? GuideKernel.For(context, Samples, _data.State, _plan.Output) : null,
            _scope.HasBias ? BiasKernel.For(context, Samples, _plan.Output, _layout.BiasWord) : null,
            update, result,
            _scope.Export?.Dispatches(context, Samples, _data.State, _layout.ExportByte / sizeof(uint), _layout.PaletteWord)
                ?? new Dictionary<ResultForm, Dispatch>());
    }

    private (Dispatch Encode, Dispatch Update, Dispatch Result) Kernels(KernelContext context)
    {
        (Shape state, View output) = (_data.State, _plan.Output);
        return _flow switch
        {
            DiscreteFlow => (EncodeDiscreteKernel.For(context, Samples, _plan.State, _plan.Mask),
                UpdateDiscreteKernel.For(context, Samples, output, _layout.CellRows),
                ResultDiscreteKernel.For(context, Samples, output)),
            DiscretisedFlow flow => (EncodeContinuousKernel.For(context, Samples, _plan.State, _plan.Mask),
                UpdateDiscretisedKernel.For(context, Samples, state, output, flow.Bins),
                ResultDiscretisedKernel.For(context, Samples, state, output, flow.Bins)),
            _ => (EncodeContinuousKernel.For(context, Samples, _plan.State, _plan.Mask),
                UpdateContinuousKernel.For(context, Samples, state, output),
                ResultContinuousKernel.For(context, Samples, state, output)),
        };
    }

    private void Run(RunOrder order)
    {
        IsReady(wait: true);
        SubmitList submits = _network.NewSubmits();
        foreach (int dispatch in order.Dispatches)
        {
            int? inNetwork = _dispatches.NumberInNetwork(dispatch);
            if (inNetwork is null) submits.Add(_commands[dispatch], 0);
            else if (inNetwork == 0) _network.AddNetwork(submits);
        }
        _network.Submit(submits);
    }

    private void CopyTo(CommandWriter writer, ResultTarget target)
    {
        bool isKept = target.Form == ResultForm.Index8;
        ulong from = isKept ? 0 : (ulong)_layout.ExportByte;
        long cells = (long)Samples * _data.State.Area;
        GpuBuffer results = _network.Buffers[KernelBinding.Result];
        if (target.Buffer.Handle != 0)
            writer.Copy(results.Handle, from, target.Buffer, target.Offset, (ulong)ResultExport.BytesOf(target.Form, cells));
        else writer.Copy(results.Handle, from, target.Image, target.Layout, (uint)_data.State.Width, (uint)_data.State.Height);
    }

    // Into memory that the processor sees.
    private void CopyEstimate(CommandWriter writer)
    {
        (KernelBinding from, long first) = _flow is DiscreteFlow
            ? (KernelBinding.Arena, _plan.Output.Offset) : (KernelBinding.State, (long)Samples * _data.State.Count);
        writer.Copy(_network.Buffers[from].Handle, (ulong)(first * sizeof(float)), _network.Buffers[KernelBinding.Result].Handle,
            (ulong)_layout.EstimateByte, (ulong)_data.State.Count * sizeof(float));
        writer.BarrierAll();
    }

    private T[][] Read<T>(int items)
        where T : unmanaged
    {
        var all = new T[items * _data.Variables];
        _network.Buffers[KernelBinding.Result].Read<T>(all);
        return [.. all.Chunk(_data.Variables)];
    }
}
