namespace BfnProcGen.Training.Data;

/// <summary>All windows of one size in a list of images of one layout, numbered image after image, row after row.</summary>
public sealed class ImageWindows
{
    private readonly int[] _labels;
    private readonly WindowGrid _grid;

    internal ImageWindows(IReadOnlyList<Image> images, CropSize size, int[] labels)
    {
        (Images, Size, _labels) = (images, size, labels);
        _grid = new WindowGrid(images.Select(image => (image.Width, image.Height)), size);
    }

    /// <summary>The images, whole.</summary>
    public IReadOnlyList<Image> Images { get; }

    /// <summary>The size of a window.</summary>
    public CropSize Size { get; }

    /// <summary>How many windows there are.</summary>
    public long Count => _grid.Count;

    /// <summary>Copies the samples of window <paramref name="index"/> as [channels, height, width], mirrored where asked for.</summary>
    public void CopyTo(long index, Span<ushort> planes, bool mirrorHorizontally = false, bool mirrorVertically = false)
    {
        (int at, int left, int top) = _grid.Locate(index);
        Image image = Images[at];
        int area = Size.Width * Size.Height;
        for (int cell = 0; cell < area; cell++)
        {
            int x = cell % Size.Width, y = cell / Size.Width;
            ReadOnlySpan<ushort> pixel = image[
                left + (mirrorHorizontally ? Size.Width - 1 - x : x), top + (mirrorVertically ? Size.Height - 1 - y : y)];
            for (int channel = 0; channel < pixel.Length; channel++) planes[channel * area + cell] = pixel[channel];
        }
    }

    /// <summary>The label of the image that window <paramref name="index"/> lies in, −1 for none.</summary>
    public int LabelOf(long index) => _labels[_grid.ItemOf(index)];

    /// <summary>The numbers of at most <paramref name="most"/> windows, evenly spread over all of them.</summary>
    public long[] SpreadIndices(int most) => _grid.SpreadIndices(most);
}
