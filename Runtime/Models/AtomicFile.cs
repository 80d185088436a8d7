namespace BfnProcGen.Models;

/// <summary>
/// Files that exist whole or not at all: written beside their place under a temporary name, flushed to disk, then renamed. A symbolic link
/// stays one: the file it leads to is replaced, or made.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/>; when <paramref name="write"/> fails, what was there before stays, and no temporary file is left.</summary>
    /// <exception cref="IOException">The disk is full, or the folder can't be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        if (new FileInfo(full).LinkTarget is not null) full = File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            // So .NET reports a file larger than the file system or the user's limit allows.
            if (e is ArgumentOutOfRangeException) throw new IOException($"'{full}' becomes larger than the system allows.", e);
            throw;
        }
    }
}
