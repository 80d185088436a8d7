using BfnProcGen.Models;
using StbImageSharp;

namespace BfnProcGen.AssetFiles;

/// <summary>An image in memory: 8 bits each of red, green, blue and opacity, row after row.</summary>
public sealed class Picture
{
    /// <summary>Largest width or height that is read or made.</summary>
    public const int MaxEdge = 16384;

    /// <summary>Most pixels that are read: 256 MiB of memory, whatever a file's header claims.</summary>
    public const int MaxPixelsRead = 1 << 26;

    private readonly byte[] _pixels;

    /// <summary>A fully transparent picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An edge is not between 1 and <see cref="MaxEdge"/>.</exception>
    public Picture(int width, int height)
        : this(width, height, new byte[checked(CheckEdge(width, nameof(width)) * CheckEdge(height, nameof(height)) * 4)])
    {
    }

    private Picture(int width, int height, byte[] pixels) => (Width, Height, _pixels) = (width, height, pixels);

    /// <summary>Columns of pixels.</summary>
    public int Width { get; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>All pixels, four bytes each.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The four bytes of one pixel.</summary>
    public Span<byte> this[int x, int y] => _pixels.AsSpan((y * Width + x) * 4, 4);

    /// <summary>Reads a PNG (or another common format).</summary>
    /// <exception cref="AssetException">The file can't be read, or is no image.</exception>
    public static Picture Read(string path) => Read(path, AssetBounds.None);

    /// <summary>The same within bounds.</summary>
    /// <exception cref="AssetException">As above, or it leads out of them.</exception>
    internal static Picture Read(string path, AssetBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(path);
        string place = Path.GetFileName(path);
        try
        {
            using FileStream stream = bounds.Open(path, place);
            if (ImageInfo.FromStream(stream) is not { } info) throw new AssetException(place, "The file is no image.", "Save it as PNG.");
            if (info.Width is < 1 or > MaxEdge || info.Height is < 1 or > MaxEdge || (long)info.Width * info.Height > MaxPixelsRead)
            {
                throw new AssetException(place, $"The image has {info.Width}×{info.Height} pixels.",
                    $"Scale it down: at most {MaxEdge} each way and {MaxPixelsRead >> 20} million in all can be read.");
            }
            stream.Position = 0;
            ImageResult image = ImageResult.FromStream(stream, ColorComponents.RedGreenBlueAlpha);
            return new Picture(image.Width, image.Height, image.Data);
        }
        catch (Exception e) when (e is not (AssetException or OutOfMemoryException))
        {
            // The decoder reports damaged files with whatever exception it runs into.
            throw new AssetException(place, $"The image can't be read ({e.Message.TrimEnd('.')}).", "Save it again as PNG.", e);
        }
    }

    /// <summary>Writes a PNG.</summary>
    /// <exception cref="OutputException">The file can't be written.</exception>
    public void WritePng(string path) => AssetOutput.Write(path, ToPng());

    /// <summary>The bytes of its PNG file.</summary>
    /// <param name="texts">What is recorded in it, key by key.</param>
    public byte[] ToPng(IReadOnlyList<KeyValuePair<string, string>>? texts = null) =>
        PngWriter.Encode(Width, Height, PixelChannels.Rgba, 8, _pixels, texts);

    /// <summary>Fills everything with one opaque colour.</summary>
    public void Fill(Colour colour)
    {
        for (int i = 0; i < _pixels.Length; i += 4)
            (_pixels[i], _pixels[i + 1], _pixels[i + 2], _pixels[i + 3]) = (colour.Red, colour.Green, colour.Blue, 255);
    }

    /// <summary>
    /// Puts another picture on top, its top left corner at (<paramref name="left"/>, <paramref name="top"/>), by its opacity.
    /// </summary>
    /// <exception cref="ArgumentException">The other picture reaches over the edge.</exception>
    public void Draw(Picture other, int left, int top)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (left < 0 || top < 0 || left + other.Width > Width || top + other.Height > Height)
            throw new ArgumentException("The picture reaches over the edge.", nameof(other));
        for (int y = 0; y < other.Height; y++)
        {
            for (int x = 0; x < other.Width; x++)
            {
                Span<byte> from = other[x, y], to = this[left + x, top + y];
                int opacity = from[3];
                for (int c = 0; c < 3; c++) to[c] = (byte)((from[c] * opacity + to[c] * (255 - opacity) + 127) / 255);
                to[3] = Math.Max(to[3], from[3]);
            }
        }
    }

    /// <summary>
    /// The part of <paramref name="size"/> × <paramref name="size"/> pixels at a place, each pixel repeated <paramref name="scale"/> times
    /// both ways.
    /// </summary>
    public Picture Cut(int left, int top, int size, int scale)
    {
        var cut = new Picture(size * scale, size * scale);
        for (int y = 0; y < cut.Height; y++)
        {
            for (int x = 0; x < cut.Width; x++) this[left + x / scale, top + y / scale].CopyTo(cut[x, y]);
        }
        return cut;
    }

    private static int CheckEdge(int edge, string name) =>
        edge is >= 1 and <= MaxEdge
            ? edge
            : throw new ArgumentOutOfRangeException(name, edge, $"A picture has 1 to {MaxEdge} pixels each way.");
}
