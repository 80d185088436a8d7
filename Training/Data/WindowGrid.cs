namespace BfnProcGen.Training.Data;

/// <summary>
/// Numbers all windows of one size in a list of maps or images: one after the other, row after row. What has that very size has one.
/// </summary>
internal sealed class WindowGrid
{
    private readonly (int Width, int Height)[] _extents;
    private readonly CropSize _window;
    private readonly long[] _ends;

    public WindowGrid(IEnumerable<(int Width, int Height)> extents, CropSize window)
    {
        (_extents, _window) = ([.. extents], window);
        _ends = new long[_extents.Length];
        long count = 0;
        for (int i = 0; i < _ends.Length; i++) _ends[i] = count += Across(i) * (_extents[i].Height - window.Height + 1);
        Count = count;
    }

    /// <summary>How many windows there are.</summary>
    public long Count { get; }

    /// <summary>The size of the items of a corpus: the crop, or that which all sources have.</summary>
    /// <exception cref="TrainingException">Sources smaller than the crop, or of different sizes without one.</exception>
    public static CropSize SizeFor(IReadOnlyList<(string Source, int Width, int Height)> sources, CropSize? crop)
    {
        (string firstSource, int width, int height) = sources[0];
        foreach ((string source, int w, int h) in sources)
        {
            if (crop is { } size && (w < size.Width || h < size.Height))
            {
                throw new TrainingException(
                    $"{source} has {w}×{h} cells, less than the crop of {size}. Take a smaller crop or leave that file out.");
            }
            if (crop is null && (w, h) != (width, height))
            {
                var smallest = new CropSize(sources.Min(s => s.Width), sources.Min(s => s.Height));
                throw new TrainingException(
                    $"The maps have different sizes: {firstSource} has {width}×{height} cells, {source} has {w}×{h}. "
                    + $"Train on crops of one size with --crop WIDTHxHEIGHT; the largest that fits all maps is {smallest}.");
            }
        }
        return crop ?? new CropSize(width, height);
    }

    /// <summary>Where window <paramref name="index"/> lies.</summary>
    public (int Item, int Left, int Top) Locate(long index)
    {
        int item = ItemOf(index);
        long within = index - (item == 0 ? 0 : _ends[item - 1]);
        return (item, (int)(within % Across(item)), (int)(within / Across(item)));
    }

    /// <summary>Which map or image window <paramref name="index"/> lies in.</summary>
    public int ItemOf(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int at = Array.BinarySearch(_ends, index + 1);
        return at < 0 ? ~at : at;
    }

    /// <summary>The numbers of at most <paramref name="most"/> windows, evenly spread over all of them.</summary>
    public long[] SpreadIndices(int most)
    {
        int count = (int)Math.Min(most, Count);
        return [.. Enumerable.Range(0, count).Select(i => i * Count / count)];
    }

    private long Across(int item) => _extents[item].Width - _window.Width + 1;
}
