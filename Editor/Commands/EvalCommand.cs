using System.CommandLine;
using BfnProcGen.Editor.Evaluation;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Training.Evaluation;
using Spectre.Console;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn eval</c>: how probable a model finds given maps, and how its own maps compare with them.</summary>
internal static class EvalCommand
{
    private static readonly int[] UsualSteps = [2, 4, 8, 16, 32, 100];

    private static readonly string[] UsualSolvers =
        ["chosen", "ancestral", "ode1@uniform", "ode2@uniform", "sde2@uniform", "noise-reduced@uniform", "ode2@1.8", "g0-2@1.8"];

    public static Command Create(Terminal terminal)
    {
        Argument<string> path = Arguments.ModelFile();
        Argument<string> directory = Arguments.Assets();
        Option<int[]> steps = Arguments.List("--steps", "Numbers of network evaluations.", UsualSteps);
        Option<int> count = Arguments.Whole("--count", "Maps drawn for each row of the table.", 256, 1, 100_000);
        Option<ulong> seed = Arguments.Seed();
        var solvers = new Option<string[]>("--solvers")
        {
            Description = $"Solvers to compare, between commas: chosen (by the model), {SolverText.Syntax} "
                + $"[default: {string.Join(',', UsualSolvers)}].",
            HelpName = "S,S,…",
            CustomParser = result => result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries),
        };
        Option<Backend> backend = Arguments.Backend();
        Option<int> likelihood = Arguments.Whole(
            "--likelihood", "Draws of time and noise a map for the likelihood; 0 leaves it out.", 8, 0, 10_000);
        Option<int> items = Arguments.Whole("--items", "Most items the likelihood is measured on.", 512, 1, 1_000_000);
        Option<int> agreement = Arguments.Whole(
            "--agreement", "Also compare the plain interpreter with Vulkan on this many seeds (slow).", 0, 0, 10_000);
        Option<bool> json = Arguments.Json();
        var command = new Command("eval",
            "Measures a model: likelihood of given assets, and quality of its own by solver and number of evaluations.")
        {
            path, directory, steps, count, seed, solvers, backend, likelihood, items, agreement, json,
        };
        command.SetAction(parsed =>
        {
            int[] evaluations = Arguments.Given(parsed, steps, UsualSteps);
            (string Text, Solver? Solver)[] compared =
                [.. Arguments.Given(parsed, solvers, UsualSolvers).Select(text => (text, SolverText.Parse(text)))];
            using SampleSource source = SampleSource.Open(parsed.GetRequiredValue(path), parsed.GetValue(backend));
            var evaluation = new ModelEvaluation(terminal, source, parsed.GetRequiredValue(directory));
            LikelihoodEstimate[] estimates =
                parsed.GetValue(likelihood) is > 0 and var repeats
                    ? evaluation.Likelihood(evaluations, repeats, parsed.GetValue(items))
                    : [];
            List<QualityRow> rows = evaluation.Quality(evaluations, compared, parsed.GetValue(count), parsed.GetValue(seed));
            BackendAgreement? agreed = parsed.GetValue(agreement) is > 0 and var seeds
                ? BackendAgreement.Measure(source.Model, seeds, parsed.GetValue(seed), terminal.Interrupt)
                : null;
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(new
                {
                    Maps = evaluation.Count,
                    source.Device,
                    Count = parsed.GetValue(count),
                    Likelihood = estimates,
                    Quality = rows.Select(row => new
                    {
                        row.Evaluations,
                        row.Asked,
                        row.Solver,
                        // As what it is: its figures differ by the kind of asset.
                        Score = (object)row.Score,
                        row.PerSecond,
                    }),
                    Agreement = agreed,
                });
                return (int)ExitCode.Success;
            }
            terminal.Screen.WriteLine($"{evaluation.Count:N0} real {evaluation.Noun}s; {source.Device}");
            if (evaluation.IsTrainedOn && estimates.Length > 0)
                terminal.Screen.WriteLine($"The model was trained on these {evaluation.Noun}s: the likelihood is that of what was kept back.");
            if (estimates.Length > 0) terminal.Screen.Write(LikelihoodTable(estimates));
            if (rows.Count > 0) terminal.Screen.Write(QualityTable(rows));
            if (agreed is not null) terminal.Screen.WriteLine(agreed.ToString());
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static Table LikelihoodTable(IEnumerable<LikelihoodEstimate> estimates)
    {
        Table table = Numbers("steps", "bits a variable", "± standard error", "nats an item", "loss", "reconstruction");
        foreach (LikelihoodEstimate e in estimates)
        {
            table.AddRow(e.Steps is { } n ? $"{n}" : "continuous", $"{e.BitsPerVariable:0.0000}", $"{e.BitsStandardError:0.0000}",
                $"{e.NatsPerItem:0.000}", $"{e.Loss:0.000}", $"{e.Reconstruction:0.000}");
        }
        return table;
    }

    private static Table QualityTable(IReadOnlyList<QualityRow> rows)
    {
        Table table = Numbers(["evaluations", "solver", .. rows[0].Score.Figures.Select(figure => figure.Title), "samples/s"]);
        foreach (QualityRow row in rows)
        {
            string[] cells =
            [
                $"{row.Evaluations}", row.Asked == "chosen" ? $"chosen: {row.Solver}" : row.Solver,
                .. row.Score.Figures.Select(figure => figure.Value), $"{row.PerSecond:0.0}",
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        return table;
    }

    private static Table Numbers(params string[] titles)
    {
        var table = new Table().Border(TableBorder.Markdown);
        foreach (string title in titles) table.AddColumn(new TableColumn(title).RightAligned());
        return table;
    }
}
