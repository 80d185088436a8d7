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
    private readonly ConditionalWeakTable<Plan, ConditionalWeakTable<StepTable, Lazy<float[]>>> _tables = [];

    /// <summary>Rows [evaluation][class, and one for "none"] for a run.</summary>
    public float[] Of(Plan plan, StepTable table) =>
        _tables.GetOrCreateValue(plan).GetValue(table, _ => new Lazy<float[]>(() => Compute(plan, table))).Value;

    /// <summary>The row of a time and a class, −1 for none.</summary>
    public float[] Row(Plan plan, double time, int label)
    {
        var row = new float[plan.ConditioningWidth];
        if (row.Length == 0) return row;
        float[]?[] values = network.Evaluate(new NetworkInput([], null, time, label), plan.ConditioningNodes);
        foreach ((int node, int offset) in plan.ConditioningOffsets) values[node]!.CopyTo(row, offset);
        return row;
    }

    private float[] Compute(Plan plan, StepTable table)
    {
        int rows = plan.Network.Classes + 1, width = plan.ConditioningWidth;
        var conditioning = new float[table.Evaluations * rows * width];
        Parallel.For(0, table.Evaluations * rows, row =>
        {
            int label = row % rows == rows - 1 ? -1 : row % rows;
            Row(plan, table.TimeOf(row / rows), label).CopyTo(conditioning, row * width);
        });
        return conditioning;
    }
}
