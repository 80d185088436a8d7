using BfnProcGen.Flows;
using BfnProcGen.Gpu;
using BfnProcGen.Sampling;

namespace BfnProcGen;

/// <summary>A part of a generation that was submitted at once.</summary>
/// <param name="Dispatches">Kernels launched.</param>
/// <param name="Predicted">What it was thought to take on the device.</param>
/// <param name="Measured">What it took, by the device's own clock; null where it has none.</param>
public readonly record struct GenerationSlice(int Dispatches, TimeSpan Predicted, TimeSpan? Measured);

/// <summary>
/// A sample that is drawn little by little, while a game renders: each call of <see cref="Advance"/> submits as much as fits into a time
/// budget. Advance it from one thread at a time. Disposing it before it is finished gives it up.
/// </summary>
public sealed class Generation : IDisposable
{
    private readonly LoadedModel _owner;
    private readonly Lane _lane;
    private readonly SamplerRecording _recording;
    private readonly DispatchCosts _costs;
    private readonly RunOrder _order;
    private readonly ResultTarget? _target;
    private readonly SampleItem _item;
    private readonly byte[]? _levels;
    private readonly float[]? _values;
    private int _done, _submitted, _evaluation;
    private double _predicted;
    private int _released;
    private Sample? _sample;

    internal Generation(LoadedModel owner, Lane lane, SampleRequest request, ResultTarget? target)
    {
        (_owner, _lane, _target) = (owner, lane, target);
        (StepTable table, _item) = owner.Resolve(request);
        double guidance = request.EffectiveGuidance;
        _recording = RecordingFor(lane, guidance);
        _costs = owner.Lanes.CostsOf(guidance > 0);
        if (target is not null) owner.Export.Require(target.Form);
        // One thread: the game needs the others.
        _order = _recording.Prepare(table, [_item], guidance, target?.Form, threads: 1);
        int variables = SampledData.Of(owner.Model.Flow, owner.Model.Network).Variables;
        if (owner.Model.Flow.HasLevels) _levels = new byte[variables];
        else _values = new float[variables];
    }

    /// <summary>Whether the sample is there.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>The share of the kernels that have run, from 0 to 1.</summary>
    public double Progress => (double)_done / _order.Count;

    /// <summary>Network evaluations that are done.</summary>
    public int Evaluation => _evaluation;

    /// <summary>Network evaluations there are.</summary>
    public int Evaluations => _order.Evaluations;

    /// <summary>The slice that was found done last.</summary>
    public GenerationSlice LastSlice { get; private set; }

    /// <summary>The sample.</summary>
    /// <exception cref="UsageException">It is not finished yet.</exception>
    public Sample Sample => !IsFinished
        ? throw new UsageException("The generation is not finished: call Advance until it returns true.")
        : _sample ??= new Sample(_owner.Model, _item.Seed, _levels, _values);

    /// <summary>What the longest of its kernels is thought to take.</summary>
    internal TimeSpan LongestKernel => TimeSpan.FromMicroseconds(_costs.Longest / 1000);

    /// <summary>Whether slices end with evaluations, and <see cref="State"/> is kept.</summary>
    internal bool KeepsStates { get; init; }

    /// <summary>
    /// The state after the evaluation that was done last, where <see cref="Generator.Begin"/> was asked to keep it; reading it back allocates.
    /// </summary>
    public GenerationState? State { get; private set; }

    /// <summary>
    /// Looks whether the part that was submitted last is done, and if so submits the next: as many kernels as are predicted to fit into the
    /// budget, but one at least. It doesn't wait, and allocates nothing. The first calls submit nothing as long as the pool computes what
    /// depends on the run's times alone, where that was not got ready (<see cref="GeneratorOptions.UsualRequests"/>).
    /// </summary>
    /// <param name="budget">Time on the device, from zero on.</param>
    /// <param name="wait">Waits for the part before and for the one submitted.</param>
    /// <returns>Whether the sample is there.</returns>
    /// <exception cref="UsageException">Another thread is advancing it, or the adopted queue belongs to another thread.</exception>
    /// <exception cref="RequestException">The budget is negative.</exception>
    /// <exception cref="ObjectDisposedException">The generation or its generator was disposed.</exception>
    /// <exception cref="DeviceLostException">The device is lost, now or since a call before.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public bool Advance(TimeSpan budget, bool wait = false)
    {
        if (IsFinished) return true;
        ObjectDisposedException.ThrowIf(_released != 0, this);
        if (budget < TimeSpan.Zero) throw new RequestException($"The time budget must be 0 or more, not {budget}.");
        _lane.Enter();
        try
        {
            // Given up meanwhile, by another thread.
            ObjectDisposedException.ThrowIf(_released != 0, this);
            _owner.Device.CheckUse();
            if (!Collect(wait)) return false;
            if (_done == 0 && !_recording.IsReady(wait)) return false;
            if (_done < _order.Count)
            {
                Submit(budget);
                if (!wait || !Collect(wait)) return false;
            }
            if (_done < _order.Count) return false;
            Finish();
            return true;
        }
        finally
        {
            _lane.Leave();
            if (IsFinished) Release();
        }
    }

    /// <summary>
    /// Gives the generation up if it isn't finished. What was submitted runs to its end; it is waited for when its buffers are needed next.
    /// </summary>
    /// <exception cref="UsageException">An engine's own submit, which <see cref="Advance"/> waits for, calls it.</exception>
    public void Dispose()
    {
        if (_released == 0 && _lane.IsUsedByThisThread)
            throw new UsageException("The generation is being advanced in a call that this one comes from: dispose it when that has returned.");
        Release();
    }

    /// <summary>The recording that a run with some guidance takes in a lane.</summary>
    /// <exception cref="RequestException">Guidance was not got ready.</exception>
    internal static SamplerRecording RecordingFor(Lane lane, double guidance) => guidance == 0 ? lane.Plain : lane.Guided
        ?? throw NoGuidance();

    /// <summary>Guidance was not got ready.</summary>
    internal static RequestException NoGuidance() =>
        new($"The generator was loaded without guidance: set {nameof(GeneratorOptions)}.{nameof(GeneratorOptions.Guidance)}.");

    private void Submit(TimeSpan budget)
    {
        ReadOnlySpan<int> left = _order.Dispatches.AsSpan(_done);
        if (KeepsStates && _evaluation < Evaluations) left = left[..(_order.EvaluationEnds[_evaluation] - _done)];
        if (left.Length > SliceCommands.MostDispatches) left = left[..SliceCommands.MostDispatches];
        left = left[.._costs.Fit(left, budget.TotalNanoseconds)];
        _predicted = _costs.Predict(left);
        _lane.Slices.Submit(_recording, _order, _done, _done + left.Length, _target, keepsEstimate: KeepsStates);
        _submitted = _done + left.Length;
    }

    private bool Collect(bool wait)
    {
        if (!_lane.Slices.IsPending) return true;
        if (!_lane.Slices.Collect(_costs, wait)) return false;
        double measured = _lane.Slices.Nanoseconds;
        LastSlice = new GenerationSlice(_submitted - _done, TimeSpan.FromMicroseconds(_predicted / 1000),
            double.IsNaN(measured) ? null : TimeSpan.FromMicroseconds(measured / 1000));
        _done = _submitted;
        int before = _evaluation;
        while (_evaluation < Evaluations && _order.EvaluationEnds[_evaluation] <= _done) _evaluation++;
        if (!KeepsStates || _evaluation == before) return true;
        float[] estimate = GenerationState.EstimateOf(_owner.Model, _item, _recording.ReadEstimate());
        State = new GenerationState(_evaluation, Evaluations, estimate);
        return true;
    }

    private void Finish()
    {
        if (_levels is not null) _recording.ReadLevels(_levels);
        else _recording.ReadValues(_values);
        IsFinished = true;
    }

    // The lane may be taken at once: it waits for the slice that is still under way, if there is one.
    private void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0) return;
        _lane.Await();
        _owner.Lanes.Return(_lane);
        _owner.Release();
    }
}
