namespace BfnProcGen.AssetFiles;

/// <summary>What folders of all kinds of assets have in common.</summary>
public static class AssetFolder
{
    /// <summary>Where the editor keeps what is its own in a folder: runs, tables, what was drawn. Nothing in it is an asset.</summary>
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

    /// <summary>What comes of listing a folder.</summary>
    /// <exception cref="AssetException">It can't be listed.</exception>
    internal static T Listing<T>(string folder, Func<T> list)
    {
        try
        {
            return list();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unlisted(folder, e);
        }
    }

    /// <summary>What is wrong with a folder that can't be listed.</summary>
    internal static AssetException Unlisted(string folder, Exception e) =>
        new("", $"The folder '{folder}' can't be listed ({e.Message.TrimEnd('.')}).", "Check its permissions.", e);

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
