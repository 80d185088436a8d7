namespace BfnProcGen;

/// <summary>Device memory that a model needs, in bytes; a driver's alignment may add a few kilobytes.</summary>
/// <param name="Weights">The weights, repacked.</param>
/// <param name="Generation">The buffers of one generation.</param>
/// <param name="Generations">How many generations there are.</param>
public readonly record struct MemoryEstimate(long Weights, long Generation, int Generations)
{
    /// <summary>All of it.</summary>
    public long Total => Weights + Generation * Generations;

    /// <summary>The bytes with their parts.</summary>
    public override string ToString() =>
        $"{MiB(Total)} MiB (weights {MiB(Weights)}, {Generations} generations of {MiB(Generation)})";

    private static string MiB(long bytes) => $"{bytes / 1048576.0:0.0}";
}
