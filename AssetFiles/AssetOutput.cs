using System.Text;

namespace BfnProcGen.AssetFiles;

/// <summary>Writes files whole or not at all: into a temporary file beside the target, which then takes its name.</summary>
public static class AssetOutput
{
    /// <summary>Writes text as UTF-8.</summary>
    /// <exception cref="OutputException">The file can't be written; what stood there before is untouched.</exception>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes.</summary>
    /// <exception cref="OutputException">The file can't be written; what stood there before is untouched.</exception>
    public static void Write(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(bytes);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None)) stream.Write(bytes);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            TryDelete(temporary);
            throw Failed(path, e);
        }
    }

    /// <summary>Makes a folder, and the folders above it, where they don't exist.</summary>
    /// <exception cref="OutputException">The folder can't be made.</exception>
    public static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Failed(path, e);
        }
    }

    private static OutputException Failed(string path, Exception e) =>
        new($"'{path}' can't be written: {e.Message.TrimEnd('.')}. Check the path, its permissions and the room left on the disk.", e);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
