using BfnProcGen.Editor.Runs;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;
using BfnProcGen.Training.Networks;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>What to measure.</summary>
internal sealed record EvaluationRequest
{
    /// <summary>Numbers of steps of the likelihood, and of evaluations of samples.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>Draws of time and noise an item for the likelihood; 0 leaves it out.</summary>
    public int Repeats { get; init; }

    /// <summary>The most items the likelihood is measured on.</summary>
    public int Items { get; init; }

    /// <summary>Whether the model is told the items' classes for the likelihood.</summary>
    public bool Labelled { get; init; } = true;

    /// <summary>Samples a row; 0 leaves quality out.</summary>
    public int Count { get; init; }

    /// <summary>The solvers to compare; null for the one that the model has chosen.</summary>
    public IReadOnlyList<(string Text, Solver? Solver)> Solvers { get; init; } = [];

    /// <summary>What draws the samples.</summary>
    public Backend Backend { get; init; }

    /// <summary>Seed of the first sample.</summary>
    public ulong Seed { get; init; }

    /// <summary>Seeds on which backends are compared; 0 leaves that out.</summary>
    public int AgreementSeeds { get; init; }
}

/// <summary>Measures one model against real assets, and keeps what it has when it is interrupted.</summary>
/// <param name="model">The model.</param>
/// <param name="assets">The assets.</param>
/// <param name="request">What to measure.</param>
internal sealed class ModelEvaluation(Model model, EvaluatedAssets assets, EvaluationRequest request)
{
    private readonly AssetWords _words = AssetWords.Of(model);

    /// <summary>Measures everything, or until it is interrupted.</summary>
    public EvaluationReport Run(Terminal terminal)
    {
        // Opened first: where there is no device, nobody should wait for a likelihood to learn that.
        using SampleSource? source = request.Count > 0 ? SampleSource.Open(model, request.Backend) : null;
        return ProgressDisplay.With(terminal, display =>
        {
            var report = new EvaluationReport();
            Measure(report, source, display, terminal.Interrupt);
            return report;
        });
    }

    /// <summary>The same, shown elsewhere.</summary>
    /// <param name="report">Is filled; the display may look at it whenever it is told something.</param>
    /// <param name="source">What draws samples of the model; null where none are asked for.</param>
    /// <param name="display">Is told how it goes.</param>
    /// <param name="interrupt">Ends it: what was found until then is the result.</param>
    public void Measure(EvaluationReport report, SampleSource? source, ProgressDisplay display, CancellationToken interrupt)
    {
        report.Device = source?.Device;
        try
        {
            if (request.Repeats > 0) MeasureLikelihood(report, display, interrupt);
            if (source is not null) MeasureQuality(report, source, display, interrupt);
            if (request.AgreementSeeds > 0)
            {
                report.Agreement = Agreement.Measure(model, request.AgreementSeeds, request.Seed,
                    new EvaluationPhase(display, "agreement", request.AgreementSeeds), interrupt);
            }
            report.IsComplete = true;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            // What was found until now is the result.
        }
    }

    private void MeasureLikelihood(EvaluationReport report, ProgressDisplay display, CancellationToken interrupt)
    {
        using var network = new TorchNetwork(model.Network, model.Weights, TorchDevice.Parse("auto"));
        ItemBatch items = assets.Unseen(request.Items, request.Labelled);
        report.Basis = new LikelihoodBasis(items.Count, assets.UnseenCount, assets.Origin,
            items.Labels.Any(label => label >= 0), assets.NGramBits(items));
        double[]? variables = model.Format is TextFormat format ? TextCorpus.VariablesOf(format, items) : null;
        var likelihood = new Likelihood(model.Flow, network, items, variables) { Repeats = request.Repeats };
        int?[] rows = [.. request.Steps.Select(n => (int?)n), null];
        var phase = new EvaluationPhase(display, "likelihood", likelihood.EvaluationsOf(rows.Length));
        foreach (int? steps in rows)
        {
            string what = steps is { } n ? $"at {n} steps" : "in continuous time";
            phase.Advance($"{items.Count:N0} {_words.Item}s {what}");
            LikelihoodEstimate estimate = likelihood.Estimate(
                steps, new Evaluations(done => phase.Advance($"{items.Count:N0} {_words.Item}s {what}", done)), interrupt);
            report.Likelihood.Add(estimate);
            phase.Found($"{what} {estimate.NatsPerItem:0.000} nats, {estimate.BitsPerVariable:0.0000} bits a {_words.Variable}");
        }
    }

    private void MeasureQuality(EvaluationReport report, SampleSource source, ProgressDisplay display, CancellationToken interrupt)
    {
        ISampleScorer scorer = SampleScorer.For(assets.Real);
        var phase = new EvaluationPhase(display, "quality", (double)request.Steps.Sum() * request.Solvers.Count * request.Count);
        foreach (int evaluations in request.Steps)
        {
            foreach ((string text, Solver? asked) in request.Solvers)
            {
                Solver solver = asked ?? model.SolverFor(evaluations);
                var levels = new List<byte[]>();
                phase.Advance($"{evaluations} evaluations, {text}");
                foreach (Drawn[] batch in source.Batches(new DrawRequest(solver, evaluations, request.Seed, request.Count), interrupt))
                {
                    levels.AddRange(batch.Select(sample => sample.Levels ?? LevelSampler.LevelsOf(sample.Values!)));
                    phase.Advance($"{evaluations} evaluations, {text}", evaluations * batch.Length);
                }
                SampleScore score = scorer.Score(levels);
                report.Quality.Add(new QualityRow(evaluations, text, solver.ToString(), score, source.PerSecond));
                phase.Found($"{evaluations} evaluations, {text}: {score.Headline}, {source.PerSecond:0.0} {_words.Item}s/s");
            }
        }
    }

    // Tells at once, on the thread that reports: Progress<T> would tell later.
    private sealed class Evaluations(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
