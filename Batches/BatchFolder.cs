using System.Runtime.InteropServices;
using BfnProcGen.AssetFiles;

namespace BfnProcGen.Batches;

/// <summary>
/// The folder that a batch goes to, for one of perhaps many processes. Files appear in it whole: they are written under another name in a
/// folder of its own, <see cref="Name"/>, flushed to disk, and then linked to their place, which fails where something stands already.
/// Nothing is ever overwritten.
/// </summary>
/// <remarks>
/// A block is claimed by locking a file; the system lets go of it when the process ends, however it ends. So a killed process leaves
/// neither a part of a file nor a claim behind, only work that the next one finds undone.
/// </remarks>
internal sealed partial class BatchFolder
{
    /// <summary>Where locks and unfinished files are.</summary>
    public const string Name = ".bfn-batch";

    private readonly string _root, _work, _plan;

    /// <summary>Makes the folders.</summary>
    /// <param name="root">The output folder.</param>
    /// <param name="plan">What tells the plan from others.</param>
    /// <exception cref="OutputException">The folder can't be made or written to.</exception>
    public BatchFolder(string root, string plan)
    {
        (_root, _work, _plan) = (Path.GetFullPath(root), Path.Combine(Path.GetFullPath(root), Name), plan);
        AssetOutput.MakeFolder(_root);
    }

    /// <summary>How many files of a unit are not there yet.</summary>
    public int MissingOf(BatchUnit unit) => unit.Files.Count(file => !File.Exists(Path.Combine(_root, file)));

    /// <summary>Whether all files of a unit are there.</summary>
    public bool IsDone(BatchUnit unit) => MissingOf(unit) == 0;

    /// <summary>Whether all of a block is done.</summary>
    public bool IsDone(BatchBlock block) => block.Units.All(IsDone);

    /// <summary>Takes a block for this process alone until the claim is disposed; null where another process has it.</summary>
    /// <exception cref="OutputException">The folder can't be written to.</exception>
    public FileStream? Claim(BatchBlock block)
    {
        string path = Path.Combine(_work, $"{_plan}-{block.Index}.lock");
        try
        {
            return OpenWork(path, FileMode.OpenOrCreate);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CantWrite(path, e);
        }
    }

    /// <summary>Writes a file that is not there yet.</summary>
    /// <returns>False where it was there already, or came to be there meanwhile; it is as it was.</returns>
    /// <exception cref="OutputException">It can't be written; nothing is left of it.</exception>
    public bool Write(OutputFile file)
    {
        string path = Path.Combine(_root, file.Name);
        if (File.Exists(path)) return false;
        AssetOutput.MakeFolder(Path.GetDirectoryName(path)!);
        string temporary = Path.Combine(_work, $"{_plan}-{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream stream = OpenWork(temporary, FileMode.CreateNew))
            {
                stream.Write(file.Bytes);
                stream.Flush(flushToDisk: true);
            }
            if (Publish(temporary, path)) return true;
            return File.Exists(path) ? false : throw new IOException("something that is no file stands in its place");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CantWrite(path, e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a file that others share, or makes sure that what is there is the same.</summary>
    /// <exception cref="OutputException">It can't be written, or something else is in its place.</exception>
    public void WriteShared(OutputFile file)
    {
        string path = Path.Combine(_root, file.Name);
        if (Write(file) || File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Bytes)) return;
        throw new OutputException(
            $"'{path}' exists already, and is of another model or version. Take another folder or another \"output\".");
    }

    /// <summary>Removes what the batch needed while it was under way, when all of it is done.</summary>
    public void TidyUp()
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(_work, _plan + "-*")) File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process tidies up as well.
        }
        RemoveEmptyWork();
    }

    /// <summary>Removes the folder for work where nothing is in it, such as after a mistake that was found early.</summary>
    public void RemoveEmptyWork()
    {
        try
        {
            Directory.Delete(_work);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is none of these, or work goes on in it.
        }
    }

    private FileStream OpenWork(string path, FileMode mode)
    {
        while (true)
        {
            AssetOutput.MakeFolder(_work);
            try
            {
                return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (DirectoryNotFoundException)
            {
                // Another process tidied up in between.
            }
        }
    }

    private static bool Publish(string temporary, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(temporary, path, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                return false;
            }
        }
        const int Exists = 17;
        if (Link(temporary, path) == 0) return true;
        int error = Marshal.GetLastPInvokeError();
        if (error == Exists) return false;
        // A file system without links: the claim alone keeps others from the file.
        if (File.Exists(path)) return false;
        File.Move(temporary, path, overwrite: false);
        return true;
    }

    private static OutputException CantWrite(string path, Exception e) => new(
        $"'{path}' can't be written: {e.Message.TrimEnd('.')}. Check the path, its permissions and the room left on the disk.", e);

    // The lock of another process: a sharing violation on Windows, EWOULDBLOCK elsewhere.
    private static bool IsTaken(IOException e) => e is not (FileNotFoundException or PathTooLongException)
        && (e.HResult & 0xFFFF) is 32 or 33 or 11 or 35;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);
}
