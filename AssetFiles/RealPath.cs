namespace BfnProcGen.AssetFiles;

/// <summary>Where a path leads when every symbolic link on the way is followed.</summary>
internal static class RealPath
{
    // As many as Linux follows; what has more can't be opened either.
    private const int MostLinks = 40;

    /// <summary>Follows the links, as far as the path exists; what doesn't exist yet is taken as it is written.</summary>
    /// <param name="full">A full path.</param>
    public static string Of(string full)
    {
        string root = Path.GetPathRoot(full)!, at = root;
        var parts = new Stack<string>();
        Push(full[root.Length..]);
        for (int links = 0; parts.TryPop(out string? part);)
        {
            // Only those in a link's target are left: they go up from where the links before them have led.
            if (part == ".") continue;
            string next = part == ".." ? Path.GetDirectoryName(at) ?? at : Path.Combine(at, part);
            if (part != ".." && links < MostLinks && new FileInfo(next).LinkTarget is { } target)
            {
                links++;
                string targetRoot = Path.GetPathRoot(target) ?? "";
                if (targetRoot.Length > 0) at = Path.GetPathRoot(Path.GetFullPath(target))!;
                Push(target[targetRoot.Length..]);
            }
            else
            {
                at = next;
            }
        }
        return at;

        void Push(string path)
        {
            foreach (string part in path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar],
                StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                parts.Push(part);
            }
        }
    }

    /// <summary>Whether a path is a folder or lies in it, going by the letters alone.</summary>
    public static bool IsWithin(string path, string folder) => path == folder
        || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
