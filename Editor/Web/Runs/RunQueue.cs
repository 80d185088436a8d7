using System.Diagnostics;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Runs;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Web.Runs;

/// <summary>
/// Trains in the background, one run after the other, whether a browser looks on or not. Runs live in <c>.bfn/runs</c> of the opened
/// folder, each in a folder such as <c>bfn train</c> makes, so that they are found again, and can be gone on with on the command line too.
/// </summary>
internal sealed class RunQueue : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(0.5);

    private readonly OpenedFolder _folder;
    private readonly Terminal _terminal;
    private readonly Lock _lock = new();
    private readonly List<EditorRun> _runs = [];
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;
    private EditorRun? _current;
    private long? _looked;
    private bool _isRefused;

    public RunQueue(OpenedFolder folder, Terminal terminal)
    {
        (_folder, _terminal) = (folder, terminal);
        Look();
        _thread = new Thread(Work) { IsBackground = true, Name = "training" };
        _thread.Start();
    }

    /// <summary>All runs, the newest first; those of other processes as they stand on the disk.</summary>
    public IReadOnlyList<EditorRun> Runs
    {
        get
        {
            lock (_lock)
            {
                if (_looked is not { } looked || Stopwatch.GetElapsedTime(looked) >= LookInterval) Look();
                return [.. _runs.OrderByDescending(run => run.Ticket.Created)];
            }
        }
    }

    /// <summary>The run of a name, or null.</summary>
    public EditorRun? Find(string? name) => Runs.FirstOrDefault(run => run.Name == name);

    /// <summary>Puts a new run in the queue.</summary>
    /// <param name="place">The assets' place in the opened folder.</param>
    /// <param name="options">Its options.</param>
    /// <param name="searches">Whether solvers are searched for at the end.</param>
    /// <exception cref="RefusedPathException">The place, or the folder of runs, leads outside the opened folder.</exception>
    /// <exception cref="OutputException">The folder can't be written to.</exception>
    public EditorRun Add(string place, TrainingOptions options, bool searches)
    {
        string assets = _folder.Inside(place), runs = RunsFolder;
        string name = place == "." ? _folder.Name : Path.GetFileNameWithoutExtension(assets);
        var ticket = new RunTicket(place, options.ToJson(), searches, RunState.Queued, DateTimeOffset.Now, null);
        lock (_lock)
        {
            AssetOutput.MakeFolder(runs);
            try
            {
                // Another editor may be looking for a name, too.
                EditorRun run = Enumerable.Range(1, int.MaxValue).Select(i => Path.Combine(runs, $"{name}-{i}"))
                    .Where(IsFree).Select(path => new EditorRun(_folder, path, ticket)).First(run => run.TryHold() && IsFree(run.Folder));
                run.Become(RunState.Queued);
                _runs.Add(run);
                _work.Release();
                return run;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new OutputException($"No run can be begun in {runs}: {e.Message.TrimEnd('.')}. Check its permissions.", e);
            }
        }

        static bool IsFree(string folder) => !Path.Exists(folder) && !Path.Exists(EditorRun.TicketOf(folder));
    }

    /// <summary>Ends a run's training for now: everything is saved, and it can go on.</summary>
    public void Pause(EditorRun run) => Change(run, () =>
    {
        if (IsUnderWay(run)) run.Cancel(stop: false);
        else if (run.State == RunState.Queued) run.Become(RunState.Paused);
    });

    /// <summary>Goes on with a run.</summary>
    public void Resume(EditorRun run) => Change(run, () =>
    {
        if (run.State is not (RunState.Paused or RunState.Interrupted or RunState.Failed)) return;
        run.Requeue(stop: false);
        _work.Release();
    });

    /// <summary>Ends a run for good, with a model of what it has learnt.</summary>
    public void Stop(EditorRun run) => Change(run, () =>
    {
        if (IsUnderWay(run)) run.Cancel(stop: true);
        else if (run.State is not (RunState.Queued or RunState.Paused or RunState.Interrupted or RunState.Failed)) return;
        else if (!run.HasCheckpoint) run.Become(RunState.Stopped, "It had not begun.");
        else
        {
            run.Requeue(stop: true);
            _work.Release();
        }
    });

    /// <summary>Ends the training that is under way, with everything saved.</summary>
    public async ValueTask DisposeAsync()
    {
        _end.Cancel();
        lock (_lock) _current?.Cancel(stop: false);
        await Task.Run(_thread.Join);
        lock (_lock)
        {
            foreach (EditorRun run in _runs) run.Release();
        }
    }

    // It is the current one for a moment longer than it says so: what is paused by then can be resumed and stopped.
    private bool IsUnderWay(EditorRun run) => run == _current && run.State is RunState.Queued or RunState.Training or RunState.Searching;

    private string RunsFolder => _folder.Inside(Path.Combine(AssetFolder.WorkName, "runs"));

    // A run that another process has, or that can't be written to, stays as it is, and says so.
    private void Change(EditorRun run, Action change)
    {
        lock (_lock)
        {
            try
            {
                if (run.TryHold()) change();
            }
            catch (Exception e) when (e is BfnException or IOException or UnauthorizedAccessException)
            {
                run.Say(e.Message);
            }
            run.Rest();
        }
    }

    private void Look()
    {
        _looked = Stopwatch.GetTimestamp();
        try
        {
            string runs = RunsFolder;
            IEnumerable<string> found = !Directory.Exists(runs) ? []
                : Directory.EnumerateFiles(runs, "*.json").Select(path => path[..^".json".Length]);
            foreach (string folder in found.Except(_runs.Select(run => run.Folder)).ToArray())
            {
                var run = EditorRun.Found(_folder, folder);
                _runs.Add(run);
                if (run.State == RunState.Damaged) Tell($"The run {run.Name}: {run.Ticket.Message}");
            }
        }
        catch (RefusedPathException e)
        {
            if (!_isRefused) Tell($"Refused: {e.Message} Nothing can be trained.");
            _isRefused = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Those that are known are shown; who begins a new one is told.
        }
        _runs.RemoveAll(run => !run.Exists);
        foreach (EditorRun run in _runs) run.Refresh();
    }

    private void Tell(string message)
    {
        lock (_terminal) _terminal.Error.WriteLine(message.ReplaceLineEndings(" "));
    }

    private void Work()
    {
        while (true)
        {
            try
            {
                _work.Wait(_end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            lock (_lock)
            {
                // Looked at under the lock: whoever ends the queue cancels what is current, and waits for it.
                if (_end.IsCancellationRequested) return;
                _current = _runs.Where(run => run.State == RunState.Queued).MinBy(run => run.Ticket.Created);
            }
            if (_current is { } run) Train(run);
            lock (_lock)
            {
                _current?.Rest();
                _current = null;
            }
        }
    }

    private void Train(EditorRun run)
    {
        try
        {
            if (!run.IsInside()) return;
            run.Become(RunState.Training);
            bool resumes = run.HasCheckpoint;
            TrainingOptions options = TrainingOptions.FromJson(run.Ticket.Options);
            string assets = _folder.Inside(run.Ticket.Assets);
            using OpenTraining training = new TrainingSession
            {
                AssetPath = assets,
                Bounds = _folder.Bounds,
                ModelPath = run.ModelPath,
                Force = true,
                RunFolder = resumes ? null : run.Folder,
                // Cut off before its first checkpoint, there is nothing to go on from.
                Restarts = !resumes,
                Resume = resumes ? run.Folder : null,
                Options = resumes ? null : options,
                Search = run.Ticket.Searches && !run.IsToStop ? SearchEffort.Usual : null,
                Labels = new Dictionary<string, string> { ["modelspec.title"] = run.Name },
            }.Open();
            run.Description = training.Description;
            run.Pictures = new SamplePictures(training.Corpus, training.Run.Options,
                AssetSource.Read(assets, options, _folder.Bounds).LookOf(training.Corpus.Format));
            TrainingEnd end = training.Train(run, run.Cancellation);
            if (end == TrainingEnd.Cancelled && !run.IsToStop)
            {
                run.Become(RunState.Paused);
                return;
            }
            lock (_lock) run.BeginSearch(_end.Token);
            training.Finish(end, run, run.Cancellation);
            // One of an earlier end, where the run went on since.
            if (!training.FinishBest(run.BestModelPath)) File.Delete(run.BestModelPath);
            run.Become(end == TrainingEnd.Cancelled ? RunState.Stopped : RunState.Finished);
        }
        catch (Exception e)
        {
            string message = Failure.Explain(e, CancellationToken.None).Message;
            Tell($"The run {run.Name}: {message}");
            TryBecomeFailed(run, message);
        }
    }

    // Where even that can't be written, the terminal has said what is wrong.
    private static void TryBecomeFailed(EditorRun run, string message)
    {
        try
        {
            run.Become(RunState.Failed, message);
        }
        catch (OutputException)
        {
            run.Say(message);
        }
    }
}
