using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using BfnProcGen.Texts;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Runs;

/// <summary>A run that is ready to train, or to be finished: <see cref="TrainingSession.Open"/> makes it.</summary>
internal sealed class OpenTraining(TrainingSession session, Corpus corpus, TrainingRun run, Trainer trainer, string device) : IDisposable
{
    private MemorisationGauge? _gauge;
    private IReadOnlyList<SolverChoice> _choices = [];

    public Corpus Corpus => corpus;

    public TrainingRun Run => run;

    /// <summary>Steps done.</summary>
    public int Step => trainer.Step;

    /// <summary>What is trained on what, for people.</summary>
    public string Description
    {
        get
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
                + $"{counts.ValidationSources:N0} kept back, on {device}";
        }
    }

    /// <summary>Trains to the end, the time limit or a cancellation; each saves a checkpoint.</summary>
    public TrainingEnd Train(ITrainingDisplay display, CancellationToken cancellation)
    {
        var watch = new TrainingWatch(trainer, corpus, run.Options.ValidationInterval, display);
        TrainingEnd end = trainer.Run(watch, cancellation);
        _gauge = watch.Gauge;
        return end;
    }

    /// <summary>Makes the model of what was learnt so far, with the search for solvers where the session asks for one.</summary>
    public TrainingOutcome Finish(TrainingEnd end, ITrainingDisplay display, CancellationToken cancellation)
    {
        IReadOnlyList<SolverChoice> choices = session.Search is { } effort
            ? new SolverSearch(trainer.Flow, trainer.Average, SampleScorer.For(corpus)) { Maps = effort.Maps, Budget = effort.Budget }
                .Run(new SearchWatch(display), cancellation)
            : [];
        _choices = choices;
        Model model = BuildModel(Metadata(choices));
        const int GaugedMaps = 128;
        MemorisationGauge gauge = new TrainingWatch(trainer, corpus, 1, display).Measure(GaugedMaps, model.SolverFor(8)).Gauge;
        Save(model, session.ModelPath);
        return new TrainingOutcome(model, run.Folder, trainer.Step, end, gauge, choices, null);
    }

    /// <summary>Takes the checkpoint with the lowest validation loss, to make a model of; nothing can be trained after that.</summary>
    /// <returns>How training ended, which is all there was to it.</returns>
    /// <exception cref="RequestException">The run kept nothing back to tell a best one by.</exception>
    public TrainingEnd TakeBest()
    {
        if (!File.Exists(run.BestCheckpoint))
        {
            throw new RequestException(
                $"The run {run.Folder} has no best checkpoint: it was not validated yet, or nothing was kept back for that. "
                + "Leave out --best for a model of its last one.");
        }
        trainer.TakeBest();
        return TrainingEnd.Finished;
    }

    /// <summary>
    /// After <see cref="Finish"/>: makes a model of the checkpoint with the lowest validation loss as well, with the solvers that were
    /// chosen for the last one.
    /// </summary>
    /// <returns>Whether that is another one.</returns>
    public bool FinishBest(string path)
    {
        if (!trainer.TakeBest()) return false;
        // Without their scores, which are the last one's.
        Save(BuildModel(Metadata([])), path);
        return true;
    }

    private Model BuildModel(Dictionary<string, string> metadata) =>
        trainer.BuildModel(_choices.ToDictionary(choice => choice.Evaluations, choice => choice.Solver), metadata);

    /// <summary>What there is to say of a run that was interrupted before it could be finished.</summary>
    public TrainingOutcome Interrupted(string how) => new(null, run.Folder, trainer.Step, TrainingEnd.Cancelled, _gauge, [], how);

    public void Dispose()
    {
        trainer.Dispose();
        run.Dispose();
    }

    private static void Save(Model model, string path)
    {
        try
        {
            model.WithSelfTest().Save(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(
                $"The model can't be written to '{path}': {e.Message} Its run is finished and kept: make room, then resume it.", e);
        }
    }

    private Dictionary<string, string> Metadata(IReadOnlyList<SolverChoice> choices)
    {
        var metadata = new Dictionary<string, string>(session.Labels);
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

    private sealed class SearchWatch(ITrainingDisplay display) : IProgress<SolverSearchProgress>
    {
        public void Report(SolverSearchProgress value) => display.Show(value);
    }
}
