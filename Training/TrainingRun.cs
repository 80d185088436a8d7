using System.Globalization;
using System.Text;
using BfnProcGen.Models;

namespace BfnProcGen.Training;

/// <summary>
/// The folder of one training run: <c>options.json</c>, <c>log.csv</c>, <c>last.safetensors</c> (to resume from) and
/// <c>best.safetensors</c> (lowest validation loss). A new run never takes a folder that holds something; resuming is explicit.
/// While a run is open it holds a lock file, so that no second process works in the same folder.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private const string Header = "step,seconds,loss,validation_loss,steps_per_second";
    private readonly FileStream _lock;
    private readonly FileStream _log;

    // The lock comes first: it fails while another process has the run open, and goes when that process ends, however it ends.
    private TrainingRun(string folder, Func<TrainingOptions> options)
    {
        Folder = folder;
        _lock = new FileStream(
            Path.Combine(folder, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        try
        {
            Options = options();
            _log = new FileStream(Path.Combine(folder, "log.csv"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The options the run was started with.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Whether the options were changed on resuming.</summary>
    internal bool IsAmended { get; private init; }

    /// <summary>The checkpoint to resume from.</summary>
    public string LastCheckpoint => Path.Combine(Folder, "last.safetensors");

    /// <summary>The checkpoint with the lowest validation loss.</summary>
    public string BestCheckpoint => Path.Combine(Folder, "best.safetensors");

    /// <summary>Starts a run in a new or empty folder.</summary>
    /// <exception cref="TrainingException">The folder holds something already, or can't be written to.</exception>
    public static TrainingRun Create(string folder, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string full = Path.GetFullPath(folder);
        try
        {
            if (File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()))
                throw new TrainingException($"{full} holds something already, maybe an earlier run. Choose another folder, or resume that run.");
            Directory.CreateDirectory(full);
            var run = new TrainingRun(full, () =>
            {
                WriteOptions(full, options);
                return options;
            });
            run.Write(Header);
            return run;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run folder {full} can't be made: {e.Message}", e);
        }
    }

    /// <summary>Opens a run to resume it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="amend">Changes the run's options, in its folder too: more steps, another time limit or learning rate; null for no change.</param>
    /// <exception cref="TrainingException">There is no run with a checkpoint, or another process has it open.</exception>
    public static TrainingRun Open(string folder, Func<TrainingOptions, TrainingOptions>? amend = null)
    {
        string full = Path.GetFullPath(folder), options = Path.Combine(full, "options.json");
        if (!File.Exists(options) || !File.Exists(Path.Combine(full, "last.safetensors")))
            throw new TrainingException($"{full} holds no run that can be resumed: options.json or last.safetensors is missing.");
        try
        {
            bool isAmended = false;
            return new TrainingRun(full, () =>
            {
                string stored = File.ReadAllText(options);
                TrainingOptions former = TrainingOptions.FromJson(stored), now = amend?.Invoke(former) ?? former;
                isAmended = now.ToJson() != former.ToJson();
                if (isAmended) WriteOptions(full, now);
                return now;
            })
            { IsAmended = isAmended };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run {full} can't be opened: {e.Message} Is another process training in it?", e);
        }
    }

    /// <summary>Drops the log's lines after <paramref name="step"/>, which a resumed run will write again.</summary>
    internal void RewindLog(int step)
    {
        using var reader = new StreamReader(_log, leaveOpen: true);
        _log.Position = 0;
        string[] lines = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => int.TryParse(line.Split(',')[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out int at) && at <= step)];
        _log.SetLength(0);
        Write(Header);
        foreach (string line in lines) Write(line);
    }

    /// <summary>Appends a line to the log.</summary>
    internal void Log(TrainingProgress at) => Write(string.Create(CultureInfo.InvariantCulture,
        $"{at.Step},{at.Elapsed.TotalSeconds:0.0},{at.Loss:0.000000},{at.ValidationLoss:0.000000},{at.StepsPerSecond:0.00}"));

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _lock.Dispose();
    }

    private static void WriteOptions(string folder, TrainingOptions options) =>
        AtomicFile.Write(Path.Combine(folder, "options.json"), stream => stream.Write(Encoding.UTF8.GetBytes(options.ToJson())));

    private void Write(string line)
    {
        try
        {
            _log.Write(Encoding.UTF8.GetBytes(line + "\n"));
            _log.Flush();
        }
        catch (IOException e)
        {
            throw new TrainingException($"The log of {Folder} can't be written: {e.Message} Make room, then resume from the last checkpoint.", e);
        }
    }
}
