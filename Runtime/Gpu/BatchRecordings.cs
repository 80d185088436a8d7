using BfnProcGen.Models;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// The recordings for batches that are drawn at once: a run is recorded once for each of the batch sizes 1, 8 and
/// <see cref="Generator.LargestBatch"/>, when it is first wanted. Not safe for concurrent use.
/// </summary>
/// <param name="device">Where to run.</param>
/// <param name="weights">The weights.</param>
/// <param name="model">The model.</param>
/// <param name="memory">Where recordings take their memory from.</param>
/// <param name="one">The plan for one item.</param>
/// <param name="two">The plan for two, where there is one already.</param>
internal sealed class BatchRecordings(
    GpuDevice device, GpuWeights weights, Model model, MemoryAccount memory, Plan one, Plan? two) : IDisposable
{
    private static readonly int[] Batches = [1, 8, Generator.LargestBatch];

    // What every Vulkan desktop device binds at least (LunarG's 2023 baseline).
    private const long BytesABinding = 128 << 20;

    // Recordings are made for this many evaluations, and made anew for more.
    private const int UsualEvaluations = 128;

    private readonly Dictionary<int, Plan> _plans = two is null ? new() { [1] = one } : new() { [1] = one, [2] = two };
    private readonly Dictionary<(int Batch, bool IsGuided), SamplerRecording> _recordings = [];

    /// <summary>
    /// The recording for a part of the items that are left; its batch is at most twice as large as that: one that is at least half full
    /// costs less than several small ones.
    /// </summary>
    /// <exception cref="RequestException">Not even one item fits into the memory budget.</exception>
    public SamplerRecording For(int left, SamplerScope scope)
    {
        scope = scope with { Evaluations = Math.Max(scope.Evaluations, UsualEvaluations) };
        int[] fitting = [.. Batches.Where(batch => Fits(batch, scope))];
        int whole = Array.Find(fitting, batch => batch >= left && batch <= 2 * left);
        return Recording(whole > 0 ? whole : fitting.LastOrDefault(batch => batch <= left, 1), scope);
    }

    /// <summary>Frees all recordings; others may be made afterwards.</summary>
    public void Dispose()
    {
        foreach ((int Batch, bool IsGuided) key in _recordings.Keys.ToArray()) Free(key);
    }

    private Plan PlanFor(int batch)
    {
        if (_plans.TryGetValue(batch, out Plan? plan)) return plan;
        return _plans[batch] = Planner.Create(model.Network, batch);
    }

    // The activations, and the state with the estimate before it, are the largest buffers of a recording. Both grow with the batch.
    private bool Fits(int batch, SamplerScope scope)
    {
        if (batch == 1 || _recordings.ContainsKey((batch, scope.IsGuided))) return true;
        long items = scope.IsGuided ? 2 * batch : batch;
        return items * Math.Max(2L * one.State.Shape.Count, one.ArenaSize) * sizeof(float) <= BytesABinding
            // Seldom as much: what items share is counted for each.
            && (items * BytesOf(one, scope with { IsGuided = false }) <= memory.Left
                || BytesOf(PlanFor(PlannedItems(batch, scope.IsGuided)), scope) <= memory.Left);
    }

    private static int PlannedItems(int batch, bool isGuided) => isGuided ? 2 * batch : batch;

    private long BytesOf(Plan plan, SamplerScope scope) =>
        PlanRecording.BytesOf(plan, scope.Evaluations, new SamplerLayout(plan, model.Flow, scope).Extents);

    // Made anew where a run wants more of it than was recorded.
    private SamplerRecording Recording(int batch, SamplerScope scope)
    {
        (int, bool) key = (batch, scope.IsGuided);
        if (_recordings.TryGetValue(key, out SamplerRecording? recording))
        {
            SamplerScope had = recording.Scope;
            if (had.Evaluations >= scope.Evaluations && (had.HasBias || !scope.HasBias)) return recording;
            scope = scope with { Evaluations = Math.Max(had.Evaluations, scope.Evaluations), HasBias = had.HasBias || scope.HasBias };
            Free(key);
        }
        Plan plan = PlanFor(PlannedItems(batch, scope.IsGuided));
        long bytes = BytesOf(plan, scope);
        bool fits = memory.TryTake(bytes);
        if (!fits)
        {
            Dispose();
            fits = memory.TryTake(bytes);
        }
        if (!fits)
        {
            throw new RequestException($"Drawing {batch} together takes {bytes >> 10} KiB of device memory beside what is loaded, and "
                + $"{Math.Max(0, memory.Left) >> 10} KiB of the budget are left: raise "
                + $"{nameof(GeneratorOptions)}.{nameof(GeneratorOptions.MemoryBudget)}.");
        }
        try
        {
            recording = new SamplerRecording(device, plan, weights, model.Flow, scope);
        }
        catch
        {
            memory.Return(bytes);
            throw;
        }
        _recordings.Add(key, recording);
        device.Pipelines.Save();
        return recording;
    }

    private void Free((int Batch, bool IsGuided) key)
    {
        if (!_recordings.Remove(key, out SamplerRecording? recording)) return;
        recording.Dispose();
        memory.Return(BytesOf(PlanFor(PlannedItems(key.Batch, key.IsGuided)), recording.Scope));
    }
}
