namespace BfnProcGen.AssetFiles;

/// <summary>
/// Asset files that can't be used: a missing folder, a binary file, ragged rows, too many tiles. Names the file, and the row and column
/// where there is one.
/// </summary>
public sealed class AssetException : BfnException
{
    /// <summary>
    /// Says what is wrong, in a file (with row and column where there is one, "room.txt:3:7") or "" for none, and what to do.
    /// </summary>
    public AssetException(string place, string problem, string remedy, Exception? inner = null)
        : base(Text(place, problem, remedy), inner) => Finding = new Finding(Severity.Error, place, problem, remedy);

    /// <summary>The same in parts.</summary>
    public Finding Finding { get; }

    /// <summary>Refuses a folder in which errors were found, and lists at most ten of them.</summary>
    /// <exception cref="AssetException">There are errors.</exception>
    public static void ThrowIfAny(string path, IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        Finding[] errors = [.. findings.Where(finding => finding.Severity == Severity.Error)];
        if (errors.Length == 0) return;
        const int Shown = 10;
        string more = errors.Length > Shown ? $"\n  … and {errors.Length - Shown} more" : "";
        string list = string.Join("\n  ", errors.Take(Shown)) + more;
        throw new AssetException("", $"The {(File.Exists(path) ? "file" : "folder")} '{path}' can't be used:\n  {list}", "");
    }

    private static string Text(string place, string problem, string remedy) =>
        new Finding(Severity.Error, place, problem, remedy).ToString();
}

/// <summary>
/// A file that can't be written: no room, no permission, or a path that is no place for it. Nothing half-written is left behind.
/// </summary>
public sealed class OutputException(string message, Exception? inner = null) : BfnException(message, inner);
