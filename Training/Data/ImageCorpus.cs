using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Training.Data;

/// <summary>Makes training data of a folder of images.</summary>
public static class ImageCorpus
{
    /// <summary>Follows the options, and the images where these leave it open (see <see cref="ImagePlan"/>).</summary>
    /// <exception cref="AssetException">The folder has errors, or no image that fits the options.</exception>
    /// <exception cref="TrainingException">The options don't fit the images.</exception>
    public static Corpus Create(ImageFolder folder, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        folder.ThrowIfUnusable();
        ImagePlan plan = ImagePlan.For(folder, options.Image, options.Corpus.Crop is { } crop ? (crop.Width, crop.Height) : null);
        AssetException.ThrowIfAny(folder.Path, plan.Findings);
        if (plan.Binarises) return DiscreteCorpus.CreateBinarised(Maps(plan, Brightness), plan.Format, options.Corpus, options.Seed);
        if (plan.Palette is { } palette) return DiscreteCorpus.Create(Maps(plan, palette.MapOf), plan.Format, options.Corpus, options.Seed);
        return NumberCorpus.Create([.. plan.Images.Select(file => new SourceImage(file.Name, file.Image, file.Label, file.IsKeptBack))],
            (PixelFormat)plan.Format, plan.Parameterisation == Parameterisation.Discretised ? options.Image.Bins : null, options.Corpus, options.Seed);
    }

    /// <summary>The images on both sides of a corpus of images, as the model can draw them.</summary>
    /// <exception cref="ArgumentException">The corpus is of something else.</exception>
    internal static (IReadOnlyList<Image> Training, IReadOnlyList<Image> Validation) ImagesOf(Corpus corpus) => corpus switch
    {
        NumberCorpus numbers => (numbers.Training.Images, numbers.Validation.Images),
        DiscreteCorpus { Format: PaletteFormat palette } maps => (Decode(maps.Training, palette), Decode(maps.Validation, palette)),
        _ => throw new ArgumentException("The corpus holds no images.", nameof(corpus)),
    };

    private static Image[] Decode(TileWindows windows, PaletteFormat palette) =>
        [.. windows.Maps.Select(map => palette.Decode(map.Cells, map.Width, map.Height))];

    private static SourceMap[] Maps(ImagePlan plan, Func<Image, TileMap> map) =>
        [.. plan.Images.Select(file => new SourceMap(file.Name, map(file.Image), file.Label, file.IsKeptBack))];

    private static TileMap Brightness(Image image) => new(image.Width, image.Height, Array.ConvertAll(image.Samples.ToArray(), sample => (byte)sample));
}
