using System.Text.Json.Serialization;

namespace BfnProcGen.AssetFiles;

/// <summary>How a folder of images becomes training data.</summary>
public sealed record ImageOptions
{
    /// <summary>The most colours a palette can have: a class is a byte.</summary>
    public const int MaxColours = 256;

    /// <summary>What a pixel is to the model.</summary>
    public Parameterisation Parameterisation { get; init; }

    /// <summary>What happens to images of different sizes.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>
    /// The most colours of a palette, 2 to 256; a folder with more is reduced to these. Each is a channel of the network's input and
    /// output, so that many are slow to learn; 64 hold the common palettes of pixel art whole, and in a trial on sprites with thousands
    /// of colours more told the reduced images hardly better from the originals than these from each other.
    /// </summary>
    public int Colours { get; init; } = 64;

    /// <summary>Levels of each channel of discretised data, 2 to 256.</summary>
    public int Bins { get; init; } = 16;

    /// <summary>σ₁ of the flow of discretised and continuous data; null for <see cref="SuggestSigma1"/>.</summary>
    public double? Sigma1 { get; init; }

    /// <summary>
    /// Draw every pixel as black or white anew whenever an image is drawn, with its brightness as the probability of white; null for
    /// doing so with IDX files.
    /// </summary>
    public bool? Binarise { get; init; }

    /// <summary>
    /// σ₁ = √1e−3 for 16 bins and 1e−3 for 256, as published (Graves et al. 2023, section 7); a power of the bins between.
    /// </summary>
    public static double SuggestSigma1(int bins) => 1e-3 * Math.Pow(256.0 / bins, Math.Log(Math.Sqrt(1e3)) / Math.Log(16));
}

/// <summary>What a pixel is to a model.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Parameterisation>))]
public enum Parameterisation
{
    /// <summary>Chosen by the images.</summary>
    Auto,

    /// <summary>One of the colours of a palette, opacity included: every generated pixel has one of these exactly.</summary>
    Palette,

    /// <summary>Channels that take one of some evenly spaced levels.</summary>
    Discretised,

    /// <summary>Channels that are numbers.</summary>
    Continuous,
}

/// <summary>What happens to images that don't have the commonest size. None is ever squashed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageFit>))]
public enum ImageFit
{
    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>
    /// All get the largest width and height: what is missing around them is transparent, or repeats their edge in opaque images.
    /// </summary>
    Pad,

    /// <summary>All get the smallest width and height: what lies outside the middle is cut off.</summary>
    Crop,
}
