using System.Globalization;
using System.Text.Json;
using BfnProcGen.Editor.Runs;
using BfnProcGen.Training;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Web.Runs;

/// <summary>A run as the pages see it. The queue's thread tells it how training goes; pages look now and then.</summary>
internal sealed class EditorRun : ITrainingDisplay
{
    /// <summary>The file of <see cref="BestModelPath"/>.</summary>
    public const string BestModelName = "best-model.safetensors";

    private readonly Lock _lock = new();
    private readonly string _ticketPath;
    private readonly Curve _loss = new(), _validation = new();
    private readonly List<RunLook> _looks = [];
    private RunTicket _ticket;
    private int? _interval;
    private CancellationTokenSource _cancel = new();

    /// <summary>A run of a name, new or found again.</summary>
    public EditorRun(string folder, RunTicket ticket)
    {
        Folder = folder;
        Name = Path.GetFileName(folder);
        _ticketPath = folder + ".json";
        _ticket = ticket;
        ReadLog();
        ReadLooks();
    }

    public string Name { get; }

    /// <summary>The run's own folder, as <c>bfn train</c> makes it.</summary>
    public string Folder { get; }

    /// <summary>The model it ends with.</summary>
    public string ModelPath => Path.Combine(Folder, "model.safetensors");

    public bool HasModel => File.Exists(ModelPath);

    /// <summary>The model of the checkpoint with the lowest validation loss, where that is not the last one.</summary>
    public string BestModelPath => Path.Combine(Folder, BestModelName);

    public bool HasBestModel => File.Exists(BestModelPath);

    public bool HasCheckpoint => File.Exists(Path.Combine(Folder, "last.safetensors"));

    public RunTicket Ticket
    {
        get
        {
            lock (_lock) return _ticket;
        }
    }

    public RunState State => Ticket.State;

    /// <summary>Where training stands; null before its first step in this process.</summary>
    public TrainingProgress? Progress { get; private set; }

    /// <summary>The search for solvers, or null.</summary>
    public SolverSearchProgress? Search { get; private set; }

    /// <summary>What is trained on what.</summary>
    public string? Description { get; set; }

    public CurvePoint[] Loss => _loss.Points();

    public CurvePoint[] Validation => _validation.Points();

    /// <summary>What was drawn on the way, the earliest first.</summary>
    public RunLook[] Looks
    {
        get
        {
            lock (_lock) return [.. _looks];
        }
    }

    /// <summary>Makes something to look at of samples; set while the run trains.</summary>
    public SamplePictures? Pictures { get; set; }

    /// <summary>Whether the run is to end with a model when it is cancelled.</summary>
    public bool IsToStop { get; private set; }

    public CancellationToken Cancellation => _cancel.Token;

    /// <summary>Changes where it stands, on disk too.</summary>
    public void Become(RunState state, string? message = null)
    {
        lock (_lock)
        {
            _ticket = _ticket with { State = state, Message = message };
            _ticket.Save(_ticketPath);
        }
    }

    /// <summary>Asks a run that is training to end.</summary>
    /// <param name="stop">Whether for good, with a model; else it can go on.</param>
    public void Cancel(bool stop)
    {
        IsToStop |= stop;
        _cancel.Cancel();
    }

    /// <summary>Puts it in the queue again.</summary>
    /// <param name="stop">Only to make a model of what it has learnt.</param>
    public void Requeue(bool stop)
    {
        _cancel = new CancellationTokenSource();
        IsToStop = stop;
        if (stop) _cancel.Cancel();
        Become(RunState.Queued);
    }

    public void Show(TrainingProgress progress, MemorisationGauge? gauge)
    {
        Progress = progress;
        _loss.Add(new CurvePoint(progress.Step, progress.Loss));
        if (progress.ValidationLoss is { } loss && Validated(progress.Step)) _validation.Add(new CurvePoint(progress.Step, loss));
    }

    public void Show(SolverSearchProgress progress) => Search = progress;

    public void Show(TrainingSamples samples)
    {
        if (Pictures?.Of(samples) is not { } look) return;
        lock (_lock)
        {
            _looks.RemoveAll(other => other.Step >= look.Step);
            _looks.Add(look);
        }
        // Only to be looked at: a full disk stops the next checkpoint, and says so.
        try
        {
            File.AppendAllText(LooksPath, JsonSerializer.Serialize(look) + "\n");
        }
        catch (IOException)
        {
        }
    }

    private string LooksPath => Path.Combine(Folder, "looks.jsonl");

    private int Interval => TrainingOptions.FromJson(Ticket.Options).ValidationInterval;

    private bool Validated(int step) => step % (_interval ??= Interval) == 0;

    private void ReadLog()
    {
        string path = Path.Combine(Folder, "log.csv");
        if (!File.Exists(path)) return;
        foreach (string line in Lines(path).Skip(1))
        {
            string[] parts = line.Split(',');
            if (parts.Length < 4 || !int.TryParse(parts[0], out int step)) continue;
            if (Number(parts[2]) is { } loss) _loss.Add(new CurvePoint(step, loss));
            if (Number(parts[3]) is { } validation) _validation.Add(new CurvePoint(step, validation));
        }

        static double? Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
    }

    // A line that was cut off by a crash is left out.
    private void ReadLooks()
    {
        if (!File.Exists(LooksPath)) return;
        foreach (string line in Lines(LooksPath))
        {
            try
            {
                if (JsonSerializer.Deserialize<RunLook>(line) is not { Items: not null, Nearest: not null, Distances: not null } look)
                    continue;
                _looks.RemoveAll(other => other.Step >= look.Step);
                _looks.Add(look);
            }
            catch (JsonException)
            {
            }
        }
    }

    private static List<string> Lines(string path)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var lines = new List<string>();
            while (reader.ReadLine() is { } line) lines.Add(line);
            return lines;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
