using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Commands;
using BfnProcGen.Models;
using BfnProcGen.Texts;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;
using TorchSharp;

namespace BfnProcGen.Editor.Runs;

/// <summary>One run of <c>bfn train</c>, from the asset folder to the model file.</summary>
internal sealed class TrainingSession(Terminal terminal)
{
    public required string AssetPath { get; init; }

    public required string ModelPath { get; init; }
    public bool Force { get; init; }
    public string Device { get; init; } = "auto";
    public string? Resume { get; init; }
    public string? RunFolder { get; init; }

    /// <summary>How long to search for solvers at the end; null for not at all.</summary>
    public SearchEffort? Search { get; init; } = SearchEffort.Usual;

    /// <summary>What decides a new run; null when one is resumed.</summary>
    public TrainingOptions? Options { get; init; }

    /// <summary>Changes the options of a run that is resumed.</summary>
    public Func<TrainingOptions, TrainingOptions> Amend { get; init; } = options => options;

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the output is JSON; here it only belongs to the command that goes on with the run.</summary>
    public bool Json { get; init; }

    /// <summary>Refuses what would fail after training; is called last of all checks, before anything is made.</summary>
    public Action<Corpus> Ready { get; init; } = _ => { };

    public TrainingOutcome Run()
    {
        // Everything that can be refused is refused before anything is made.
        OutputPath.RefuseTaken(ModelPath, Force);
        torch.Device device = TorchDevice.Parse(Device);
        using TrainingRun run = Resume is null ? Create(out Corpus corpus) : Open(out corpus);
        using Trainer trainer = Resume is null ? Trainer.Start(corpus, run, device) : Trainer.Resume(corpus, run, device);
        terminal.Error.WriteLine($"{Describe(corpus)}, on {device}. Checkpoints: {run.Folder}");
        return TrainingDisplay.With(terminal, display => Train(trainer, corpus, run, display));
    }

    private static string Describe(Corpus corpus)
    {
        CorpusCounts counts = corpus.Counts;
        string noun = corpus.Format.Kind switch { AssetKind.TileMap => "maps", AssetKind.Image => "images", _ => "texts" };
        string windows = counts.TrainingItems == counts.TrainingSources ? "" : $"{counts.TrainingItems:N0} windows, ";
        string classes = corpus.Format switch
        {
            TileFormat tiles => $"{tiles.Tiles.Count} tiles",
            PaletteFormat palette => $"{palette.Colours.Count} colours",
            TextFormat text => $"{text.Characters.Count} characters",
            _ => $"{corpus.Format.Channels} channels",
        };
        string labels = corpus.Labels.Count == 0 ? "" : $", {corpus.Labels.Count} classes";
        return $"Training on {counts.TrainingSources:N0} {noun} ({windows}{corpus.Item.Width}×{corpus.Item.Height}, {classes}{labels}), "
            + $"{counts.ValidationSources:N0} kept back";
    }

    private TrainingOutcome Train(Trainer trainer, Corpus corpus, TrainingRun run, TrainingDisplay display)
    {
        var watch = new TrainingWatch(trainer, corpus, run.Options.ValidationInterval, display);
        TrainingEnd end = trainer.Run(watch, terminal.Interrupt);
        if (end == TrainingEnd.Cancelled)
        {
            return new TrainingOutcome(null, run.Folder, trainer.Step, end, watch.Gauge, [],
                $"Stopped after step {trainer.Step}; everything is saved. Go on with:\n  {Command(run)}");
        }
        IReadOnlyList<SolverChoice> choices = Search is { } effort
            ? new SolverSearch(trainer.Flow, trainer.Average, SampleScorer.For(corpus)) { Maps = effort.Maps, Budget = effort.Budget }
                .Run(new SearchWatch(display), terminal.Interrupt)
            : [];
        Model model = trainer.BuildModel(
            choices.ToDictionary(choice => choice.Evaluations, choice => choice.Solver), Metadata(corpus, choices));
        const int GaugedMaps = 128;
        MemorisationGauge? gauge = watch.Measure(GaugedMaps, model.SolverFor(8));
        Save(model.WithSelfTest());
        string? interrupted = terminal.Interrupt.IsCancellationRequested
            ? $"The search for solvers was cut short; the model is saved with what was found. To search again:\n  {Command(run)}"
            : null;
        return new TrainingOutcome(model, run.Folder, trainer.Step, end, gauge, choices, interrupted);
    }

    private void Save(Model model)
    {
        try
        {
            model.Save(ModelPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(
                $"The model can't be written to '{ModelPath}': {e.Message} Its run is finished and kept: make room, then resume it.", e);
        }
    }

    private Dictionary<string, string> Metadata(Corpus corpus, IReadOnlyList<SolverChoice> choices)
    {
        var metadata = new Dictionary<string, string>(Labels);
        // A game that wants new names has to know the old ones.
        if (corpus is DiscreteCorpus { Format: TextFormat { HasEnd: true } format } texts
            && KnownTexts.Create([.. texts.Training.Maps.Concat(texts.Validation.Maps).Select(map => format.Decode(map.Cells))]) is { } known)
            metadata[KnownTexts.MetadataKey] = known.ToMetadata();
        if (choices.Count > 0)
        {
            metadata["bfn.solver_scores"] =
                JsonSerializer.Serialize(choices.ToDictionary(choice => choice.Evaluations, choice => (object)choice.Score), Terminal.Json);
        }
        return metadata;
    }

    private TrainingRun Create(out Corpus corpus)
    {
        corpus = AssetSource.Read(AssetPath, Options!).Corpus(Options!);
        Check(Options!, corpus);
        return TrainingRun.Create(RunFolder ?? OutputPath.FreeRunFolder(ModelPath), Options!);
    }

    private TrainingRun Open(out Corpus corpus)
    {
        TrainingRun run = TrainingRun.Open(Resume!, Amend);
        try
        {
            corpus = AssetSource.Read(AssetPath, run.Options).Corpus(run.Options);
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
        if (Search is null) arguments.Add("--no-search");
        if (Json) arguments.Add("--json");
        return ShellCommand.Of(arguments);
    }

    private sealed class SearchWatch(TrainingDisplay display) : IProgress<SolverSearchProgress>
    {
        public void Report(SolverSearchProgress value) => display.Show(value);
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
