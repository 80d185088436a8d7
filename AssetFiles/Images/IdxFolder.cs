using System.Globalization;
using System.Text.RegularExpressions;
using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// Reads pairs of IDX files, <c>NAME-images-idx3-ubyte</c> and <c>NAME-labels-idx1-ubyte</c>, each with or without <c>.gz</c>.
/// Beside others the pair named <c>t10k</c> or <c>test</c> is the one that is kept back.
/// </summary>
internal sealed partial class IdxFolder(string folder, IReadOnlyList<string> paths, AssetBounds bounds, List<Finding> findings)
{
    /// <summary>Whether a file belongs to such a pair.</summary>
    public static bool IsIdx(string name) => Name().IsMatch(name);

    public IEnumerable<ImageFile> Read()
    {
        Match[] names = [.. paths.Select(path => Name().Match(Path.GetFileName(path)))];
        string[] sets = [.. names.Where(name => name.Groups["kind"].Value == "images").Select(name => name.Groups["set"].Value).Distinct()];
        foreach (Match lone in names.Where(name => !sets.Contains(name.Groups["set"].Value)))
            Report(lone.Value, "These labels have no images.", $"Put {lone.Groups["set"].Value}-images-idx3-ubyte beside them.");
        bool split = sets.Length > 1 && sets.Any(IsForTests);
        return sets.SelectMany(set => ReadSet(set, FileOf(set, "images")!, FileOf(set, "labels"), split ? IsForTests(set) : null));

        string? FileOf(string set, string kind) =>
            names.FirstOrDefault(name => name.Groups["set"].Value == set && name.Groups["kind"].Value == kind)?.Value;
    }

    private List<ImageFile> ReadSet(string set, string imagesFile, string? labelsFile, bool? isKeptBack)
    {
        try
        {
            (int[] extents, List<byte[]> items) = IdxFile.Read(Path.Combine(folder, imagesFile), imagesFile, bounds, 3);
            if (items.Count == 0) throw new AssetException(imagesFile, "The file holds no image.", "Get it again.");
            byte[]? labels = labelsFile is null ? null : ReadLabels(labelsFile, items.Count);
            return [.. items.Select((item, i) => new ImageFile(
                $"{imagesFile}#{i}", labels?[i].ToString(CultureInfo.InvariantCulture),
                new Image(extents[1], extents[0], PixelChannels.Grey, 8, Array.ConvertAll(item, sample => (ushort)sample)),
                "IDX", isKeptBack))];
        }
        catch (AssetException e)
        {
            findings.Add(e.Finding with
            {
                Severity = Severity.Warning,
                Remedy = $"{e.Finding.Remedy} Until then the images of '{set}' are left out.",
            });
            return [];
        }
    }

    private byte[]? ReadLabels(string file, int images)
    {
        try
        {
            (_, List<byte[]> items) = IdxFile.Read(Path.Combine(folder, file), file, bounds, 1);
            if (items.Count == images) return [.. items.Select(item => item[0])];
            Report(file, $"There are {items.Count} labels for {images} images.", "Until that is put right they are not used.");
        }
        catch (AssetException e)
        {
            findings.Add(e.Finding with { Severity = Severity.Warning, Remedy = e.Finding.Remedy + " Until then there are no labels." });
        }
        return null;
    }

    private void Report(string place, string message, string remedy) => findings.Add(new Finding(Severity.Warning, place, message, remedy));

    private static bool IsForTests(string set) => set is "t10k" or "test";

    [GeneratedRegex(@"^(?<set>.+)-(?<kind>images|labels)[-.]idx[13]-ubyte(\.gz)?$")]
    private static partial Regex Name();
}
