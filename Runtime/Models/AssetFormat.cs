using System.Globalization;
using System.Text.Json.Serialization;
using BfnProcGen.Flows;

namespace BfnProcGen.Models;

/// <summary>What a model makes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AssetKind>))]
public enum AssetKind
{
    /// <summary>Maps of tile indices.</summary>
    TileMap,

    /// <summary>Pictures.</summary>
    Image,

    /// <summary>Lines of text.</summary>
    Text,
}

/// <summary>What the numbers of a model's samples stand for: tiles, colours of a palette, channels of a pixel, characters.</summary>
public abstract record AssetFormat
{
    /// <summary>What it is a format of.</summary>
    [JsonIgnore]
    public abstract AssetKind Kind { get; }

    /// <summary>What each class of discrete data is, as text; empty where variables hold numbers.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>Channels of a sample's variables: 1 for discrete data.</summary>
    [JsonIgnore]
    public virtual int Channels => 1;

    /// <summary>Refuses a format that is malformed in itself, or doesn't fit the flow.</summary>
    /// <exception cref="ModelFormatException">Says what is wrong.</exception>
    internal virtual void Check(Flow flow)
    {
        if (flow is DiscreteFlow discrete ? discrete.Classes != ClassNames.Count : ClassNames.Count > 0)
            throw new ModelFormatException($"The format names {ClassNames.Count} classes, which doesn't fit the flow {flow}.");
    }
}

/// <summary>Tile maps: a class is a tile.</summary>
/// <param name="Tiles">The tiles by index.</param>
public sealed record TileFormat(IReadOnlyList<Tile> Tiles) : AssetFormat
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override AssetKind Kind => AssetKind.TileMap;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> ClassNames => [.. Tiles.Select(tile => tile.Symbol)];

    internal override void Check(Flow flow)
    {
        if (Tiles.Any(tile => string.IsNullOrEmpty(tile?.Symbol))) throw new ModelFormatException("A tile has no symbol.");
        base.Check(flow);
    }
}

/// <summary>Pixel art: a class is a colour of the palette, so that every generated pixel has one of these colours exactly.</summary>
/// <param name="Colours">The colours by index, opacity included.</param>
public sealed record PaletteFormat(IReadOnlyList<Rgba> Colours) : AssetFormat
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override AssetKind Kind => AssetKind.Image;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> ClassNames => [.. Colours.Select(colour => colour.ToString())];

    /// <summary>The image that a sample stands for: each class its colour, opacity included, exactly.</summary>
    /// <param name="classes">The class of every pixel, row after row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">There are not width × height classes.</exception>
    public Image Decode(ReadOnlySpan<byte> classes, int width, int height)
    {
        var samples = new ushort[classes.Length * 4];
        for (int i = 0; i < classes.Length; i++)
        {
            Rgba colour = Colours[classes[i]];
            (samples[4 * i], samples[4 * i + 1], samples[4 * i + 2], samples[4 * i + 3]) =
                (colour.Red, colour.Green, colour.Blue, colour.Alpha);
        }
        return new Image(width, height, PixelChannels.Rgba, 8, samples);
    }
}

/// <summary>What the channels of a pixel are, in their order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PixelChannels>))]
public enum PixelChannels
{
    /// <summary>One channel of brightness.</summary>
    Grey = 1,

    /// <summary>Brightness and opacity.</summary>
    GreyAlpha = 2,

    /// <summary>Red, green, blue.</summary>
    Rgb = 3,

    /// <summary>Red, green, blue, opacity; not premultiplied.</summary>
    Rgba = 4,
}

/// <summary>Images whose channels are numbers in [−1, 1]: −1 is 0 and 1 the largest value of the file's bit depth.</summary>
/// <param name="Layout">The channels.</param>
/// <param name="BitDepth">8 or 16 bits a channel in the files it was trained on, and in those that are written.</param>
public sealed record PixelFormat(PixelChannels Layout, int BitDepth) : AssetFormat
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override AssetKind Kind => AssetKind.Image;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> ClassNames => [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Channels => (int)Layout;

    private int MaxSample => (1 << BitDepth) - 1;

    /// <summary>The image that values stand for: −1 is 0 and 1 the largest sample, what lies beyond is clipped.</summary>
    /// <param name="values">[channels, height, width], as samples are.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">There are not channels × width × height values.</exception>
    public Image Decode(ReadOnlySpan<float> values, int width, int height)
    {
        var samples = new ushort[values.Length];
        for (int i = 0; i < values.Length; i++) samples[i] = (ushort)Math.Round((Math.Clamp(values[i], -1, 1) + 1.0) / 2 * MaxSample);
        return Interleave(samples, width, height);
    }

    /// <summary>
    /// The image that bins stand for. The first is 0 and the last the largest sample, not the bins' centres: black is black, and what is
    /// opaque is wholly so.
    /// </summary>
    /// <param name="bins">[channels, height, width], as samples are.</param>
    /// <param name="flow">How many bins there are.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">There are not channels × width × height bins.</exception>
    public Image Decode(ReadOnlySpan<byte> bins, DiscretisedFlow flow, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var samples = new ushort[bins.Length];
        for (int i = 0; i < bins.Length; i++) samples[i] = (ushort)Math.Round((double)bins[i] / (flow.Bins - 1) * MaxSample);
        return Interleave(samples, width, height);
    }

    /// <summary>The value in [−1, 1] of a sample.</summary>
    public float ValueOf(ushort sample) => (float)(2.0 * sample / MaxSample - 1);

    private Image Interleave(ushort[] planes, int width, int height)
    {
        int area = planes.Length / Channels;
        var samples = new ushort[planes.Length];
        for (int i = 0; i < area * Channels; i++) samples[i] = planes[i % Channels * area + i / Channels];
        return new Image(width, height, Layout, BitDepth, samples);
    }

    internal override void Check(Flow flow)
    {
        if (!Enum.IsDefined(Layout) || BitDepth is not (8 or 16))
            throw new ModelFormatException($"Pixels have 1 to 4 channels of 8 or 16 bits, not {(int)Layout} of {BitDepth}.");
        base.Check(flow);
    }
}

/// <summary>
/// Text: a class is a character. A line is as long as a sample at most; a shorter one ends with the end symbol, repeated.
/// </summary>
/// <param name="Characters">The characters by index: strings, since a character may take several UTF-16 units.</param>
/// <param name="HasEnd">Whether the class after the last character is the end symbol; windows over long text have none.</param>
public sealed record TextFormat(IReadOnlyList<string> Characters, bool HasEnd) : AssetFormat
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override AssetKind Kind => AssetKind.Text;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> ClassNames => HasEnd ? [.. Characters, ""] : Characters;

    /// <summary>The text that a sample stands for: its characters up to the first end symbol.</summary>
    public string Decode(ReadOnlySpan<byte> classes)
    {
        int end = HasEnd ? classes.IndexOf((byte)Characters.Count) : -1;
        return string.Concat(classes[..(end < 0 ? classes.Length : end)].ToArray().Select(index => Characters[index]));
    }

    internal override void Check(Flow flow)
    {
        if (Characters.Any(string.IsNullOrEmpty) || Characters.Distinct().Count() != Characters.Count)
            throw new ModelFormatException("The alphabet has an empty or a repeated character.");
        base.Check(flow);
    }
}

/// <summary>A colour in sRGB with its opacity, 8 bits each.</summary>
public readonly record struct Rgba(byte Red, byte Green, byte Blue, byte Alpha)
{
    /// <summary>Reads <c>#rrggbbaa</c>; null for anything else.</summary>
    public static Rgba? Parse(string? text) =>
        text is ['#', .. { Length: 8 } digits]
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
            ? new Rgba((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : null;

    /// <inheritdoc/>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}{Alpha:x2}";
}
