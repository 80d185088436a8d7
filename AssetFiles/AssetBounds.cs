using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// Where asset files may lie. Who names a path on the command line means what it leads to, links included; in the editor nothing outside
/// the folder that was opened is read, whatever links and files in it say.
/// </summary>
public sealed class AssetBounds
{
    private const string Remedy = "Put a copy in its place, or open the editor with a folder that holds both.";

    private readonly string? _root;

    private AssetBounds()
    {
    }

    /// <summary>A folder with what is below it.</summary>
    /// <param name="folder">The folder, which may itself be reached by links.</param>
    public AssetBounds(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _root = Path.TrimEndingDirectorySeparator(RealPath.Of(Path.GetFullPath(folder)));
    }

    /// <summary>Anywhere.</summary>
    public static AssetBounds None { get; } = new();

    /// <summary>The folder, every link on the way to it followed; null for anywhere.</summary>
    public string? Root => _root;

    /// <summary>Whether a path leads to something inside, with every link on the way followed.</summary>
    public bool Hold(string path) =>
        // First by name: what lies outside must not even be looked at.
        _root is null
        || (Path.GetFullPath(path) is var full && RealPath.IsWithin(full, _root) && RealPath.IsWithin(RealPath.Of(full), _root));

    /// <summary>The same of something in a folder that is inside: only a link can lead out of that.</summary>
    internal bool HoldEntry(string path) => _root is null || new FileInfo(path).LinkTarget is null || Hold(path);

    /// <summary>What is found where a path leads out.</summary>
    internal static Finding Out(string place) =>
        new(Severity.Warning, place, "It leads out of the folder that was opened, and is left out.", Remedy);

    /// <summary>Refuses a path that leads out.</summary>
    /// <exception cref="AssetException">It does; names <paramref name="place"/>.</exception>
    internal void Require(string path, string place)
    {
        if (!Hold(path)) throw new AssetException(place, "It leads out of the folder that was opened, and is not read.", Remedy);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="AssetException">It leads out; names <paramref name="place"/>.</exception>
    /// <exception cref="IOException">It doesn't exist, is empty, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal FileStream Open(string path, string place)
    {
        if (_root is null) return RegularFile.Open(path);
        Require(path, place);
        // Where it led when that was looked at, whatever becomes of the links meanwhile.
        return RegularFile.Open(RealPath.Of(Path.GetFullPath(path)));
    }
}
