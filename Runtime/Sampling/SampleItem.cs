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
/// is chosen; null for none. <see cref="Ban"/> bans a class from a cell; not all of a cell's classes can be banned. A known cell keeps its
/// class all the same.
/// </param>
/// <param name="Origin">
/// Discrete data: the class of every cell of what a run that starts late varies; null for runs that start from noise.
/// </param>
/// <param name="OriginValues">The same of continuous and discretised data: the value in [−1, 1] of every variable.</param>
public readonly record struct SampleItem(
    ulong Seed, short[]? Known = null, int Class = -1, float[]? KnownValues = null, float[]? Bias = null, byte[]? Origin = null,
    float[]? OriginValues = null)
{
    /// <summary>The bias that bans a class, far below what logits differ by.</summary>
    public const float Ban = -1e9f;

    // Logits and weights beside a ban don't change what it is.
    private const float LeastBan = Ban / 2;

    /// <summary>Whether a bias bans its class.</summary>
    public static bool IsBan(float bias) => bias <= LeastBan;
}
