namespace BfnProcGen.Editor.Benchmarks;

/// <summary>
/// What became of a plain loop on all processors, as long as a usual slice, that ran once a frame while nothing else of this program did:
/// where it takes longer, other programs had the processors.
/// </summary>
/// <param name="Loops">How often it ran.</param>
/// <param name="MedianMs">The middle one.</param>
/// <param name="LongestMs">The longest.</param>
/// <param name="OverBudget">Those that took longer than the budget of slices.</param>
/// <param name="OverBudgetAndKernel">Those that took longer by more than the longest kernel takes.</param>
internal sealed record FrameControl(int Loops, double MedianMs, double LongestMs, int OverBudget, int OverBudgetAndKernel);
