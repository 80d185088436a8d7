using BfnProcGen.Models;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;

namespace BfnProcGen.Gpu;

/// <summary>
/// The lanes of a model: as many as generations can be under way, all made at load and warmed up, so that nothing is compiled or allocated
/// later and the cost of every dispatch is known. Safe to use from several threads.
/// </summary>
internal sealed class Lanes : IDisposable
{
    private readonly Lane[] _all;
    private readonly List<Lane> _free;
    private readonly SemaphoreSlim _count;
    private readonly CancellationTokenSource _closing = new();
    private readonly DispatchCosts? _plainCosts, _guidedCosts;

    /// <summary>Makes all lanes.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="plans">The plans for one item and, with guidance, for two.</param>
    /// <param name="scope">What the lanes are made for; with guidance, others are made beside them.</param>
    /// <param name="model">The model.</param>
    /// <param name="usual">The runs to get ready for: first the most usual one.</param>
    /// <param name="options">How many.</param>
    /// <param name="step">Told the share that is done, often; what it throws ends the making.</param>
    public Lanes(GpuDevice device, GpuWeights weights, (Plan One, Plan? Two) plans, SamplerScope scope, Model model,
        IReadOnlyList<UsualRun> usual, GeneratorOptions options,
        Action<double> step)
    {
        var lanes = new List<Lane>();
        (_all, _free, _count) = ([], [], new SemaphoreSlim(options.Generations));
        try
        {
            for (int i = 0; i < options.Generations; i++) lanes.Add(Make());
            if (lanes is [var first, ..])
            {
                double each = first.Guided is null ? 0.4 : 0.2;
                _plainCosts = Warm(first, first.Plain, 0.6, each);
                if (first.Guided is { } guided) _guidedCosts = Warm(first, guided, 0.6 + each, each);
                foreach (Lane lane in lanes)
                {
                    lane.Plain.Network.AskForConditioning(usual[0].Table);
                    lane.Plain.Network.TakeConditioning(wait: true);
                }
                foreach (UsualRun run in usual) _ = run.Rows.Values;
            }
            _all = [.. lanes];
            _free = [.. lanes];
        }
        catch
        {
            foreach (Lane lane in lanes) lane.Dispose();
            throw;
        }

        Lane Make()
        {
            SamplerRecording? plain = null, guided = null;
            try
            {
                // Pipelines are made for the first lane.
                double part = plans.Two is null ? 0.6 : 0.3;
                plain = new SamplerRecording(device, plans.One, weights, model.Flow, scope,
                    step: share => step(lanes.Count > 0 ? 0.6 : part * share));
                if (plans.Two is { } two)
                {
                    guided = new SamplerRecording(device, two, weights, model.Flow, scope with { IsGuided = true },
                        step: share => step(lanes.Count > 0 ? 0.6 : part + (part * share)));
                }
                return new Lane(plain, guided, new SliceCommands(device));
            }
            catch
            {
                plain?.Dispose();
                guided?.Dispose();
                throw;
            }
        }

        // Software Vulkan compiles at the first dispatch; the second launch of each tells what it costs. What it has to compile is submitted
        // one by one, so that others on the queue don't wait for all of it.
        DispatchCosts Warm(Lane lane, SamplerRecording recording, double done, double part)
        {
            recording.Prepare(usual[0].Table, [new SampleItem(0)], 0);
            recording.IsReady(wait: true);
            var order = new RunOrder([.. Enumerable.Range(0, recording.DistinctDispatches)], []);
            DispatchCosts costs = new(order.Count);
            for (int round = 0; round < 2; round++)
            {
                costs = new DispatchCosts(order.Count);
                for (int at = 0, end; at < order.Count; at = end)
                {
                    step(done + (part * (round + ((double)at / order.Count)) / 2));
                    bool compiles = round == 0 && device.IsSoftware && !device.Pipelines.WasWarm;
                    end = compiles ? at + 1 : lane.Slices.LastTogether(recording, order, at);
                    lane.Slices.Submit(recording, order, at, end, null, timesEach: true);
                    lane.Slices.Collect(costs, wait: true);
                }
            }
            return costs;
        }
    }

    /// <summary>Takes a free lane, or none. Its last slice may still be under way.</summary>
    public Lane? TryTake() => _count.Wait(0) ? Pop() : null;

    /// <summary>Takes a lane when one becomes free. Its last slice may still be under way.</summary>
    /// <exception cref="ObjectDisposedException">The generator was disposed meanwhile.</exception>
    public async Task<Lane> TakeAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        try
        {
            await _count.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller's own token, not the one of both.
            cancellation.ThrowIfCancellationRequested();
            throw new ObjectDisposedException(typeof(Generator).FullName);
        }
        return Pop();
    }

    /// <summary>Gives a lane back; its last slice may still be under way.</summary>
    public void Return(Lane lane)
    {
        lock (_free) _free.Add(lane);
        _count.Release();
    }

    /// <summary>What the dispatches of a lane's recordings cost.</summary>
    public DispatchCosts CostsOf(bool isGuided) => (isGuided ? _guidedCosts : _plainCosts)!;

    /// <summary>Whether a call on behalf of one of its generations is under way on this thread.</summary>
    public bool AreUsedByThisThread => Array.Exists(_all, lane => lane.IsUsedByThisThread);

    /// <summary>Frees all lanes, and sends away who waits for one.</summary>
    public void Dispose()
    {
        foreach (Lane lane in _all) lane.Dispose();
        _closing.Cancel();
    }

    private Lane Pop()
    {
        lock (_free)
        {
            // The one used last, whose buffers are the warmest; but of those that were given up half-way only what has waited longest.
            int at = Math.Max(0, _free.FindLastIndex(lane => !lane.Slices.IsPending));
            Lane taken = _free[at];
            _free.RemoveAt(at);
            return taken;
        }
    }
}
