using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>What a recording of the sampler is made for, besides its batch.</summary>
/// <param name="Evaluations">The most network evaluations of a run.</param>
/// <param name="IsGuided">
/// Every sample is evaluated twice, with and without its class, so that the plan's batch holds half as many samples.
/// </param>
/// <param name="HasBias">Samples may have a <see cref="SampleItem.Bias"/>.</param>
internal readonly record struct SamplerScope(int Evaluations, bool IsGuided = false, bool HasBias = false);

/// <summary>
/// The whole sampler as recorded commands: a plan's network and the kernels between its evaluations. <see cref="PlainSampler"/> is the
/// definition. Nothing but the result is read back. Not safe for concurrent use.
/// </summary>
internal sealed class SamplerRecording : IDisposable
{
    private readonly Flow _flow;
    private readonly SampledData _data;
    private readonly Plan _plan;
    private readonly SamplerScope _scope;
    private readonly PlanRecording _network;
    private readonly CommandBuffer _start, _encode, _guide, _bias, _update, _result;
    private (StepTable? Table, double Guidance) _uploaded;

    /// <summary>Allocates and records.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="plan">The network's plan; for twice as many items as are sampled together where the scope is guided.</param>
    /// <param name="weights">The weights of the plan's network, on the same device; they must outlive the recording.</param>
    /// <param name="flow">The schedule.</param>
    /// <param name="scope">What it is made for.</param>
    /// <param name="workPerSubmit">Multiply-adds after which a submit is cut.</param>
    /// <exception cref="NetworkException">The network's extents don't fit the flow.</exception>
    public SamplerRecording(
        GpuDevice device, Plan plan, GpuWeights weights, Flow flow, SamplerScope scope, long workPerSubmit = PlanRecording.WorkPerSubmit)
    {
        (_flow, _data, _plan, _scope) = (flow, SampledData.Of(flow, plan.Network), plan, scope);
        Samples = scope.IsGuided ? plan.Batch / 2 : plan.Batch;
        long state = (long)Samples * _data.State.Count, variables = (long)Samples * _data.Variables;
        long words = ItemWords.Count(plan.Batch, variables) + (scope.HasBias ? state : 0);
        var extents = new SamplerExtents(scope.Evaluations, words, 2 * state, (variables * ResultBytes + 3) / 4 * 4);
        _network = new PlanRecording(device, plan, weights, scope.Evaluations, workPerSubmit, extents);
        try
        {
            KernelContext context = _network.Context;
            (Dispatch encode, Dispatch update, Dispatch result) = Kernels(context);
            _start = _network.Record("start", StartKernel.For(context, Samples, _data.State));
            _encode = _network.Record("encode", encode);
            if (scope.IsGuided) _guide = _network.Record("guide", GuideKernel.For(context, Samples, _data.State, plan.Output));
            if (scope.HasBias)
                _bias = _network.Record("bias", BiasKernel.For(context, Samples, plan.Output, ItemWords.Count(plan.Batch, variables)));
            _update = _network.Record("update", update);
            _result = _network.Record("result", result);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Items sampled together in a full batch.</summary>
    public int Samples { get; }

    /// <summary>What it is made for.</summary>
    public SamplerScope Scope => _scope;

    /// <summary>The network alone.</summary>
    public PlanRecording Network => _network;

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
        Run(table, items, guidance);
        return Read<byte>(items.Count);
    }

    /// <summary>Samples up to <see cref="Samples"/> items and returns the value in [−1, 1] of every variable, item by item.</summary>
    /// <inheritdoc cref="Sample"/>
    public float[][] SampleValues(StepTable table, IReadOnlyList<SampleItem> items, double guidance = 0)
    {
        _data.RequireValues();
        Run(table, items, guidance);
        return _flow.HasLevels ? [.. Read<byte>(items.Count).Select(_data.TargetOf)] : Read<float>(items.Count);
    }

    /// <summary>Frees the commands and all buffers but the weights.</summary>
    public void Dispose() => _network.Dispose();

    private int ResultBytes => _flow.HasLevels ? 1 : sizeof(float);

    private (Dispatch Encode, Dispatch Update, Dispatch Result) Kernels(KernelContext context)
    {
        (Shape state, View output) = (_data.State, _plan.Output);
        return _flow switch
        {
            DiscreteFlow => (EncodeDiscreteKernel.For(context, Samples, _plan.State, _plan.Mask),
                UpdateDiscreteKernel.For(context, Samples, output),
                ResultDiscreteKernel.For(context, Samples, output)),
            DiscretisedFlow flow => (EncodeContinuousKernel.For(context, Samples, _plan.State, _plan.Mask),
                UpdateDiscretisedKernel.For(context, Samples, state, output, flow.Bins),
                ResultDiscretisedKernel.For(context, Samples, state, output, flow.Bins)),
            _ => (EncodeContinuousKernel.For(context, Samples, _plan.State, _plan.Mask),
                UpdateContinuousKernel.For(context, Samples, state, output),
                ResultContinuousKernel.For(context, Samples, state, output)),
        };
    }

    private void Run(StepTable table, IReadOnlyList<SampleItem> items, double guidance)
    {
        if (items.Count < 1 || items.Count > Samples)
            throw new RequestException($"This recording takes 1 to {Samples} items at once, not {items.Count}.");
        foreach (SampleItem item in items) _data.Check(item);
        bool biased = items.Any(item => item.Bias is not null);
        if ((guidance != 0 && !_scope.IsGuided) || (biased && !_scope.HasBias))
            throw new InvalidOperationException("The recording was made without guidance or biases.");
        _network.UploadConditioning(table);
        if (_uploaded != (table, guidance))
        {
            _network.Buffers[KernelBinding.Steps].Write<StepScalars>(StepScalars.Rows(table, _flow, guidance));
            _uploaded = (table, guidance);
        }
        _network.Buffers[KernelBinding.Items].Write<uint>(ItemWords.Of(_data, _plan, Samples, items, biased));

        SubmitList submits = _network.NewSubmits();
        submits.Add(_start, 0);
        for (int i = 0; i < table.Evaluations; i++)
        {
            submits.Add(_encode, 0);
            if (_data.Asks(table.TimeOf(i)))
            {
                _network.AddNetwork(submits);
                if (_scope.IsGuided) submits.Add(_guide, 0);
            }
            if (biased) submits.Add(_bias, 0);
            submits.Add(i < table.Updates.Count ? _update : _result, 0);
        }
        _network.Submit(submits);
    }

    private T[][] Read<T>(int items)
        where T : unmanaged
    {
        var all = new T[items * _data.Variables];
        _network.Buffers[KernelBinding.Result].Read<T>(all);
        return [.. all.Chunk(_data.Variables)];
    }
}
