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
    private readonly OpenedFolder _folder;
    private readonly Terminal _terminal;
    private readonly Lock _lock = new();
    private readonly List<EditorRun> _runs = [];
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;
    private EditorRun? _current;

    public RunQueue(OpenedFolder folder, Terminal terminal)
    {
        (_folder, _terminal) = (folder, terminal);
        FindRuns();
        _thread = new Thread(Work) { IsBackground = true, Name = "training" };
        _thread.Start();
    }

    /// <summary>All runs, the newest first.</summary>
    public IReadOnlyList<EditorRun> Runs
    {
        get
        {
            lock (_lock) return [.. _runs.OrderByDescending(run => run.Ticket.Created)];
        }
    }

    /// <summary>The run of a name, or null.</summary>
    public EditorRun? Find(string? name) => Runs.FirstOrDefault(run => run.Name == name);

    /// <summary>Puts a new run in the queue.</summary>
    /// <param name="place">The assets' place in the opened folder.</param>
    /// <param name="options">Its options.</param>
    /// <param name="searches">Whether solvers are searched for at the end.</param>
    /// <exception cref="OutputException">The folder can't be written to.</exception>
    public EditorRun Add(string place, TrainingOptions options, bool searches)
    {
        string assets = _folder.Inside(place);
        string name = place == "." ? _folder.Name : Path.GetFileNameWithoutExtension(assets);
        lock (_lock)
        {
            AssetOutput.MakeFolder(RunsFolder);
            string folder = Enumerable.Range(1, int.MaxValue).Select(i => Path.Combine(RunsFolder, $"{name}-{i}"))
                .First(path => !Path.Exists(path) && !File.Exists(path + ".json"));
            var run = new EditorRun(folder,
                new RunTicket(place, options.ToJson(), searches, RunState.Queued, DateTimeOffset.Now, null));
            run.Become(RunState.Queued);
            _runs.Add(run);
            _work.Release();
            return run;
        }
    }

    /// <summary>Ends a run's training for now: everything is saved, and it can go on.</summary>
    public void Pause(EditorRun run)
    {
        lock (_lock)
        {
            if (IsUnderWay(run)) run.Cancel(stop: false);
            else if (run.State == RunState.Queued) run.Become(RunState.Paused);
        }
    }

    /// <summary>Goes on with a run.</summary>
    public void Resume(EditorRun run)
    {
        lock (_lock)
        {
            if (run.State is not (RunState.Paused or RunState.Interrupted or RunState.Failed)) return;
            run.Requeue(stop: false);
            _work.Release();
        }
    }

    /// <summary>Ends a run for good, with a model of what it has learnt.</summary>
    public void Stop(EditorRun run)
    {
        lock (_lock)
        {
            if (IsUnderWay(run)) run.Cancel(stop: true);
            else if (!run.HasCheckpoint) run.Become(RunState.Stopped, "It had not begun.");
            else if (run.State is RunState.Queued or RunState.Paused or RunState.Interrupted or RunState.Failed)
            {
                run.Requeue(stop: true);
                _work.Release();
            }
        }
    }

    /// <summary>Ends the training that is under way, with everything saved.</summary>
    public async ValueTask DisposeAsync()
    {
        _end.Cancel();
        lock (_lock) _current?.Cancel(stop: false);
        await Task.Run(_thread.Join);
    }

    // It is the current one for a moment longer than it says so: what is paused by then can be resumed and stopped.
    private bool IsUnderWay(EditorRun run) => run == _current && run.State is RunState.Queued or RunState.Training or RunState.Searching;

    private string RunsFolder => _folder.Inside(Path.Combine(AssetFolder.WorkName, "runs"));

    private void FindRuns()
    {
        if (!Directory.Exists(RunsFolder)) return;
        foreach (string path in Directory.EnumerateFiles(RunsFolder, "*.json"))
        {
            if (RunTicket.Load(path) is not { } ticket) continue;
            var run = new EditorRun(path[..^".json".Length], ticket);
            // What was under way when the program ended, without having been paused, was cut off. Nothing begins by itself.
            if (ticket.State is RunState.Training or RunState.Searching) run.Become(RunState.Interrupted);
            if (ticket.State == RunState.Queued) run.Become(RunState.Paused);
            _runs.Add(run);
        }
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
            lock (_lock) _current = null;
        }
    }

    private void Train(EditorRun run)
    {
        try
        {
            run.Become(RunState.Training);
            bool resumes = run.HasCheckpoint;
            // Cut off before its first checkpoint: there is nothing to go on from.
            if (!resumes && Directory.Exists(run.Folder)) Directory.Delete(run.Folder, recursive: true);
            TrainingOptions options = TrainingOptions.FromJson(run.Ticket.Options);
            string assets = _folder.Inside(run.Ticket.Assets);
            using OpenTraining training = new TrainingSession
            {
                AssetPath = assets,
                ModelPath = run.ModelPath,
                Force = true,
                RunFolder = resumes ? null : run.Folder,
                Resume = resumes ? run.Folder : null,
                Options = resumes ? null : options,
                Search = run.Ticket.Searches && !run.IsToStop ? SearchEffort.Usual : null,
                Labels = new Dictionary<string, string> { ["modelspec.title"] = run.Name },
            }.Open();
            run.Description = training.Description;
            run.Pictures = new SamplePictures(training.Corpus, training.Run.Options,
                AssetSource.Read(assets, options).LookOf(training.Corpus.Format));
            TrainingEnd end = training.Train(run, run.Cancellation);
            if (end == TrainingEnd.Cancelled && !run.IsToStop)
            {
                run.Become(RunState.Paused);
                return;
            }
            run.Become(RunState.Searching);
            training.Finish(end, run, run.IsToStop ? CancellationToken.None : run.Cancellation);
            // One of an earlier end, where the run went on since.
            if (!training.FinishBest(run.BestModelPath)) File.Delete(run.BestModelPath);
            run.Become(end == TrainingEnd.Cancelled ? RunState.Stopped : RunState.Finished);
        }
        catch (Exception e)
        {
            string message = Failure.Explain(e, CancellationToken.None).Message;
            lock (_terminal) _terminal.Error.WriteLine($"The run {run.Name}: {message}");
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
        }
    }
}
