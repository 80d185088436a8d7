using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Evaluation;

/// <summary>Compares generated maps with real ones. What it needs to know of the real ones is counted once.</summary>
public sealed class MapScorer : ISampleScorer
{
    // Nearest maps are sought among at most this many windows.
    private const int MostWindows = 4096;

    // More maps than this don't change what is common.
    private const int MostMaps = 4096;
    private static readonly int[] Sides = [2, 3, 4];

    private readonly PatternCounts[] _real;
    private readonly TileWindows _windows;
    private readonly SettledPlaces _settled;
    private readonly byte[][] _near;

    /// <summary>Prepares for comparisons with <paramref name="real"/>.</summary>
    public MapScorer(TileWindows real)
    {
        ArgumentNullException.ThrowIfNull(real);
        _windows = real;
        int maps = Math.Min(MostMaps, real.Maps.Count);
        TileMap[] some = [.. Enumerable.Range(0, maps).Select(i => real.Maps[(int)((long)i * real.Maps.Count / maps)])];
        _real = Array.ConvertAll(Sides, side => PatternCounts.Of(some, side));
        _settled = new SettledPlaces(real);
        _near = real.Spread(MostWindows);
    }

    /// <summary>The size of the maps that can be scored.</summary>
    public CropSize Size => _windows.Size;

    /// <summary>Scores maps of <see cref="Size"/>, given as cells.</summary>
    public MapScore Score(IReadOnlyList<byte[]> generated)
    {
        ArgumentNullException.ThrowIfNull(generated);
        if (generated.Count == 0) throw new ArgumentException("There is nothing to score.", nameof(generated));
        TileMap[] maps = [.. generated.Select(cells => new TileMap(Size.Width, Size.Height, cells))];
        PatternCounts[] own = Array.ConvertAll(Sides, side => PatternCounts.Of(maps, side));
        return new MapScore(
            own[1].JensenShannon(_real[1]),
            own.Zip(_real, (mine, real) => mine.Divergence(real)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(),
            own[1].ShareUnseenIn(_real[1]),
            (double)generated.Count(_settled.AreBroken) / generated.Count,
            (double)generated.Count(cells => _windows.Contains(cells)) / generated.Count,
            1 - (double)generated.Select(Convert.ToBase64String).Distinct().Count() / generated.Count,
            Hamming.MeanNearest(generated, _near));
    }

    SampleScore ISampleScorer.Score(IReadOnlyList<byte[]> generated) => Score(generated);
}
