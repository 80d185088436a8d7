using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Evaluation;

/// <summary>
/// The places of a map at which real maps hold few patterns, each many times: walls, doors and other structure that has its place. A
/// pattern that no real map has at such a place breaks the structure, while elsewhere it may just be new.
/// </summary>
/// <remarks>
/// How often a further real map would show a new pattern at a place is estimated by the share of the maps whose pattern occurs there only
/// once (Good 1953, with Turing). The most settled places are taken, as many as would flag a further real map with at most
/// <see cref="FalseAlarms"/>.
/// </remarks>
internal sealed class SettledPlaces
{
    private const int Side = 2, MostWindows = 2048;
    private const double FalseAlarms = 0.02;
    private readonly CropSize _size;
    private readonly List<(int X, int Y, HashSet<UInt128> Patterns)> _places = [];

    public SettledPlaces(TileWindows real)
    {
        _size = real.Size;
        TileMap[] maps = [.. real.Spread(MostWindows).Select(cells => new TileMap(_size.Width, _size.Height, cells))];
        var places = new List<(int X, int Y, HashSet<UInt128> Patterns, double New)>();
        for (int y = 0; y <= _size.Height - Side; y++)
        for (int x = 0; x <= _size.Width - Side; x++)
        {
            Dictionary<UInt128, int> counts = maps.CountBy(map => PatternCounts.KeyAt(map, x, y, Side)).ToDictionary();
            places.Add((x, y, [.. counts.Keys], (double)counts.Values.Count(count => count == 1) / maps.Length));
        }
        double alarms = 0;
        foreach ((int x, int y, HashSet<UInt128> patterns, double isNew) in places.OrderBy(place => place.New))
        {
            if ((alarms += isNew) > FalseAlarms) break;
            _places.Add((x, y, patterns));
        }
    }

    /// <summary>Whether a settled place holds a pattern that no real map has there.</summary>
    public bool AreBroken(byte[] cells)
    {
        var map = new TileMap(_size.Width, _size.Height, cells);
        return _places.Exists(place => !place.Patterns.Contains(PatternCounts.KeyAt(map, place.X, place.Y, Side)));
    }
}
