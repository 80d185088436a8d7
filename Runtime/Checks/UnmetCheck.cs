using BfnProcGen.Maps;

namespace BfnProcGen.Checks;

/// <summary>What a map doesn't meet, and what would help where it is drawn anew.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Reason">What is wrong, for people.</param>
public sealed record UnmetCheck(string Check, string Reason)
{
    /// <summary>How far the map is from meeting it, at least 1: a map that is nearer is taken in place of one that is farther.</summary>
    public int Distance { get; init; } = 1;

    /// <summary>The cells at fault, around which the map is drawn anew; empty where it is anywhere.</summary>
    public IReadOnlyList<Cell> Cells { get; init; } = [];

    /// <summary>Tiles that cells at fault should rather have.</summary>
    public IReadOnlyList<TileChoice> Wanted { get; init; } = [];

    /// <summary>
    /// Tiles that are not drawn anew around the cells at fault. Cells that have one and are not at fault keep it.
    /// </summary>
    public IReadOnlyList<TileChoice> Unwanted { get; init; } = [];
}
