namespace BfnProcGen.Sampling;

/// <summary>One item of a batch to sample. Arrays hold plane after plane, row after row.</summary>
/// <param name="Seed">Everything random about the item follows from it.</param>
/// <param name="Known">Discrete data: the class of each known cell and −1 for each unknown one; null when nothing is known.</param>
/// <param name="Class">Class label, or −1 for none.</param>
/// <param name="KnownValues">
/// Continuous and discretised data: the value in [−1, 1] of each known variable, [channels, height, width], and NaN for each unknown one;
/// null when nothing is known. A cell is known when all of its channels are. Values of discretised data are taken for the centres of their
/// bins.
/// </param>
/// <param name="Bias">
/// Discrete data: finite numbers, [K, cells], that are added to the output logits wherever these become probabilities and before the result
/// is chosen; null for none. A large negative number such as −1e9 bans a class from a cell. A known cell keeps its class all the same.
/// </param>
public readonly record struct SampleItem(
    ulong Seed, short[]? Known = null, int Class = -1, float[]? KnownValues = null, float[]? Bias = null);
