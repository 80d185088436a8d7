using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>What becomes of a folder of images: which of them are taken, in which size, and what a pixel is to the model.</summary>
/// <remarks>
/// The rule where the options leave it open. 16-bit images are heights or the like: continuous. IDX files are drawn in black and white.
/// Images with at most <see cref="ImageOptions.Colours"/> colours in all are palette art, exactly. Images of which half have at most
/// <see cref="FewColours"/> colours each are pixel art that shares no palette: it is reduced to one, since small networks draw clean shapes
/// in tens of colours far sooner than in 256 levels of four channels, and opacity stays exact. All others are photographs, textures or
/// paintings: continuous. Discretised data comes on request alone.
/// </remarks>
public sealed class ImagePlan
{
    /// <summary>Pixel art has no more colours in an image.</summary>
    public const int FewColours = 64;

    // More pixels than this train slowly without a graphics card.
    private const int LargeImage = 64 * 64;

    private readonly List<Finding> _findings = [];

    private ImagePlan(
        ImageFolder folder, ImageOptions options, (int Width, int Height)? window, (int Width, int Height)? size, AssetFormat? format)
    {
        Options = options;
        (Width, Height) = window ?? size ?? ImageFitting.SizeFor(folder.Images, options.Fit);
        List<ImageFile> taken = Fit(folder.Images, window is not null);
        IReadOnlyList<Image> images = [.. taken.Select(file => file.Image)];
        BitDepth = (format as PixelFormat)?.BitDepth ?? (images.Count == 0 ? 8 : images.Max(image => image.BitDepth));
        Layout = (format as PixelFormat)?.Layout
            ?? PixelLayout.Of(images.Any(image => image.Channels > 2), images.Any(image => image.HasAlpha));
        Binarises = options.Binarise ?? (folder.IsIdx && options.Parameterisation == Parameterisation.Auto);
        Dictionary<Rgba, long>? colours = null;
        (Parameterisation, Reason) = Binarises
            ? (Parameterisation.Palette, "every pixel is drawn black or white anew whenever an image is drawn, by its brightness")
            : format is PaletteFormat ? (Parameterisation.Palette, "as the model has it")
            : format is not null && options.Parameterisation != Parameterisation.Discretised
                ? (Parameterisation.Continuous, "as the model has it")
            : options.Parameterisation != Parameterisation.Auto ? (options.Parameterisation, "as asked for")
            : Choose(options, images, out colours);
        if (Parameterisation == Parameterisation.Palette) BitDepth = 8;
        if (Parameterisation == Parameterisation.Palette && !Binarises)
        {
            Palette = format is PaletteFormat given ? ImagePalette.Of(given.Colours)
                : ImagePalette.Of(colours ?? ImagePalette.Count(images), options.Colours);
        }
        Images = Palette is not null ? taken : [.. taken.Select(InLayout)];
        if (taken.Count > 0 && Palette is { Colours.Count: < 2 })
            Report(Severity.Error, "All images together have one colour.", "Add images with at least two.");
        if (Width * Height > LargeImage)
        {
            Report(Severity.Warning, $"The model draws {Width}×{Height} pixels, which takes long to learn without a graphics card.",
                "Scale the images down, or train on windows cut out of them, for example with --crop 32x32.");
        }
    }

    /// <summary>The options it follows.</summary>
    public ImageOptions Options { get; }

    /// <summary>
    /// The images that are taken, in their final size, or, with windows, at least as large as these; all in <see cref="Layout"/> and
    /// <see cref="BitDepth"/> where channels are numbers.
    /// </summary>
    public IReadOnlyList<ImageFile> Images { get; }

    /// <summary>Columns of an item.</summary>
    public int Width { get; }

    /// <summary>Rows of an item.</summary>
    public int Height { get; }

    /// <summary>What a pixel is to the model; never <see cref="Parameterisation.Auto"/>.</summary>
    public Parameterisation Parameterisation { get; }

    /// <summary>Why.</summary>
    public string Reason { get; }

    /// <summary>The palette; null for other parameterisations and where images are drawn in black and white.</summary>
    public ImagePalette? Palette { get; }

    /// <summary>Whether pixels are drawn as black or white.</summary>
    public bool Binarises { get; }

    /// <summary>The fewest channels that hold all images.</summary>
    public PixelChannels Layout { get; }

    /// <summary>Bits of the deepest channels; 8 for palettes.</summary>
    public int BitDepth { get; }

    /// <summary>What was noticed on the way.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>What the model's numbers stand for.</summary>
    public AssetFormat Format =>
        Binarises ? new PaletteFormat([new Rgba(0, 0, 0, 255), new Rgba(255, 255, 255, 255)])
        : Palette is not null ? new PaletteFormat(Palette.Colours)
        : new PixelFormat(Layout, BitDepth);

    /// <summary>Plans for a folder.</summary>
    /// <param name="folder">The images.</param>
    /// <param name="options">What is decided.</param>
    /// <param name="window">The size of windows that are cut out at random, or null to take images whole.</param>
    /// <exception cref="AssetException">There is no image.</exception>
    public static ImagePlan For(ImageFolder folder, ImageOptions options, (int Width, int Height)? window = null) =>
        Of(folder, options, window, null, null);

    /// <summary>Plans for what a model already is.</summary>
    /// <param name="folder">The images.</param>
    /// <param name="options">What is decided.</param>
    /// <param name="format">What the model's numbers stand for.</param>
    /// <param name="size">What it draws, or null for the size that follows from the images.</param>
    /// <param name="window">The size of windows that are cut out at random, or null to take images whole.</param>
    /// <exception cref="AssetException">There is no image.</exception>
    public static ImagePlan For(
        ImageFolder folder, ImageOptions options, AssetFormat format,
        (int Width, int Height)? size = null, (int Width, int Height)? window = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Of(folder, options, window, size, format);
    }

    private static ImagePlan Of(
        ImageFolder folder, ImageOptions options, (int Width, int Height)? window, (int Width, int Height)? size, AssetFormat? format)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        if (folder.Images.Count == 0)
            throw new AssetException("", $"The folder '{folder.Path}' holds no image that can be used.", "Put PNG files into it.");
        return new ImagePlan(folder, options, window, size, format);
    }

    // What can't be brought into the layout is an error, and stays as it is.
    private ImageFile InLayout(ImageFile file)
    {
        PixelChannels layout = Binarises ? PixelChannels.Grey : Layout;
        if (PixelLayout.Fits(file.Image, layout)) return file with { Image = PixelLayout.Convert(file.Image, layout, BitDepth) };
        _findings.Add(new Finding(Severity.Error, file.Name, Binarises
            ? "An image with colour or transparency can't be drawn in black and white."
            : $"The image is in {file.Image.Layout}; the model knows {layout}.",
            "Take it out of the folder, or choose another parameterisation."));
        return file;
    }

    private List<ImageFile> Fit(IReadOnlyList<ImageFile> all, bool windows)
    {
        bool transparent = all.Any(file => file.Image.HasAlpha);
        var taken = new List<ImageFile>();
        var left = new List<ImageFile>();
        foreach (ImageFile file in all)
        {
            Image image = file.Image;
            if (Options.Fit == ImageFit.Pad) image = ImageFitting.Pad(image, Width, Height, transparent);
            if (Options.Fit == ImageFit.Crop && !windows) image = ImageFitting.Crop(image, Width, Height);
            bool fits = windows ? image.Width >= Width && image.Height >= Height : (image.Width, image.Height) == (Width, Height);
            if (fits) taken.Add(ReferenceEquals(image, file.Image) ? file : file with { Image = image });
            else left.Add(file);
        }
        if (left.Count > 0)
        {
            string sizes = string.Join(", ", left
                .GroupBy(file => (file.Image.Width, file.Image.Height))
                .OrderByDescending(group => group.Count())
                .Take(4).Select(group => $"{group.Count()} of {group.Key.Width}×{group.Key.Height}"));
            Report(taken.Count > 0 ? Severity.Note : Severity.Error,
                $"{left.Count} of {all.Count} images {(windows ? "are smaller than" : "don't have")} {Width}×{Height} pixels "
                    + $"and are left out ({sizes}).",
                windows ? "Take them in with --fit pad." : "Take them in with --fit pad or --fit crop; none is ever squashed.");
        }
        return taken;
    }

    private (Parameterisation, string) Choose(ImageOptions options, IReadOnlyList<Image> images, out Dictionary<Rgba, long>? colours)
    {
        colours = null;
        if (BitDepth == 16) return (Parameterisation.Continuous, "there are images of 16 bits a channel");
        int[] each = [.. images.AsParallel().Select(image => ImagePalette.Count([image]).Count).Order()];
        int middle = each.Length == 0 ? 0 : each[each.Length / 2];
        if (middle > FewColours)
            return (Parameterisation.Continuous, $"half of the images have {middle} colours and more, as photographs and textures do");
        colours = ImagePalette.Count(images);
        int found = colours.Count;
        return (Parameterisation.Palette, found <= options.Colours
            ? $"all images together have {found} colours"
            : $"half of the images have at most {middle} colours, as pixel art does; "
                + $"the {found:N0} colours of all are reduced to {options.Colours}");
    }

    private void Report(Severity severity, string message, string remedy) => _findings.Add(new Finding(severity, "", message, remedy));
}
