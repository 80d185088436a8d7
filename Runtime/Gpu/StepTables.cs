using BfnProcGen.Flows;
using BfnProcGen.Models;

namespace BfnProcGen.Gpu;

/// <summary>
/// The step tables that a model's runs have asked for, so that equal runs share one, and with it what was computed for its times: those
/// that were got ready for as long as the model is loaded, others as long as they are among the ones used last. Safe to use from several
/// threads.
/// </summary>
/// <param name="model">The model.</param>
internal sealed class StepTables(Model model)
{
    /// <summary>Tables that are kept: far more than a game asks for, unless it starts every variation at a time of its own.</summary>
    public const int Most = 64;

    private readonly Lock _changing = new();
    private readonly HashSet<StepTable> _ready = new(ReferenceEqualityComparer.Instance);
    // The one used last is the last.
    private readonly OrderedDictionary<(Solver, int, double), StepTable> _used = [];

    /// <summary>The table of a number of evaluations, from a time on; null for the model's own solver.</summary>
    public StepTable Of(Solver? solver, int steps, double from = 0)
    {
        (Solver, int, double) key = (solver ?? model.SolverFor(steps), steps, from);
        lock (_changing)
        {
            if (!_used.Remove(key, out StepTable? table)) table = model.Flow.Steps(key.Item1, steps, from);
            _used.Add(key, table);
            if (_used.Count > Most + _ready.Count)
            {
                int oldest = 0;
                while (_ready.Contains(_used.GetAt(oldest).Value)) oldest++;
                _used.RemoveAt(oldest);
            }
            return table;
        }
    }

    /// <summary>The same, kept for good.</summary>
    public StepTable Keep(Solver? solver, int steps, double from = 0)
    {
        StepTable table = Of(solver, steps, from);
        lock (_changing) _ready.Add(table);
        return table;
    }
}
