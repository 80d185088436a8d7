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
        ImagePalette palette = plan.Palette!;
        SourceMap[] maps = [.. plan.Images.Select(file => new SourceMap(file.Name, palette.MapOf(file.Image), file.Label, file.IsKeptBack))];
        return DiscreteCorpus.Create(maps, new PaletteFormat(palette.Colours), options.Corpus, options.Seed);
    }
}
