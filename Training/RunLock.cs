namespace BfnProcGen.Training;

/// <summary>
/// A file that one process at a time holds, and that is free again when that process ends, however it ends: what it holds is not to be
/// changed by others.
/// </summary>
public sealed class RunLock : IDisposable
{
    // Whoever asks whether a lock is taken has it for an instant.
    private const int MostTries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes a lock.</summary>
    /// <param name="path">Its file, which is made where it doesn't exist.</param>
    /// <param name="vanishes">Whether the file is to vanish with the lock.</param>
    /// <returns>Null where another one has it.</returns>
    /// <exception cref="IOException">The file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static RunLock? TryTake(string path, bool vanishes)
    {
        ArgumentNullException.ThrowIfNull(path);
        FileOptions options = vanishes ? FileOptions.DeleteOnClose : FileOptions.None;
        for (int tries = 1; ; tries++)
        {
            try
            {
                return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, options));
            }
            catch (IOException) when (tries < MostTries)
            {
                Thread.Sleep(Pause);
            }
            catch (IOException) when (IsTaken(path))
            {
                return null;
            }
        }
    }

    /// <summary>Whether someone holds a lock, this process or another one.</summary>
    public static bool IsTaken(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
