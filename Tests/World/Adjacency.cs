namespace BfnProcGen.Tests.World;

/// <summary>Pairs of neighbouring tiles, and those of them that no training map has.</summary>
internal readonly record struct PairCount(long Pairs, long Strange)
{
    public double Rate => (double)Strange / Pairs;

    public override string ToString() => $"{Strange} of {Pairs} ({Rate:P3})";
}

/// <summary>Which tiles stand beside and below which in training maps, mirrored in both directions, as training saw them.</summary>
internal sealed class Adjacency
{
    private readonly HashSet<(byte, byte)> _beside = [], _below = [];

    public Adjacency(IEnumerable<TileMap> maps)
    {
        foreach (TileMap map in maps)
        for (int y = 0; y < map.Height; y++)
        for (int x = 0; x < map.Width; x++)
        {
            if (x > 0) _beside.UnionWith([(map[x - 1, y], map[x, y]), (map[x, y], map[x - 1, y])]);
            if (y > 0) _below.UnionWith([(map[x, y - 1], map[x, y]), (map[x, y], map[x, y - 1])]);
        }
    }

    /// <summary>
    /// Counts the pairs of a map whose tiles were drawn by one window, and those that lie across a seam: by two. The windows' owners are
    /// given by column and by row.
    /// </summary>
    public (PairCount Inside, PairCount Seams) Count(TileMap map, Func<int, int> ownerOfColumn, Func<int, int> ownerOfRow)
    {
        var pairs = new long[2];
        var strange = new long[2];
        for (int y = 0; y < map.Height; y++)
        for (int x = 0; x < map.Width; x++)
        {
            if (x > 0) Add(ownerOfColumn(x - 1) != ownerOfColumn(x), _beside.Contains((map[x - 1, y], map[x, y])));
            if (y > 0) Add(ownerOfRow(y - 1) != ownerOfRow(y), _below.Contains((map[x, y - 1], map[x, y])));
        }
        return (new PairCount(pairs[0], strange[0]), new PairCount(pairs[1], strange[1]));

        void Add(bool isSeam, bool isKnown)
        {
            pairs[isSeam ? 1 : 0]++;
            if (!isKnown) strange[isSeam ? 1 : 0]++;
        }
    }
}
