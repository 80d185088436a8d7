using BfnProcGen.Flows;

namespace BfnProcGen.Training.Evaluation;

/// <summary>The solver that was found best for a number of network evaluations.</summary>
/// <param name="Evaluations">Network evaluations a sample.</param>
/// <param name="Solver">The solver, its noise and its time grid.</param>
/// <param name="Score">How its samples compare with what was learnt.</param>
public sealed record SolverChoice(int Evaluations, Solver Solver, SampleScore Score);

/// <summary>Where a search stands.</summary>
/// <param name="Share">Share of the work that is done, 0 to 1.</param>
/// <param name="Evaluations">The number of evaluations that is being searched for.</param>
/// <param name="Best">The best solver for it so far; null before the first was tried.</param>
public sealed record SolverSearchProgress(double Share, int Evaluations, SolverChoice? Best);
