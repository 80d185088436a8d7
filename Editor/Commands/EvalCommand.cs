using System.CommandLine;
using BfnProcGen.Editor.Evaluation;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn eval</c>: how probable a model finds given assets, and how its own compare with them.</summary>
internal static class EvalCommand
{
    private static readonly int[] UsualSteps = [2, 4, 8, 16, 32, 100];

    private static readonly string[] UsualSolvers =
        ["chosen", "ancestral", "ode1@uniform", "ode2@uniform", "sde2@uniform", "noise-reduced@uniform", "ode2@1.8", "g0-2@1.8"];

    public static Command Create(Terminal terminal)
    {
        Argument<string> path = Arguments.ModelFile();
        Argument<string> directory = Arguments.Assets();
        Option<int[]> steps = Arguments.List("--steps",
            "Numbers of steps of the likelihood, which is also measured in continuous time, and of network evaluations of a sample.",
            UsualSteps);
        Option<int> count = Arguments.Whole("--count", "Samples drawn for each row of the quality table; 0 leaves it out.", 256, 0, 100_000);
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
            "--likelihood", "Draws of time and noise an item for the likelihood; 0 leaves it out.", 8, 0, 10_000);
        Option<int> items = Arguments.Whole("--items",
            "Most items the likelihood is measured on, evenly spread over all that the model has not been trained on.", 512, 1, 1_000_000);
        var unlabelled = new Option<bool>("--unlabelled")
        {
            Description = "Likelihood: don't tell the model the classes of the items, as published figures have it.",
        };
        Option<int> agreement = Arguments.Whole("--agreement",
            "Also compare the plain interpreter with Torch and Vulkan on this many seeds (slow).", 0, 0, 10_000);
        Option<bool> json = Arguments.Json();
        var command = new Command("eval",
            "Measures a model: likelihood of given assets, and quality of its own by solver and number of evaluations. Where the assets are "
            + "those it was trained on, the likelihood is that of what was kept back, and of MNIST or CIFAR-10 that of the test set. "
            + "Ctrl+C prints what was measured until then.")
        {
            path, directory, steps, count, seed, solvers, backend, likelihood, items, unlabelled, agreement, json,
        };
        command.SetAction(parsed =>
        {
            var request = new EvaluationRequest
            {
                Steps = Arguments.Given(parsed, steps, UsualSteps),
                Repeats = parsed.GetValue(likelihood),
                Items = parsed.GetValue(items),
                Labelled = !parsed.GetValue(unlabelled),
                Count = parsed.GetValue(count),
                Solvers = [.. Arguments.Given(parsed, solvers, UsualSolvers).Select(text => (text, SolverText.Parse(text)))],
                Backend = parsed.GetValue(backend),
                Seed = parsed.GetValue(seed),
                AgreementSeeds = parsed.GetValue(agreement),
            };
            Model model = Model.Load(parsed.GetRequiredValue(path));
            var assets = new EvaluatedAssets(parsed.GetRequiredValue(directory), model);
            EvaluationReport report = new ModelEvaluation(model, assets, request).Run(terminal);
            if (parsed.GetValue(json)) terminal.WriteJson(Document(report, assets.Count, request.Count));
            else new EvaluationScreen(terminal.Screen, AssetWords.Of(model)).Show(report, assets.Count);
            if (report.IsComplete) return (int)ExitCode.Success;
            terminal.Error.WriteLine("Interrupted: what was measured until then is printed.");
            return (int)ExitCode.Interrupted;
        });
        return command;
    }

    private static object Document(EvaluationReport report, int assets, int count) => new
    {
        Complete = report.IsComplete,
        Assets = assets,
        report.Device,
        Count = count,
        LikelihoodOf = report.Basis,
        report.Likelihood,
        Quality = report.Quality.Select(row => new
        {
            row.Evaluations,
            row.Asked,
            row.Solver,
            // As what it is: its figures differ by the kind of asset.
            Score = (object)row.Score,
            row.PerSecond,
        }),
        report.Agreement,
    };
}
