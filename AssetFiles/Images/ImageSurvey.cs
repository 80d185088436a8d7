using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace BfnProcGen.AssetFiles;

/// <summary>Statistics of a folder of images, what they suggest, and what training will do with them.</summary>
public sealed class ImageSurvey
{
    private readonly List<Finding> _findings = [];

    /// <summary>Counts everything.</summary>
    /// <param name="folder">The images.</param>
    /// <param name="options">The options that training would get.</param>
    /// <param name="window">The windows that training would get, or null for whole images.</param>
    public ImageSurvey(ImageFolder folder, ImageOptions options, (int Width, int Height)? window = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        Modes = Count(folder.Images.Select(file => file.Mode));
        Labels = [.. Count(folder.Images.Select(file => file.Label).OfType<string>()).OrderBy(label => label.Name, StringComparer.Ordinal)];
        Sizes = [.. folder.Images
            .GroupBy(file => (file.Image.Width, file.Image.Height))
            .Select(group => new ImageSize(group.Key.Width, group.Key.Height, group.Count()))
            .OrderByDescending(size => size.Images)];
        Duplicates = [.. folder.Images
            .GroupBy(file => (file.Image.Width, file.Image.Layout, XxHash128.HashToUInt128(MemoryMarshal.AsBytes(file.Image.Samples))))
            .Where(group => group.Count() > 1)
            .Select(group => (IReadOnlyList<string>)[.. group.Select(file => file.Name)])];
        if (folder.Images.Count == 0) return;
        Plan = ImagePlan.For(folder, options, window);
        _findings.AddRange(Plan.Findings);
        Suggest(folder);
    }

    /// <summary>Modes of the files, the commonest first.</summary>
    public IReadOnlyList<NamedCount> Modes { get; }

    /// <summary>Labels with their numbers of images, in the order of the model's classes.</summary>
    public IReadOnlyList<NamedCount> Labels { get; }

    /// <summary>Sizes, the commonest first.</summary>
    public IReadOnlyList<ImageSize> Sizes { get; }

    /// <summary>Groups of files that hold the same image.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Duplicates { get; }

    /// <summary>What training will do; null for a folder without images.</summary>
    public ImagePlan? Plan { get; }

    /// <summary>What the statistics suggest.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>What training will do, for people, a sentence each.</summary>
    public IReadOnlyList<string> Intentions => Plan is null ? [] :
    [
        $"{Plan.Images.Count} of {Sizes.Sum(size => size.Images)} images are learnt, "
            + $"{(Sizes.Count == 1 && IsWhole ? "whole" : $"by the rule '--fit {Plan.Options.Fit.ToString().ToLowerInvariant()}'")}; "
            + $"the model draws {Plan.Width}×{Plan.Height} pixels.",
        Plan switch
        {
            { Binarises: true } => $"Black and white: {Plan.Reason}. Change it with --binarise false.",
            { Palette: { } palette } =>
                $"A palette of {palette.Colours.Count} colours: {Plan.Reason}. Change it with --colours or --parameterisation.",
            { Parameterisation: Parameterisation.Discretised } =>
                $"{Plan.Options.Bins} levels of each channel of {Plan.Layout}: {Plan.Reason}.",
            _ => $"Continuous channels of {Plan.Layout}, {Plan.BitDepth} bits: {Plan.Reason}. Change it with --parameterisation.",
        },
    ];

    private bool IsWhole => (Sizes[0].Width, Sizes[0].Height) == (Plan!.Width, Plan.Height);

    private static NamedCount[] Count(IEnumerable<string> names) =>
        [.. names.CountBy(name => name).Select(count => new NamedCount(count.Key, count.Value)).OrderByDescending(count => count.Images)];

    private void Suggest(ImageFolder folder)
    {
        const int Few = 16;
        if (folder.Images.Count < Few)
        {
            Note($"There are only {folder.Images.Count} images, which a model soon knows by heart.",
                "Add more, allow mirrored ones with --flip x where they make sense, or train on windows of large ones with --crop.");
        }
        if (Duplicates.Count > 0)
        {
            string first = string.Join(" = ", Duplicates[0].Take(3)) + (Duplicates.Count > 1 ? "; …" : "");
            Note($"{Duplicates.Sum(group => group.Count - 1)} images repeat others ({first}).",
                "They weigh double in training and may turn up among the images kept back for validation: "
                + "remove them unless that is meant.");
        }
    }

    private void Note(string message, string remedy) => _findings.Add(new Finding(Severity.Warning, "", message, remedy));
}

/// <summary>How many images have a size.</summary>
public sealed record ImageSize(int Width, int Height, int Images);

/// <summary>How many images have a mode or a label.</summary>
public sealed record NamedCount(string Name, int Images);
