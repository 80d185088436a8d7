namespace BfnProcGen.AssetFiles.Texts;

/// <summary>
/// Finds the files for <see cref="TextItems"/>, labels their items and collects findings instead of stopping at the first.
/// </summary>
internal sealed class TextReader(string path, TextReadOptions options, AssetBounds bounds)
{
    private static readonly string[] Extensions = [".txt", ".csv", ".jsonl"];

    private readonly List<Finding> _findings = [];

    public static bool IsTextFile(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Whether a file that someone names is text: one without an extension too, such as text8.</summary>
    public static bool IsNamedTextFile(string path) => IsTextFile(path) || Path.GetExtension(path).Length == 0;

    public TextItems Read()
    {
        List<string> files = ListFiles();
        var items = new List<TextItem>();
        foreach (string file in files)
        {
            string place = PlaceOf(file);
            try
            {
                items.AddRange(ReadFile(file, place, LabelFor(file, files)));
            }
            catch (AssetException e)
            {
                _findings.Add(e.Finding);
            }
        }
        ReportWhole(items);
        return new TextItems(path, [.. files.Select(PlaceOf)], options.IsRunning, items,
            [.. _findings.OrderByDescending(finding => finding.Severity)]);
    }

    private string Root => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;

    private string PlaceOf(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private IReadOnlyList<TextItem> ReadFile(string file, string place, string? label)
    {
        string text = AssetText.ReadWithGaps(file, place, bounds, options.IsRunning);
        int count = text.AsSpan().TrimEnd().Count('\n') + 1;
        var lines = new TextLines(place);
        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".csv":
                CsvText.Read(text, place, options, lines, label);
                break;
            case ".jsonl":
                JsonLinesText.Read(text, place, options, lines, label);
                break;
            case var _ when options.IsRunning:
                lines.AddRunning(text, label);
                break;
            default:
                foreach ((int i, string line) in text.Split('\n').Index()) lines.Add(new RawItem(line, null, i + 1), label);
                break;
        }
        _findings.AddRange(lines.Findings(count));
        return lines.Items;
    }

    private string? LabelFor(string file, List<string> files)
    {
        if (files.Count == 1) return null;
        string? folder = Path.GetDirectoryName(PlaceOf(file))?.Replace('\\', '/');
        bool hasFolders = files.Any(other => PlaceOf(other).Contains('/'));
        string? label = hasFolders ? folder : options.IsRunning ? null : Path.GetFileNameWithoutExtension(file);
        return string.IsNullOrEmpty(label) ? null : Nfc.Normalise(label);
    }

    private List<string> ListFiles()
    {
        if (File.Exists(path))
        {
            return IsNamedTextFile(path)
                ? [Path.GetFullPath(path)]
                : throw new AssetException("", $"'{path}' is no text file that can be read.",
                    "Text is read from .txt (one item a line), .csv and .jsonl files.");
        }
        if (!Directory.Exists(path)) throw new AssetException("", $"There is no file or folder '{path}'.", "Check the path.");
        string[] all = [.. new FolderWalk(Path.GetFullPath(path), bounds, _findings).Entries()
            .Where(entry => entry is { IsFolder: false, IsHidden: false }).Select(entry => entry.Path).Order(StringComparer.Ordinal)];
        List<string> files = [.. all.Where(IsTextFile)];
        string[] ignored = [.. all.Where(file => !IsTextFile(file)).Select(file => Path.GetRelativePath(Root, file))];
        if (ignored.Length > 0)
        {
            Report(Severity.Note, "", $"Ignored: {string.Join(", ", ignored.Take(6))}{(ignored.Length > 6 ? ", …" : "")}.",
                "Text is read from .txt, .csv and .jsonl files.");
        }
        if (files.Count == 0)
            Report(Severity.Error, "", "The folder holds no text.", "Put texts into it: one item a line (.txt), or .csv or .jsonl.");
        return files;
    }

    private void ReportWhole(List<TextItem> items)
    {
        if (items.Count == 0 && _findings.All(finding => finding.Severity != Severity.Error))
            Report(Severity.Error, "", "There is no text in it: nothing but blank lines, or lines that had to be left out.",
                "Add some, one item a line.");
        foreach (IGrouping<string, TextItem> group in items.Where(item => item.Label is not null).GroupBy(item => item.Label!))
        {
            if (group.Count() == 1 && !options.IsRunning)
            {
                Report(Severity.Warning, group.Single().Place, $"The label '{group.Key}' has this one item only.",
                    "Give it more, or another label: a model can't learn a kind from one example.");
            }
        }
    }

    private void Report(Severity severity, string place, string message, string remedy) =>
        _findings.Add(new Finding(severity, place, message, remedy));
}
