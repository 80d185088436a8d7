using BfnProcGen.Editor.Runs;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Training;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Web.Runs;

/// <summary>
/// A run as the pages see it. The queue's thread tells it how training goes; pages look now and then. It is changed by the process that
/// holds it alone: another editor of the same folder, or <c>bfn train</c>, may have it open.
/// </summary>
internal sealed class EditorRun : ITrainingDisplay
{
    /// <summary>The file of <see cref="BestModelPath"/>.</summary>
    public const string BestModelName = "best-model.safetensors";

    private const string AboutElsewhere = "Another process has this run open: another editor of this folder, or bfn train. It can be changed "
        + "there; here is shown what it writes down.";

    private readonly Lock _lock = new();
    private readonly OpenedFolder _opened;
    private readonly List<RunLook> _looks = [];
    private volatile Curve _loss = new(), _validation = new();
    private RunTicket _ticket;
    private RunLock? _hold;
    private long _ticketStamp = -1, _historyStamp = -1;
    private CancellationTokenSource _cancel = new();

    /// <summary>A run that is new.</summary>
    /// <param name="opened">The opened folder.</param>
    /// <param name="folder">The run's own folder.</param>
    /// <param name="ticket">What is asked for.</param>
    public EditorRun(OpenedFolder opened, string folder, RunTicket ticket)
    {
        (_opened, Folder, _ticket) = (opened, folder, ticket);
        Name = Path.GetFileName(folder);
    }

    /// <summary>A run that was found in its folder.</summary>
    public static EditorRun Found(OpenedFolder opened, string folder)
    {
        var run = new EditorRun(opened, folder, RunTicket.Damaged(TicketOf(folder), "it was not read yet."));
        run.Refresh();
        return run;
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

    public bool HasCheckpoint => TrainingRun.IsResumable(Folder);

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

    /// <summary>Steps done, as far as is known.</summary>
    public int Step => Progress?.Step ?? (_loss.Points() is { Length: > 0 } points ? points[^1].Step : 0);

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

    /// <summary>Whether what it is doing has been asked to end.</summary>
    public bool IsEnding => State is RunState.Training or RunState.Searching && _cancel.IsCancellationRequested;

    /// <summary>Whether there is still something of it on the disk.</summary>
    public bool Exists => IsHeld || File.Exists(TicketOf(Folder));

    private bool IsHeld
    {
        get
        {
            lock (_lock) return _hold is not null;
        }
    }

    /// <summary>The file that says where a run stands.</summary>
    public static string TicketOf(string folder) => folder + ".json";

    /// <summary>Makes the run this process's to change, as it stands by then.</summary>
    /// <returns>Whether that could be done; <see cref="State"/> says why not.</returns>
    /// <exception cref="IOException">The folder can't be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public bool TryHold()
    {
        if (!IsInside()) return false;
        lock (_lock)
        {
            if (_hold is not null) return true;
            _hold = TrainingRun.IsOpen(Folder) ? null : RunLock.TryTake(LockPath, vanishes: false);
        }
        if (!IsHeld || File.Exists(TicketOf(Folder)))
        {
            TakeTicket();
            TakeHistory();
        }
        return IsHeld;
    }

    /// <summary>Lets others have it, unless it waits for its turn or is under way.</summary>
    public void Rest()
    {
        if (State is not (RunState.Queued or RunState.Training or RunState.Searching)) Release();
    }

    /// <summary>Lets others have it in any case.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _hold?.Dispose();
            _hold = null;
        }
    }

    /// <summary>Looks at the disk again, where another process may have changed it.</summary>
    public void Refresh()
    {
        if (IsHeld || !IsInside()) return;
        TakeTicket();
        TakeHistory();
    }

    /// <summary>Whether all of it lies in the opened folder; where a link leads out, it can't be used any more, and says so.</summary>
    public bool IsInside()
    {
        try
        {
            foreach (string path in new[] { TicketOf(Folder), LockPath }) _opened.Inside(_opened.Relative(path));
            _opened.WhollyInside(_opened.Relative(Folder));
            return true;
        }
        catch (RefusedPathException e)
        {
            lock (_lock) (_ticket, _ticketStamp) = (RunTicket.Damaged(TicketOf(Folder), e.Message), -1);
            return false;
        }
    }

    /// <summary>Changes where it stands, on disk too.</summary>
    public void Become(RunState state, string? message = null)
    {
        lock (_lock)
        {
            _ticket = _ticket with { State = state, Message = message };
            _ticket.Save(TicketOf(Folder));
            _ticketStamp = TicketStamp;
        }
    }

    /// <summary>Says what went wrong, where nothing is changed by that.</summary>
    public void Say(string problem)
    {
        lock (_lock) _ticket = _ticket with { Message = problem };
    }

    /// <summary>Asks a run that is training to end.</summary>
    /// <param name="stop">Whether for good, with a model; else it can go on.</param>
    public void Cancel(bool stop)
    {
        IsToStop |= stop;
        _cancel.Cancel();
    }

    /// <summary>It has learnt: what made that end doesn't end the search as well, which is asked to for itself.</summary>
    /// <param name="end">Ends the search in any case.</param>
    public void BeginSearch(CancellationToken end)
    {
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(end);
        Become(RunState.Searching);
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
        if (progress is { IsValidated: true, ValidationLoss: { } loss }) _validation.Add(new CurvePoint(progress.Step, loss));
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
        RunHistory.Add(Folder, look);
    }

    private string LockPath => Folder + ".lock";

    private long TicketStamp => new FileInfo(TicketOf(Folder)) is { Exists: true } file ? file.Length + file.LastWriteTimeUtc.Ticks : 0;

    // What was under way when its process ended, without having been paused, was cut off. Nothing begins by itself.
    private void TakeTicket()
    {
        bool isElsewhere = !IsHeld && (TrainingRun.IsOpen(Folder) || RunLock.IsTaken(LockPath));
        lock (_lock)
        {
            long stamp = TicketStamp;
            if (stamp == _ticketStamp && isElsewhere == (_ticket.State == RunState.Elsewhere)) return;
            RunTicket ticket = RunTicket.Load(TicketOf(Folder));
            _ticketStamp = stamp;
            _ticket = ticket.State switch
            {
                RunState.Damaged => ticket,
                _ when isElsewhere => ticket with { State = RunState.Elsewhere, Message = AboutElsewhere },
                RunState.Training or RunState.Searching => ticket with { State = RunState.Interrupted },
                RunState.Queued => ticket with { State = RunState.Paused },
                _ => ticket,
            };
            Progress = null;
        }
    }

    private void TakeHistory()
    {
        long stamp = RunHistory.StampOf(Folder);
        if (stamp == _historyStamp) return;
        _historyStamp = stamp;
        (_loss, _validation) = (Curve.Of(RunHistory.Losses(Folder)), Curve.Of(RunHistory.Validations(Folder)));
        IEnumerable<RunLook> looks = RunHistory.Looks(Folder);
        lock (_lock)
        {
            _looks.Clear();
            _looks.AddRange(looks);
        }
    }
}
