using BfnProcGen.Flows;
using BfnProcGen.Models;

namespace BfnProcGen;

/// <summary>A picture as it is learnt from or generated: pixels of 1 to 4 channels with 8 or 16 bits each.</summary>
public sealed class Image
{
    private readonly ushort[] _samples;

    /// <summary>Wraps an array of samples, pixel after pixel, row after row; the array is not copied.</summary>
    /// <exception cref="ArgumentException">
    /// The array's length is not width × height × channels, or a sample is larger than the bit depth allows.
    /// </exception>
    public Image(int width, int height, PixelChannels layout, int bitDepth, ushort[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (!Enum.IsDefined(layout) || bitDepth is not (8 or 16))
            throw new ArgumentException($"Pixels have 1 to 4 channels of 8 or 16 bits, not {(int)layout} of {bitDepth}.", nameof(layout));
        if (samples.Length != (long)width * height * (int)layout)
        {
            throw new ArgumentException(
                $"A {width}×{height} image in {layout} has {(long)width * height * (int)layout} samples, not {samples.Length}.",
                nameof(samples));
        }
        (Width, Height, Layout, BitDepth, _samples) = (width, height, layout, bitDepth, samples);
        if (bitDepth == 8 && samples.AsSpan().IndexOfAnyExceptInRange((ushort)0, (ushort)byte.MaxValue) >= 0)
            throw new ArgumentException("A sample of 8 bits is larger than 255.", nameof(samples));
    }

    /// <summary>The image that the numbers of a sample stand for.</summary>
    /// <param name="format">The model's format: a palette or pixels.</param>
    /// <param name="flow">The model's flow.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="levels">Classes or bins of discrete and discretised data, else null.</param>
    /// <param name="values">Values of continuous data, else null.</param>
    /// <exception cref="RequestException">The format is not one of images.</exception>
    public static Image Of(AssetFormat format, Flow flow, int width, int height, byte[]? levels, float[]? values) => (format, flow) switch
    {
        (PaletteFormat palette, _) => palette.Decode(levels, width, height),
        (PixelFormat pixels, DiscretisedFlow bins) => pixels.Decode(levels, bins, width, height),
        (PixelFormat pixels, _) => pixels.Decode(values, width, height),
        _ => throw new RequestException($"A {format?.GetType().Name} is no format of images."),
    };

    /// <summary>Columns of pixels.</summary>
    public int Width { get; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>What the channels of a pixel are.</summary>
    public PixelChannels Layout { get; }

    /// <summary>Bits a channel: 8 or 16.</summary>
    public int BitDepth { get; }

    /// <summary>Numbers a pixel.</summary>
    public int Channels => (int)Layout;

    /// <summary>The largest value of a channel: 255 or 65535.</summary>
    public int MaxSample => (1 << BitDepth) - 1;

    /// <summary>Whether pixels have an opacity; it is their last channel and not premultiplied.</summary>
    public bool HasAlpha => Layout is PixelChannels.GreyAlpha or PixelChannels.Rgba;

    /// <summary>All samples, pixel after pixel, row after row.</summary>
    public ReadOnlySpan<ushort> Samples => _samples;

    /// <summary>The channels of the pixel at column <paramref name="x"/> and row <paramref name="y"/>, from the top left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column or row.</exception>
    public ReadOnlySpan<ushort> this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
            return _samples.AsSpan((y * Width + x) * Channels, Channels);
        }
    }

    /// <summary>The colour of a pixel in 8 bits a channel, whatever the layout and depth.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column or row.</exception>
    public Rgba ColourAt(int x, int y)
    {
        ReadOnlySpan<ushort> pixel = this[x, y];
        bool grey = Channels < 3;
        return new Rgba(Eight(pixel[0]), Eight(pixel[grey ? 0 : 1]), Eight(pixel[grey ? 0 : 2]),
            HasAlpha ? Eight(pixel[^1]) : byte.MaxValue);
    }

    // 257 = 65535/255: exact for what was 8 bits before, else to the nearest.
    private byte Eight(ushort sample) => BitDepth == 8 ? (byte)sample : (byte)((sample + 128) / 257);
}
