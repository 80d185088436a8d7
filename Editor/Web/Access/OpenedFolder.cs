namespace BfnProcGen.Editor.Web.Access;

/// <summary>The folder that was opened. Every path that a page names goes through it: nothing outside is read or written.</summary>
internal sealed class OpenedFolder
{
    public OpenedFolder(string path)
    {
        Root = Path.TrimEndingDirectorySeparator(Real(Path.GetFullPath(path)));
        Name = Path.GetFileName(Root) is { Length: > 0 } name ? name : Root;
    }

    /// <summary>Its full path, links resolved.</summary>
    public string Root { get; }

    /// <summary>Its name, for people.</summary>
    public string Name { get; }

    /// <summary>The full path of something in the folder.</summary>
    /// <param name="relative">A path from the folder, "." for itself.</param>
    /// <exception cref="RefusedPathException">It leads outside, by name or by a link.</exception>
    public string Inside(string relative)
    {
        if (relative.Length == 0 || relative.Contains('\0') || Path.IsPathRooted(relative)) throw new RefusedPathException(relative);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(Root, relative)));
        // First by name: what lies outside must not even be looked at.
        if (!IsInside(full) || !IsInside(Real(full))) throw new RefusedPathException(relative);
        return full;
    }

    /// <summary>The path of something in it, from the folder, with '/' between folders.</summary>
    public string Relative(string full) => Path.GetRelativePath(Root, full).Replace(Path.DirectorySeparatorChar, '/');

    private bool IsInside(string full)
    {
        string start = Path.EndsInDirectorySeparator(Root) ? Root : Root + Path.DirectorySeparatorChar;
        return full == Root || full.StartsWith(start, StringComparison.Ordinal);
    }

    // With every link on the way resolved, as far as the path exists.
    private static string Real(string full)
    {
        const int MostLinks = 40;
        string root = Path.GetPathRoot(full)!, at = root;
        var parts = new Stack<string>(Parts(full[root.Length..]));
        for (int links = 0; parts.TryPop(out string? part);)
        {
            string next = Path.Combine(at, part);
            if (new FileInfo(next).LinkTarget is { } target && links++ < MostLinks)
            {
                string to = Path.GetFullPath(target, at);
                at = Path.GetPathRoot(to)!;
                foreach (string step in Parts(to[at.Length..])) parts.Push(step);
            }
            else
            {
                at = next;
            }
        }
        return at;

        static IEnumerable<string> Parts(string path) =>
            path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();
    }
}

/// <summary>A page asked for a path outside the opened folder.</summary>
internal sealed class RefusedPathException(string path)
    : BfnException($"'{path}' is not in the folder that the editor was opened with. Open the editor with a folder that holds it.");
