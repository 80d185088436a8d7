using System.Globalization;
using System.Text.RegularExpressions;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// Reads CIFAR-10's binary files: <c>data_batch_1.bin</c> and so on, and <c>test_batch.bin</c>, whose images are kept back beside others.
/// An image is a byte for its label and three planes of 32×32 bytes, red, green and blue; <c>batches.meta.txt</c> names the labels, a line
/// each.
/// </summary>
internal sealed partial class CifarFolder(string folder, IReadOnlyList<string> paths, AssetBounds bounds, List<Finding> findings)
{
    private const int Side = 32, Plane = Side * Side, Record = 1 + 3 * Plane, Classes = 10;
    private const string Names = "batches.meta.txt", Tests = "test_batch.bin";

    private long _images;

    /// <summary>Whether a file holds images of that kind.</summary>
    public static bool IsBatch(string name) => BatchName().IsMatch(name);

    /// <summary>Whether a file belongs to such a folder.</summary>
    public static bool IsCifar(string name) => name == Names || IsBatch(name);

    /// <summary>Whether a folder holds images of that kind.</summary>
    public static bool IsHere(string folder) =>
        Directory.EnumerateFiles(folder, "*_batch*.bin").Any(path => IsBatch(Path.GetFileName(path)));

    public IEnumerable<ImageFile> Read()
    {
        string[] batches = [.. paths.Select(path => Path.GetFileName(path)).Where(IsBatch)];
        string[] labels = batches.Length < paths.Count ? ReadNames() : [];
        bool split = batches.Length > 1 && batches.Contains(Tests);
        return batches.SelectMany(batch => ReadBatch(batch, labels, split ? batch == Tests : null));
    }

    private List<ImageFile> ReadBatch(string name, string[] labels, bool? isKeptBack)
    {
        try
        {
            var images = new List<ImageFile>();
            using FileStream file = bounds.Open(Path.Combine(folder, name), name);
            if (file.Length % Record != 0)
                throw new AssetException(name, $"The file has {file.Length:N0} bytes, which are no whole number of images of {Record:N0}.",
                    "Get it again: most likely it is incomplete.");
            if ((_images += file.Length / Record) * Plane * 3 > ImageFolderReader.MostSamples)
                throw new AssetException(name, "The images up to here fill the memory that is meant for them.", "Take fewer files.");
            var record = new byte[Record];
            for (long left = file.Length / Record; left > 0; left--)
            {
                file.ReadExactly(record);
                if (record[0] >= Classes)
                    throw new AssetException(name, $"Image {images.Count} has the label {record[0]}; there are {Classes}, from 0.",
                        "Get the file again: it is damaged, or not CIFAR-10's.");
                string label = labels.Length > 0 ? labels[record[0]] : record[0].ToString(CultureInfo.InvariantCulture);
                images.Add(new ImageFile($"{name}#{images.Count}", label, Decode(record), "CIFAR", isKeptBack));
            }
            return images;
        }
        catch (AssetException e)
        {
            findings.Add(
                e.Finding with { Severity = Severity.Warning, Remedy = $"{e.Finding.Remedy} Until then its images are left out." });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(name, $"The file can't be read ({e.Message.TrimEnd('.')}).",
                "Check that it is a file and may be read. Until then its images are left out.");
        }
        return [];
    }

    private static Image Decode(ReadOnlySpan<byte> record)
    {
        var rgba = new ushort[4 * Plane];
        for (int i = 0; i < Plane; i++)
        {
            for (int channel = 0; channel < 3; channel++) rgba[4 * i + channel] = record[1 + channel * Plane + i];
            rgba[4 * i + 3] = byte.MaxValue;
        }
        return PixelLayout.Smallest(Side, Side, 8, rgba);
    }

    private string[] ReadNames()
    {
        const string Instead = "Until that is put right the labels are numbers.";
        try
        {
            string[] names = [.. AssetText.Read(Path.Combine(folder, Names), Names, bounds).Split('\n', StringSplitOptions.TrimEntries)
                .Where(name => name.Length > 0)];
            if (names.Length == Classes && names.Distinct().Count() == Classes) return names;
            Report(Names, $"There are {names.Distinct().Count()} different names for {Classes} labels.", Instead);
        }
        catch (AssetException e)
        {
            findings.Add(e.Finding with { Severity = Severity.Warning, Remedy = $"{e.Finding.Remedy} {Instead}" });
        }
        return [];
    }

    private void Report(string place, string message, string remedy) => findings.Add(new Finding(Severity.Warning, place, message, remedy));

    [GeneratedRegex(@"^(data_batch(_\d{1,3})?|test_batch)\.bin$")]
    private static partial Regex BatchName();
}
