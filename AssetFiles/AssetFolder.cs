namespace BfnProcGen.AssetFiles;

/// <summary>What folders of all kinds of assets have in common.</summary>
public static class AssetFolder
{
    /// <summary>Where the editor keeps its runs in a folder; nothing in it is an asset.</summary>
    public const string WorkName = ".bfn";

    /// <summary>Refuses what is no folder.</summary>
    /// <exception cref="AssetException">There is none; says what to do.</exception>
    internal static void RequireExists(string folder, string assets)
    {
        if (Directory.Exists(folder)) return;
        throw File.Exists(folder)
            ? new AssetException("", $"'{folder}' is a file.", $"Name the folder that holds the {assets}.")
            : new AssetException("", $"There is no folder '{folder}'.", "Check the path.");
    }

    /// <summary>Lists a folder.</summary>
    /// <exception cref="AssetException">It can't be listed.</exception>
    internal static void Listing(string folder, Action list)
    {
        try
        {
            list();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AssetException("", $"The folder '{folder}' can't be listed ({e.Message.TrimEnd('.')}).", "Check its permissions.", e);
        }
    }

    /// <summary>
    /// The path of a file that another one names, if it lies in that one's folder or below: assets from somewhere must not make the
    /// program read what lies outside them.
    /// </summary>
    internal static string? PathInside(string folder, string name)
    {
        string root = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return !name.Contains('\0') && Path.GetFullPath(Path.Combine(folder, name)) is var full
            && full.StartsWith(root, StringComparison.Ordinal) && full.Length > root.Length ? full : null;
    }
}
