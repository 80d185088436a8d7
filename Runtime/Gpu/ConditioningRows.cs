using BfnProcGen.Flows;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// What depends on time and class alone for the evaluations of one run, computed when it is first asked for. Safe to use from several
/// threads.
/// </summary>
internal sealed class ConditioningRows
{
    private readonly Lazy<float[]> _values;
    private volatile bool _isDone;

    public ConditioningRows(ConditioningTables tables, Plan plan, StepTable table, int threads) => _values = new Lazy<float[]>(() =>
    {
        try
        {
            return Compute(tables, plan, table, new ParallelOptions { MaxDegreeOfParallelism = threads });
        }
        finally
        {
            _isDone = true;
        }
    });

    /// <summary>Whether asking for <see cref="Values"/> takes no time.</summary>
    public bool IsDone => _isDone;

    /// <summary>Rows [evaluation][class, and one for "none"].</summary>
    public float[] Values => _values.Value;

    private static float[] Compute(ConditioningTables tables, Plan plan, StepTable table, ParallelOptions threads)
    {
        int rows = plan.Network.Classes + 1, width = plan.ConditioningWidth;
        var conditioning = new float[table.Evaluations * rows * width];
        Parallel.For(0, table.Evaluations * rows, threads, row =>
        {
            int label = row % rows == rows - 1 ? -1 : row % rows;
            tables.Row(plan, table.TimeOf(row / rows), label).CopyTo(conditioning, row * width);
        });
        return conditioning;
    }
}
