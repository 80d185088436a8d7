using BfnProcGen.Checks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Maps;

/// <summary>
/// Draws the part of a map anew that fails a check: everything near the cells at fault, in turn nearer and farther around them, and with
/// weight on the tiles that are wanted there, which grows from round to round.
/// </summary>
/// <param name="frame">The map's frame.</param>
/// <param name="wrap">Where the map goes on at its other edge.</param>
internal sealed class RepairPass(MapFrame frame, Wrap wrap)
{
    // The reach goes from 1 to this and begins again: what is far from the fault is rarely at fault, and sound as it is.
    private const int MostReach = 4, MostPlaces = 4;

    // A factor of e³ on a tile's odds in the first round, e⁶ in the second, ….
    private const float Weight = 3;

    /// <summary>How the map is rolled in the run that was made last.</summary>
    public MapShift Shift { get; private set; }

    /// <summary>The run of an attempt, or null where nothing can be drawn anew.</summary>
    /// <param name="map">The map as it is.</param>
    /// <param name="unmet">What it doesn't meet.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    /// <param name="run">The number of the run.</param>
    /// <exception cref="RequestException">A check names a cell or tile that isn't there.</exception>
    public SampleRequest? Next(byte[] map, UnmetCheck unmet, int attempt, int run)
    {
        int[] wanted = IndicesOf(unmet.Wanted), unwanted = IndicesOf(unmet.Unwanted);
        int[] faults = unmet.Cells.Count > 0
            ? [.. unmet.Cells.Select(cell => IndexOf(cell, unmet))]
            : AnyPlaces(map, wanted, unmet.Distance, attempt);
        if (faults.Length == 0) return null;
        Shift = Centred(faults[Noise.Choice(frame.Seed, attempt, MostPlaces, faults.Length)]);
        bool[] isOpen = Around(faults, 1 + (attempt - 1) % MostReach);
        float weight = Weight * (1 + (attempt - 1) / MostReach);
        var atFault = faults.ToHashSet();
        for (int i = 0; i < isOpen.Length; i++)
            if (isOpen[i] && !atFault.Contains(i) && unwanted.Contains(map[i])) isOpen[i] = false;
        if (!Enumerable.Range(0, isOpen.Length).Any(i => isOpen[i] && !frame.IsKnown(i))) return null;
        return frame.Redraw(map, isOpen, Shift, run, bias =>
        {
            foreach (int tile in wanted)
            foreach (int cell in atFault) bias[tile * frame.Cells + cell] += weight;
            for (int cell = 0; cell < isOpen.Length; cell++)
                if (isOpen[cell]) Ban(bias, unwanted, cell);
        });
    }

    // What the caller leaves of a cell's tiles is not taken away wholly.
    private void Ban(float[] bias, int[] tiles, int cell)
    {
        if (!Enumerable.Range(0, frame.Tiles.Count).Any(tile => !tiles.Contains(tile) && !frame.IsBanned(cell, tile))) return;
        foreach (int tile in tiles) bias[tile * frame.Cells + cell] = SampleItem.Ban;
    }

    private int[] IndicesOf(IReadOnlyList<TileChoice> tiles) => [.. tiles.Select(tile => tile.IndexIn(frame.Tiles))];

    private int IndexOf(Cell cell, UnmetCheck unmet) =>
        (uint)cell.X < (uint)frame.Width && (uint)cell.Y < (uint)frame.Height
            ? cell.Y * frame.Width + cell.X
            : throw new RequestException(
                $"The check '{unmet.Check}' says that {cell} is at fault; the map has {frame.Width}×{frame.Height} cells.");

    // Cells that can become something else: where a tile is wanted, one that they aren't yet.
    private int[] AnyPlaces(byte[] map, int[] wanted, int distance, int attempt)
    {
        int[] possible = [.. Enumerable.Range(0, map.Length).Where(cell => !frame.IsKnown(cell)
            && (wanted.Length == 0 || (!wanted.Contains(map[cell]) && wanted.Any(tile => !frame.IsBanned(cell, tile)))))];
        if (possible.Length == 0) return [];
        int count = Math.Clamp(distance, 1, MostPlaces);
        return [.. Enumerable.Range(0, count).Select(i => possible[Noise.Choice(frame.Seed, attempt, i, possible.Length)]).Distinct()];
    }

    private MapShift Centred(int cell)
    {
        int x = wrap.HasFlag(Wrap.X) ? (frame.Width / 2 - cell % frame.Width + frame.Width) % frame.Width : 0;
        int y = wrap.HasFlag(Wrap.Y) ? (frame.Height / 2 - cell / frame.Width + frame.Height) % frame.Height : 0;
        return new MapShift(frame.Width, frame.Height, x, y);
    }

    // In the rolled frame. Cells at an edge where the map goes on stay known: the network would not see what is beyond.
    private bool[] Around(int[] faults, int reach)
    {
        var isOpen = new bool[frame.Cells];
        var places = Array.ConvertAll(faults, fault => PlaceOf(fault));
        for (int i = 0; i < isOpen.Length; i++)
        {
            (int x, int y) = PlaceOf(i);
            bool isSeam = (wrap.HasFlag(Wrap.X) && (x == 0 || x == frame.Width - 1))
                || (wrap.HasFlag(Wrap.Y) && (y == 0 || y == frame.Height - 1));
            isOpen[i] = !isSeam && places.Any(place => Math.Abs(place.X - x) <= reach && Math.Abs(place.Y - y) <= reach);
        }
        return isOpen;

        (int X, int Y) PlaceOf(int cell) => (Shift.To(cell) % frame.Width, Shift.To(cell) / frame.Width);
    }
}
