namespace BfnProcGen.Gpu;

/// <summary>
/// All dispatches of a run in their order, as numbers in a recording's list of dispatches. A run can be cut between any two of them.
/// </summary>
/// <param name="Dispatches">The numbers.</param>
/// <param name="EvaluationEnds">How many dispatches are done at the end of each evaluation.</param>
internal sealed record RunOrder(int[] Dispatches, int[] EvaluationEnds)
{
    /// <summary>Dispatches of the run.</summary>
    public int Count => Dispatches.Length;

    /// <summary>Network evaluations of the run.</summary>
    public int Evaluations => EvaluationEnds.Length;
}
