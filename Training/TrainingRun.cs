using System.Globalization;
using System.Text;
using BfnProcGen.Models;

namespace BfnProcGen.Training;

/// <summary>
/// The folder of one training run: <c>options.json</c>, <c>log.csv</c>, <c>losses.csv</c> (the curve of the training loss),
/// <c>last.safetensors</c> (to resume from) and <c>best.safetensors</c> (lowest validation loss). A new run never takes a folder that holds
/// something; resuming is explicit. While a run is open it holds a lock file, so that no second process works in the same folder.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    /// <summary>Up to this step every loss is kept; then every second one up to twice as many steps, every fourth, and so on.</summary>
    public const int FinestLosses = 2000;

    private const string LockName = "run.lock", OptionsName = "options.json", LastName = "last.safetensors", BestName = "best.safetensors";

    private readonly RunLock _lock;
    private readonly RunLog _log, _losses;

    // The lock comes first: what another process has open is not looked at.
    private TrainingRun(string folder, Func<TrainingOptions> options)
    {
        Folder = folder;
        _lock = RunLock.TryTake(Path.Combine(folder, LockName), vanishes: true) ?? throw new TrainingException(
            $"The run {folder} can't be opened: another process has it open. Wait for that to end, or end it.");
        try
        {
            Options = options();
            _log = new RunLog(LogOf(folder), "step,seconds,loss,validation_loss,steps_per_second");
            _losses = new RunLog(LossesOf(folder), "step,loss");
        }
        catch
        {
            _log?.Dispose();
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
    public string LastCheckpoint => Path.Combine(Folder, LastName);

    /// <summary>The checkpoint with the lowest validation loss.</summary>
    public string BestCheckpoint => Path.Combine(Folder, BestName);

    /// <summary>The table of validations in a run's folder.</summary>
    public static string LogOf(string folder) => Path.Combine(folder, "log.csv");

    /// <summary>The table of training losses in a run's folder; runs of older versions have none.</summary>
    public static string LossesOf(string folder) => Path.Combine(folder, "losses.csv");

    /// <summary>Whether a run's folder holds a checkpoint to resume from.</summary>
    public static bool IsResumable(string folder) => File.Exists(Path.Combine(folder, LastName));

    /// <summary>Whether this process or another one has a run open.</summary>
    public static bool IsOpen(string folder) => RunLock.IsTaken(Path.Combine(folder, LockName));

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
            return Begin(full, options, () => { });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run folder {full} can't be made: {e.Message}", e);
        }
    }

    /// <summary>Starts a run in a folder that may hold one which was cut off before its first checkpoint; that one is lost.</summary>
    /// <exception cref="TrainingException">The run can be resumed, another process has it open, or the folder can't be written to.</exception>
    public static TrainingRun Restart(string folder, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string full = Path.GetFullPath(folder);
        try
        {
            return Begin(full, options, () =>
            {
                if (IsResumable(full)) throw new TrainingException($"The run {full} has a checkpoint. Resume it.");
                foreach (string former in new[] { LogOf(full), LossesOf(full), Path.Combine(full, BestName) }) File.Delete(former);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run {full} can't be begun anew: {e.Message}", e);
        }
    }

    /// <summary>Opens a run to resume it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="amend">Changes the run's options, in its folder too: more steps, another time limit or learning rate; null for no change.</param>
    /// <exception cref="TrainingException">There is no run with a checkpoint, or another process has it open.</exception>
    public static TrainingRun Open(string folder, Func<TrainingOptions, TrainingOptions>? amend = null)
    {
        string full = Path.GetFullPath(folder), options = Path.Combine(full, OptionsName);
        if (!File.Exists(options) || !IsResumable(full))
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
            throw new TrainingException($"The run {full} can't be opened: {e.Message}", e);
        }
    }

    /// <summary>Drops what was logged after <paramref name="step"/>, which a resumed run will log again.</summary>
    internal void RewindLog(int step)
    {
        _log.Rewind(step);
        _losses.Rewind(step);
    }

    /// <summary>Appends a line to the log.</summary>
    internal void Log(TrainingProgress at) => _log.Add(string.Create(CultureInfo.InvariantCulture,
        $"{at.Step},{at.Elapsed.TotalSeconds:0.0},{at.Loss:0.000000},{at.ValidationLoss:0.000000},{at.StepsPerSecond:0.00}"));

    /// <summary>Writes down the loss of a step where that is one of those that make the curve: some thousands, however long the run is.</summary>
    internal void LogLoss(int step, double loss)
    {
        int every = 1;
        while (step - 1 > (long)FinestLosses * every) every *= 2;
        if ((step - 1) % every == 0) _losses.Add(string.Create(CultureInfo.InvariantCulture, $"{step},{loss:0.000000}"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _losses.Dispose();
        _lock.Dispose();
    }

    private static TrainingRun Begin(string folder, TrainingOptions options, Action clear)
    {
        Directory.CreateDirectory(folder);
        return new TrainingRun(folder, () =>
        {
            clear();
            WriteOptions(folder, options);
            return options;
        });
    }

    private static void WriteOptions(string folder, TrainingOptions options) =>
        AtomicFile.Write(Path.Combine(folder, OptionsName), stream => stream.Write(Encoding.UTF8.GetBytes(options.ToJson())));
}
