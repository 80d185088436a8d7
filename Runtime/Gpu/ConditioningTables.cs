using System.Runtime.CompilerServices;
using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// What depends on time and class alone, computed once for each plan and step table and shared by all recordings of that plan. Safe to use
/// from several threads.
/// </summary>
/// <param name="network">The network with its weights.</param>
internal sealed class ConditioningTables(PlainNetwork network)
{
    private readonly ConditionalWeakTable<Plan, ConditionalWeakTable<StepTable, ConditioningRows>> _tables = [];

    /// <summary>The rows of a run, which the pool begins to compute where that has not been done yet.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="table">The run.</param>
    /// <param name="threads">How many threads may work on it; −1 for all.</param>
    public ConditioningRows Of(Plan plan, StepTable table, int threads = -1)
    {
        ConditionalWeakTable<StepTable, ConditioningRows> known = _tables.GetOrCreateValue(plan);
        if (known.TryGetValue(table, out ConditioningRows? rows)) return rows;
        var made = new ConditioningRows(this, plan, table, threads);
        rows = known.GetValue(table, _ => made);
        if (rows == made) EarlyWork.Begin(() => _ = made.Values);
        return rows;
    }

    /// <summary>The row of a time and a class, −1 for none.</summary>
    public float[] Row(Plan plan, double time, int label)
    {
        var row = new float[plan.ConditioningWidth];
        if (row.Length == 0) return row;
        float[]?[] values = network.Evaluate(new NetworkInput([], null, time, label), plan.ConditioningNodes);
        foreach ((int node, int offset) in plan.ConditioningOffsets) values[node]!.CopyTo(row, offset);
        return row;
    }
}
