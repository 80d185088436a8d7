using System.IO.Hashing;

namespace BfnProcGen.Training.Data;

/// <summary>
/// All windows of one size in a list of maps, numbered map after map, row after row. Maps of that very size have one each.
/// </summary>
public sealed class TileWindows
{
    private readonly IReadOnlyList<TileMap> _maps;
    private readonly int[]? _labels;
    private readonly WindowGrid _grid;
    private readonly Lazy<HashSet<UInt128>> _hashes;

    internal TileWindows(IReadOnlyList<TileMap> maps, CropSize size, int[]? labels = null)
    {
        (_maps, _labels) = (maps, labels);
        Size = size;
        _grid = new WindowGrid(maps.Select(map => (map.Width, map.Height)), size);
        _hashes = new Lazy<HashSet<UInt128>>(Hashes);
    }

    /// <summary>All windows of <paramref name="size"/> in maps that are at least that large.</summary>
    /// <exception cref="TrainingException">A map is smaller than the window.</exception>
    public static TileWindows Of(IReadOnlyList<TileMap> maps, CropSize size)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.FirstOrDefault(map => map.Width < size.Width || map.Height < size.Height) is { } small)
            throw new TrainingException($"A map has {small.Width}×{small.Height} cells, less than the window of {size}.");
        return new TileWindows(maps, size);
    }

    /// <summary>The maps, whole.</summary>
    public IReadOnlyList<TileMap> Maps => _maps;

    /// <summary>The size of a window.</summary>
    public CropSize Size { get; }

    /// <summary>How many windows there are.</summary>
    public long Count => _grid.Count;

    /// <summary>Copies the cells of window <paramref name="index"/>.</summary>
    public void CopyTo(long index, Span<byte> cells)
    {
        (int at, int left, int top) = _grid.Locate(index);
        TileMap map = _maps[at];
        for (int y = 0; y < Size.Height; y++)
            map.Cells.Slice((top + y) * map.Width + left, Size.Width).CopyTo(cells[(y * Size.Width)..]);
    }

    /// <summary>The label of the map that window <paramref name="index"/> lies in, −1 for none.</summary>
    public int LabelOf(long index) => _labels is null ? -1 : _labels[_grid.ItemOf(index)];

    /// <summary>
    /// Whether a window equals <paramref name="cells"/>, but for one chance in 2¹²⁸: windows are compared by their hashes. Those of running
    /// text, which may be a hundred million, are searched for instead.
    /// </summary>
    public bool Contains(ReadOnlySpan<byte> cells)
    {
        if (Size.Height > 1 || Count == _maps.Count) return _hashes.Value.Contains(XxHash128.HashToUInt128(cells));
        foreach (TileMap map in _maps)
            for (int y = 0; y < map.Height; y++)
                if (map.Cells.Slice(y * map.Width, map.Width).IndexOf(cells) >= 0) return true;
        return false;
    }

    /// <summary>At most <paramref name="most"/> windows, evenly spread over all of them.</summary>
    public byte[][] Spread(int most)
    {
        long[] indices = SpreadIndices(most);
        return Array.ConvertAll(indices, index =>
        {
            var window = new byte[Size.Width * Size.Height];
            CopyTo(index, window);
            return window;
        });
    }

    /// <summary>The numbers of at most <paramref name="most"/> windows, evenly spread over all of them.</summary>
    public long[] SpreadIndices(int most) => _grid.SpreadIndices(most);

    // Made once: sixteen bytes a window, whatever its size.
    private HashSet<UInt128> Hashes()
    {
        var hashes = new HashSet<UInt128>();
        var cells = new byte[Size.Width * Size.Height];
        for (long i = 0; i < Count; i++)
        {
            CopyTo(i, cells);
            hashes.Add(XxHash128.HashToUInt128(cells));
        }
        return hashes;
    }
}
