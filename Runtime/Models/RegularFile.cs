namespace BfnProcGen.Models;

/// <summary>Opens files that have an end: opening a pipe would wait for its other end, and a device may be read for ever.</summary>
public static class RegularFile
{
    /// <summary>Opens a file, or the file that symbolic links lead to, for reading.</summary>
    /// <exception cref="IOException">It doesn't exist, is empty, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null) file = (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
        if (Directory.Exists(file.FullName)) throw new IOException($"'{Path.GetFileName(path)}' is a folder.");
        // Pipes and devices have no length; nothing else that .NET tells without opening them sets them apart from files.
        return file.Length > 0 ? file.OpenRead() : throw new IOException($"'{Path.GetFileName(path)}' is empty, or no regular file.");
    }
}
