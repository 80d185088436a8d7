namespace BfnProcGen.Maps;

/// <summary>
/// The runs that make a map go on at its other edge. A network with borders of zeros never sees both sides of a seam at once, so the map is
/// rolled by half and a band around the seam drawn anew there, with the rest known: the same as any other part that is drawn anew. For both
/// directions the second band ends at the first seam on either side, hence a third run, for where the two cross.
/// </summary>
/// <remarks>
/// Convolutions around the edge would need no second run, but no network was trained with them. Nor with edges amid the map, which it would
/// see somewhere else at every evaluation if the state were rolled from one to the next. Known cells are what it was trained with, any
/// model and backend can do it, and what the caller knows or bans holds in these runs as in the first.
/// </remarks>
internal static class SeamPasses
{
    private const int LeastExtent = 4, UsualShare = 6, LeastReach = 2;

    /// <summary>The runs, in order: how the map is rolled, and which of its cells are open.</summary>
    /// <exception cref="RequestException">The map is too small, or the reach too large for it.</exception>
    public static IEnumerable<(MapShift Shift, bool[] IsOpen)> Of(int width, int height, Wrap wrap, int? reach)
    {
        bool across = wrap.HasFlag(Wrap.X), down = wrap.HasFlag(Wrap.Y);
        int byX = across ? Reach(width, reach) : 0, byY = down ? Reach(height, reach) : 0;
        var passes = new List<(MapShift, bool[])>();
        if (across) passes.Add(Pass(isX: true, isY: false));
        if (down) passes.Add(Pass(isX: false, isY: true));
        if (across && down) passes.Add(Pass(isX: true, isY: true));
        return passes;

        (MapShift, bool[]) Pass(bool isX, bool isY)
        {
            var isOpen = new bool[width * height];
            for (int i = 0; i < isOpen.Length; i++)
                isOpen[i] = (!isX || IsNear(i % width, width, byX)) && (!isY || IsNear(i / width, height, byY));
            return (new MapShift(width, height, isX ? width / 2 : 0, isY ? height / 2 : 0), isOpen);
        }
    }

    private static bool IsNear(int place, int extent, int reach) => place < reach || place >= extent - reach;

    // Two rows or columns that are known are left in the middle of the map, at the edges of where the seam is drawn.
    private static int Reach(int extent, int? asked)
    {
        if (extent < LeastExtent)
            throw new RequestException($"A map of {extent} columns or rows is too small to wrap: {LeastExtent} at least.");
        int most = extent / 2 - 1;
        if (asked is not { } reach) return Math.Min(most, Math.Max(LeastReach, extent / UsualShare));
        return reach >= 1 && reach <= most
            ? reach
            : throw new RequestException(
                $"The seam of a map of {extent} columns or rows reaches 1 to {most} cells to either side, not {reach}.");
    }
}
