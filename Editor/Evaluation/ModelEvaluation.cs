using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;
using BfnProcGen.Training.Networks;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>One row of the quality table.</summary>
/// <param name="Evaluations">Network evaluations a sample.</param>
/// <param name="Asked">The solver as it was asked for.</param>
/// <param name="Solver">The solver it was.</param>
/// <param name="Score">How its samples compare with the real ones.</param>
/// <param name="PerSecond">Speed.</param>
internal sealed record QualityRow(int Evaluations, string Asked, string Solver, SampleScore Score, double PerSecond);

/// <summary>Measures one model against real assets.</summary>
internal sealed class ModelEvaluation
{
    private readonly Terminal _terminal;
    private readonly SampleSource _source;
    private readonly Corpus _corpus;

    /// <exception cref="AssetException">The assets have errors, or don't fit the model.</exception>
    public ModelEvaluation(Terminal terminal, SampleSource source, string assets)
    {
        (_terminal, _source) = (terminal, source);
        Model model = source.Model;
        TrainingOptions options = OptionsOf(model);
        AssetSource read = AssetSource.Read(assets, options);
        Noun = read.Noun;
        Corpus corpus = read.Corpus(options, model);
        IsTrainedOn = corpus.Hash == DataHashOf(model) && corpus.Counts.ValidationItems > 0;
        _corpus = read.Corpus(options with { Corpus = options.Corpus with { ValidationShare = 0 } }, model);
        Unseen = IsTrainedOn ? corpus.KeptBack : _corpus.Learnt;
    }

    /// <summary>What one of the assets is called.</summary>
    public string Noun { get; }

    /// <summary>Whether these are the assets the model was trained on: then only what was kept back is unseen.</summary>
    public bool IsTrainedOn { get; }

    /// <summary>Number of real assets.</summary>
    public int Count => _corpus.Counts.TrainingSources;

    // At most so many of the items that the model has not been trained on.
    private Func<int, ItemBatch> Unseen { get; }

    /// <summary>The likelihood of what the model has not seen, at each number of steps and in continuous time.</summary>
    public LikelihoodEstimate[] Likelihood(IEnumerable<int> steps, int repeats, int most)
    {
        using var network = new TorchNetwork(_source.Model.Network, _source.Model.Weights, TorchDevice.Parse("auto"));
        var likelihood = new Likelihood(_source.Model.Flow, network) { Repeats = repeats };
        ItemBatch items = Unseen(most);
        double[]? variables = _source.Model.Format is TextFormat format ? TextCorpus.VariablesOf(format, items) : null;
        return [.. steps.Select(n => (int?)n).Append(null).Select(n =>
        {
            _terminal.Error.WriteLine($"likelihood of {items.Count} {Noun}s {(n is null ? "in continuous time" : $"at {n} steps")}");
            return likelihood.Estimate(items, n, variables, cancellation: _terminal.Interrupt);
        })];
    }

    /// <summary>Draws samples with each solver at each number of evaluations and scores them.</summary>
    public List<QualityRow> Quality(IReadOnlyList<int> steps, IReadOnlyList<(string Text, Solver? Solver)> solvers, int count, ulong seed)
    {
        var rows = new List<QualityRow>();
        ISampleScorer scorer = SampleScorer.For(_corpus);
        foreach (int evaluations in steps)
        {
            foreach ((string text, Solver? asked) in solvers)
            {
                Solver solver = asked ?? _source.Model.SolverFor(evaluations);
                Drawn[] samples = _source.Draw(new DrawRequest(solver, evaluations, seed, count), _terminal.Interrupt);
                SampleScore score = scorer.Score(Array.ConvertAll(samples, sample => sample.Levels ?? LevelSampler.LevelsOf(sample.Values!)));
                rows.Add(new QualityRow(evaluations, text, solver.ToString(), score, _source.PerSecond));
                _terminal.Error.WriteLine($"{evaluations} evaluations, {text}: "
                    + $"{score.Headline}, {_source.PerSecond:0.0} {Noun}s/s");
            }
        }
        return rows;
    }

    // How the data was read and split for training, where the model says so; only the model's own size and kind where it doesn't.
    private static TrainingOptions OptionsOf(Model model)
    {
        TrainingOptions options = StoredOptions(model) ?? new TrainingOptions();
        options = options with { Kind = model.Kind };
        return model.Format switch
        {
            TextFormat { HasEnd: true } => options with { Text = options.Text with { Length = model.Width, Window = null } },
            TextFormat => options with { Text = options.Text with { Length = null, Window = model.Width } },
            PaletteFormat or PixelFormat => options,
            _ => options with { Corpus = options.Corpus with { Crop = new CropSize(model.Width, model.Height) } },
        };
    }

    private static TrainingOptions? StoredOptions(Model model)
    {
        try
        {
            return Metadata(model, "bfn.training", "options") is { } text ? TrainingOptions.FromJson(text) : null;
        }
        catch (TrainingException)
        {
            // Options of another version.
            return null;
        }
    }

    private static string? DataHashOf(Model model) => Metadata(model, "bfn.data", "hash") is ['"', .. var hash, '"'] ? hash : null;

    // A model that says nothing that can be read says nothing.
    private static string? Metadata(Model model, string key, string property)
    {
        try
        {
            return model.Metadata.TryGetValue(key, out string? json) && JsonDocument.Parse(json).RootElement is { ValueKind: JsonValueKind.Object } all
                && all.TryGetProperty(property, out JsonElement value)
                ? value.GetRawText()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
