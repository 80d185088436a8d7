using BfnProcGen.Checks;

namespace BfnProcGen.Maps;

/// <summary>
/// A tile map that takes more than one run: one that goes on at its other edge, or that must meet checks of the whole map.
/// </summary>
/// <param name="Sample">The first run: seed, steps, rules.</param>
public sealed record MapRequest(SampleRequest Sample)
{
    /// <summary>The most <see cref="Redraws"/>.</summary>
    public const int MostRedraws = 1000;

    /// <summary>
    /// Where the map goes on at its other edge. The seam is drawn anew in the middle of the map, rolled there, with the rest known: one run
    /// more for a direction, three for both.
    /// </summary>
    public Wrap Wrap { get; init; }

    /// <summary>Cells on either side of the seam that are drawn anew; null for a sixth of the map, 2 at least.</summary>
    public int? SeamReach { get; init; }

    /// <summary>What the map must meet.</summary>
    public IReadOnlyList<MapCheck> Checks { get; init; } = [];

    /// <summary>How often, at most, a part of the map that fails a check is drawn anew, each a run.</summary>
    public int Redraws { get; init; } = 16;
}

/// <summary>A map that was asked for.</summary>
/// <param name="Map">The map: the nearest to meeting all checks that was found.</param>
/// <param name="Unmet">The checks that it doesn't meet.</param>
/// <param name="Runs">How many runs it took.</param>
public sealed record MapResult(TileMap Map, IReadOnlyList<UnmetCheck> Unmet, int Runs)
{
    /// <summary>Whether the map meets all checks.</summary>
    public bool IsMet => Unmet.Count == 0;
}
