namespace BfnProcGen.AssetFiles;

/// <summary>
/// Goes through a folder and those below it, in the order of names. What can't be listed there, what leads out of the bounds and what leads
/// back becomes a finding, and everything else comes all the same.
/// </summary>
internal sealed class FolderWalk(string root, AssetBounds bounds, List<Finding> findings)
{
    private const int DeepestFolder = 16;

    /// <summary>The files, and those folders that were not gone into: hidden ones, and such as lie too deep.</summary>
    /// <param name="deepest">How many folders deep to go.</param>
    /// <exception cref="AssetException">The folder itself can't be listed.</exception>
    public IEnumerable<FolderEntry> Entries(int deepest = DeepestFolder) => Entries(root, 0, deepest, []);

    private IEnumerable<FolderEntry> Entries(string folder, int depth, int deepest, IReadOnlyList<string> above)
    {
        foreach (string path in Listed(folder))
        {
            string name = NameOf(path);
            if (name == AssetFolder.WorkName) continue;
            if (!bounds.HoldEntry(path)) findings.Add(AssetBounds.Out(name));
            else if (!Directory.Exists(path)) yield return new FolderEntry(path, name, depth, IsFolder: false);
            else if (depth == deepest || FolderEntry.IsHiddenName(path)) yield return new FolderEntry(path, name, depth, IsFolder: true);
            else if (Followed(path, folder, above) is { } followed)
            {
                foreach (FolderEntry entry in Entries(path, depth + 1, deepest, followed)) yield return entry;
            }
        }
    }

    private string[] Listed(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (folder != root && e is IOException or UnauthorizedAccessException)
        {
            findings.Add(new Finding(Severity.Warning, NameOf(folder), $"The folder can't be listed ({e.Message.TrimEnd('.')}).",
                "Check its permissions. Until then what is in it is left out."));
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AssetFolder.Unlisted(folder, e);
        }
    }

    // The real folders from which links were followed, with this one; null for a link that leads back into one of them.
    private IReadOnlyList<string>? Followed(string path, string folder, IReadOnlyList<string> above)
    {
        if (new FileInfo(path).LinkTarget is null) return above;
        string real = RealPath.Of(Path.GetFullPath(path));
        string[] all = [.. above, RealPath.Of(Path.GetFullPath(folder))];
        if (!Array.Exists(all, one => RealPath.IsWithin(one, real))) return all;
        findings.Add(new Finding(Severity.Note, NameOf(path), "It leads back to a folder that it lies in, and is left out.", ""));
        return null;
    }

    private string NameOf(string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
}

/// <summary>What <see cref="FolderWalk"/> comes by.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Name">The same from the folder where the walk began, with '/' between folders.</param>
/// <param name="Depth">How many folders deep it lies.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
internal readonly record struct FolderEntry(string Path, string Name, int Depth, bool IsFolder)
{
    /// <summary>Whether its name begins with a dot.</summary>
    public bool IsHidden => IsHiddenName(Path);

    /// <summary>Whether it is a PNG by its name.</summary>
    public bool IsPicture => !IsFolder && System.IO.Path.GetExtension(Path).Equals(".png", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same as <see cref="IsHidden"/> of a path.</summary>
    public static bool IsHiddenName(string path) => System.IO.Path.GetFileName(path).StartsWith('.');
}
