using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Commands;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;
using TorchSharp;

namespace BfnProcGen.Editor.Runs;

/// <summary>One run of training, from the asset folder to the model file: what <c>bfn train</c> and the editor do.</summary>
internal sealed class TrainingSession
{
    public required string AssetPath { get; init; }

    /// <summary>Where assets may lie; null for anywhere.</summary>
    public AssetBounds? Bounds { get; init; }

    public required string ModelPath { get; init; }
    public bool Force { get; init; }
    public string Device { get; init; } = "auto";
    public string? Resume { get; init; }
    public string? RunFolder { get; init; }

    /// <summary>Whether that may hold a run which was cut off before its first checkpoint, and is begun anew.</summary>
    public bool Restarts { get; init; }

    /// <summary>How long to search for solvers at the end; null for not at all.</summary>
    public SearchEffort? Search { get; init; } = SearchEffort.Usual;

    /// <summary>
    /// Whether nothing is trained, and a model is made of the checkpoint with the lowest validation loss of the run that is resumed.
    /// </summary>
    public bool OnlyBest { get; init; }

    /// <summary>What decides a new run; null when one is resumed.</summary>
    public TrainingOptions? Options { get; init; }

    /// <summary>Changes the options of a run that is resumed.</summary>
    public Func<TrainingOptions, TrainingOptions> Amend { get; init; } = options => options;

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the output is JSON; here it only belongs to the command that goes on with the run.</summary>
    public bool Json { get; init; }

    /// <summary>Refuses what would fail after training; is called last of all checks, before anything is made.</summary>
    public Action<Corpus> Ready { get; init; } = _ => { };

    /// <summary>Gets everything ready. What can be refused is refused before anything is made.</summary>
    public OpenTraining Open()
    {
        OutputPath.RefuseTaken(ModelPath, Force);
        torch.Device device = TorchDevice.Parse(Device);
        TrainingRun run = Resume is null ? Create(out Corpus corpus) : Reopen(out corpus);
        try
        {
            Trainer trainer = Resume is null ? Trainer.Start(corpus, run, device) : Trainer.Resume(corpus, run, device);
            return new OpenTraining(this, corpus, run, trainer, device.ToString());
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Does all of it, shown on a terminal, whose interruption stops it with everything saved.</summary>
    public TrainingOutcome Run(Terminal terminal)
    {
        using OpenTraining training = Open();
        terminal.Error.WriteLine($"{training.Description}. Checkpoints: {training.Run.Folder}");
        return TrainingDisplay.With(terminal, display =>
        {
            TrainingEnd end = OnlyBest ? training.TakeBest() : training.Train(display, terminal.Interrupt);
            if (end == TrainingEnd.Cancelled)
            {
                return training.Interrupted(
                    $"Stopped after step {training.Step}; everything is saved. Go on with:\n  {Command(training.Run)}");
            }
            TrainingOutcome outcome = training.Finish(end, display, terminal.Interrupt);
            return terminal.Interrupt.IsCancellationRequested
                ? outcome with
                {
                    Interrupted = "The search for solvers was cut short; the model is saved with what was found. To search again:\n"
                        + $"  {Command(training.Run)}",
                }
                : outcome;
        });
    }

    private TrainingRun Create(out Corpus corpus)
    {
        corpus = AssetSource.Read(AssetPath, Options!, Bounds).Corpus(Options!);
        Check(Options!, corpus);
        string folder = RunFolder ?? OutputPath.FreeRunFolder(ModelPath);
        return Restarts ? TrainingRun.Restart(folder, Options!) : TrainingRun.Create(folder, Options!);
    }

    private TrainingRun Reopen(out Corpus corpus)
    {
        TrainingRun run = TrainingRun.Open(Resume!, Amend);
        try
        {
            corpus = AssetSource.Read(AssetPath, run.Options, Bounds).Corpus(run.Options);
            Check(run.Options, corpus);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private void Check(TrainingOptions options, Corpus corpus)
    {
        try
        {
            options.NetworkFor(corpus);
        }
        catch (NetworkException e)
        {
            throw new RequestException($"The options don't give a network: {e.Message}");
        }
        Ready(corpus);
        OutputPath.Prepare(ModelPath);
    }

    // Steps, minutes and learning rate are not repeated: the run remembers them.
    private string Command(TrainingRun run)
    {
        List<string> arguments = ["train", AssetPath, "-o", ModelPath, "--resume", run.Folder, .. ModelLabels.Arguments(Labels)];
        if (Device != "auto") arguments.AddRange(["--device", Device]);
        if (Force || Path.Exists(ModelPath)) arguments.Add("--force");
        if (OnlyBest) arguments.Add("--best");
        if (Search is null) arguments.Add("--no-search");
        if (Json) arguments.Add("--json");
        return ShellCommand.Of(arguments);
    }
}

/// <summary>How much work the search for solvers may be.</summary>
/// <param name="Maps">Maps drawn with each candidate.</param>
/// <param name="Budget">No new number of evaluations is begun after this time.</param>
internal sealed record SearchEffort(int Maps, TimeSpan Budget)
{
    /// <summary>What <c>bfn train</c> takes.</summary>
    public static SearchEffort Usual { get; } = new(192, TimeSpan.FromMinutes(4));
}

/// <summary>What came of a training session.</summary>
/// <param name="Model">The model, which is saved by then; null when training was interrupted.</param>
/// <param name="RunFolder">The run's folder.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="End">Why it ended.</param>
/// <param name="Gauge">How much is known by heart.</param>
/// <param name="Choices">The solvers that were chosen.</param>
/// <param name="Interrupted">How to go on after an interruption, or null.</param>
internal sealed record TrainingOutcome(
    Model? Model,
    string RunFolder,
    int Steps,
    TrainingEnd End,
    MemorisationGauge? Gauge,
    IReadOnlyList<SolverChoice> Choices,
    string? Interrupted);
