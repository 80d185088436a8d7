namespace BfnProcGen.AssetFiles.Texts;

/// <summary>Texts, read: the items, their labels, and whatever was noticed on the way.</summary>
public sealed class TextItems
{
    internal TextItems(
        string path, IReadOnlyList<string> files, bool isRunning, IReadOnlyList<TextItem> items, IReadOnlyList<Finding> findings)
    {
        (Path, Files, IsRunning, Items, Findings) = (path, files, isRunning, items, findings);
        Labels = [.. items.Select(item => item.Label).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The files that were read, relative to <see cref="Path"/>.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Whether an item is a whole file of running text.</summary>
    public bool IsRunning { get; }

    /// <summary>The items in the order of the files and the lines in them.</summary>
    public IReadOnlyList<TextItem> Items { get; }

    /// <summary>The labels that occur, in ascending order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What was noticed, errors first.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>True when something must be put right before training.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>
    /// Reads a <c>.txt</c> (one item a line), a <c>.csv</c> or a <c>.jsonl</c> file, or all of these in a folder and its sub-folders. Texts
    /// are
    /// brought into Unicode's form C and trimmed, a tab or line break in them becomes a space; blank lines are skipped; lines that are no
    /// UTF-8 or hold control characters are left out and reported. What is wrong with single files is listed in <see cref="Findings"/>.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How to read them; null for the usual way.</param>
    /// <param name="bounds">Where files may lie; null for anywhere.</param>
    /// <exception cref="AssetException">There is no such file or folder, or it is of another kind.</exception>
    public static TextItems Read(string path, TextReadOptions? options = null, AssetBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new TextReader(path, options ?? new TextReadOptions(), bounds ?? AssetBounds.None).Read();
    }

    /// <summary>
    /// Whether a path looks like texts: a .txt, .csv or .jsonl file, one without an extension, or a folder that holds a .jsonl file.
    /// </summary>
    /// <exception cref="AssetException">The folder can't be listed.</exception>
    /// <remarks>A folder of .txt files alone may hold maps as well; who asks has to decide, or to be told.</remarks>
    public static bool IsTextPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return File.Exists(path)
            ? TextReader.IsNamedTextFile(path)
            : Directory.Exists(path) && AssetFolder.Listing(path, () => Directory.EnumerateFiles(path, "*.jsonl").Any());
    }

    /// <summary>Refuses texts with errors.</summary>
    /// <exception cref="AssetException">Lists the errors, at most ten.</exception>
    public void ThrowIfUnusable() => AssetException.ThrowIfAny(Path, Findings);
}
