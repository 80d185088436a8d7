using System.Text;
using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>Writes files whole or not at all, and says plainly why one can't be written.</summary>
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
        Try(path, () => AtomicFile.Write(path, stream => stream.Write(bytes)));
    }

    /// <summary>Makes a folder, and the folders above it, where they don't exist.</summary>
    /// <exception cref="OutputException">The folder can't be made.</exception>
    public static void MakeFolder(string path) => Try(path, () => Directory.CreateDirectory(path));

    private static void Try(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new OutputException(
                $"'{path}' can't be written: {e.Message.TrimEnd('.')}. Check the path, its permissions and the room left on the disk.", e);
        }
    }
}
