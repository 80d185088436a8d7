using BfnProcGen.Flows;

namespace BfnProcGen.World;

/// <summary>Which world, and how it is drawn. All of it but <see cref="CachedWindows"/> decides what the chunks are.</summary>
public sealed record WorldOptions
{
    /// <summary>Everything random follows from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>Network evaluations a window, 1 or more.</summary>
    public int Steps { get; init; } = 8;

    /// <summary>How to get there; null for what the model's own search found best for this many evaluations.</summary>
    public Solver? Solver { get; init; }

    /// <summary>The class asked for in every chunk, by its name; null for none.</summary>
    public string? Class { get; init; }

    /// <inheritdoc cref="SampleRequest.Guidance"/>
    public double Guidance { get; init; }

    /// <summary>
    /// Columns that the windows of neighbours share, less than half a window; null for an eighth of it. More lets a chunk see more of its
    /// neighbours, but leaves less room between two of them to get from one to the other. 0 where chunks to the left and right have
    /// nothing to do with each other.
    /// </summary>
    public int? OverlapX { get; init; }

    /// <summary>
    /// Rows that the windows of neighbours share, likewise; 0 for a world of one row, such as an endless level of a side-scroller.
    /// </summary>
    public int? OverlapY { get; init; }

    /// <summary>
    /// How many windows are kept, a byte a cell, those used last. Fewer only cost time: neighbours are drawn again for every chunk.
    /// </summary>
    public int CachedWindows { get; init; } = 1024;
}
