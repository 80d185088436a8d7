using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Training.Data;

/// <summary>Makes training data of a folder of images.</summary>
public static class ImageCorpus
{
    /// <summary>Follows the options, and the images where these leave it open (see <see cref="ImagePlan"/>).</summary>
    /// <param name="folder">The images.</param>
    /// <param name="options">What decides it.</param>
    /// <param name="format">The format the data must have, such as a model's; null for the one that follows from the images.</param>
    /// <param name="size">The size that whole images must have, such as a model's; null for the one that follows from the images.</param>
    /// <exception cref="AssetException">The folder has errors, or no image that fits the options, the format and the size.</exception>
    /// <exception cref="TrainingException">The options don't fit the images.</exception>
    public static Corpus Create(ImageFolder folder, TrainingOptions options, AssetFormat? format = null, CropSize? size = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        folder.ThrowIfUnusable();
        (int, int)? window = Pair(options.Corpus.Crop);
        ImagePlan plan = format is null
            ? ImagePlan.For(folder, options.Image, window)
            : ImagePlan.For(folder, options.Image, format, Pair(size), window);
        AssetException.ThrowIfAny(folder.Path, plan.Findings);
        if (plan.Binarises) return DiscreteCorpus.CreateBinarised(Maps(plan, Brightness), plan.Format, options.Corpus, options.Seed);
        if (plan.Palette is { } palette) return DiscreteCorpus.Create(Maps(plan, palette.MapOf), plan.Format, options.Corpus, options.Seed);
        return NumberCorpus.Create([.. plan.Images.Select(file => new SourceImage(file.Name, file.Image, file.Label, file.IsKeptBack))],
            (PixelFormat)plan.Format, plan.Parameterisation == Parameterisation.Discretised ? options.Image.Bins : null,
            options.Corpus, options.Seed);
    }

    private static (int Width, int Height)? Pair(CropSize? size) => size is { } given ? (given.Width, given.Height) : null;

    private static SourceMap[] Maps(ImagePlan plan, Func<Image, TileMap> map) =>
        [.. plan.Images.Select(file => new SourceMap(file.Name, map(file.Image), file.Label, file.IsKeptBack))];

    private static TileMap Brightness(Image image) =>
        new(image.Width, image.Height, Array.ConvertAll(image.Samples.ToArray(), sample => (byte)sample));
}
