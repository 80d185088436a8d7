using BfnProcGen.AssetFiles;

namespace BfnProcGen.Editor.Web.Access;

/// <summary>The folder that was opened. Every path that a page names goes through it: nothing outside is read or written.</summary>
internal sealed class OpenedFolder
{
    public OpenedFolder(string path)
    {
        Bounds = new AssetBounds(path);
        Root = Bounds.Root!;
        Name = Path.GetFileName(Root) is { Length: > 0 } name ? name : Root;
    }

    /// <summary>Its full path, links resolved.</summary>
    public string Root { get; }

    /// <summary>Its name, for people.</summary>
    public string Name { get; }

    /// <summary>The same for those who read assets.</summary>
    public AssetBounds Bounds { get; }

    /// <summary>The full path of something in the folder.</summary>
    /// <param name="relative">A path from the folder, "." for itself.</param>
    /// <exception cref="RefusedPathException">It leads outside, by name or by a link.</exception>
    public string Inside(string relative)
    {
        if (relative.Length == 0 || relative.Contains('\0') || Path.IsPathRooted(relative)) throw new RefusedPathException(relative);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(Root, relative)));
        return Bounds.Hold(full) ? full : throw new RefusedPathException(relative);
    }

    /// <summary>The same of a folder that is to be worked in: what lies in it, at any depth, must not lead outside either.</summary>
    /// <exception cref="RefusedPathException">It leads outside, or something in it does.</exception>
    public string WhollyInside(string relative)
    {
        string full = Inside(relative);
        if (!Directory.Exists(full)) return full;
        // Links are not followed: those that lead to something inside are no folders of its own.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        var entries = new System.IO.Enumeration.FileSystemEnumerable<string>(full, (ref entry) => entry.ToFullPath(), options)
        {
            ShouldRecursePredicate = (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
            ShouldIncludePredicate = (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0,
        };
        foreach (string link in entries)
        {
            if (!Bounds.Hold(link)) throw new RefusedPathException(Relative(link));
        }
        return full;
    }

    /// <summary>The path of something in it, from the folder, with '/' between folders.</summary>
    public string Relative(string full) => Path.GetRelativePath(Root, full).Replace(Path.DirectorySeparatorChar, '/');
}

/// <summary>A page asked for a path outside the opened folder.</summary>
internal sealed class RefusedPathException(string path)
    : BfnException($"'{path}' is not in the folder that the editor was opened with, or is a link out of it. "
        + "Open the editor with a folder that holds it.");
