using System.CommandLine;
using BfnProcGen.Editor.Evaluation;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn eval</c>: how probable a model finds given assets, and how its own compare with them.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> path = Arguments.ModelFile();
        Argument<string> directory = Arguments.Assets();
        var arguments = new EvaluationArguments();
        Option<bool> json = Arguments.Json();
        var command = new Command("eval",
            "Measures a model: likelihood of given assets, and quality of its own by solver and number of evaluations. Where the assets are "
            + "those it was trained on, the likelihood is that of what was kept back, and of MNIST or CIFAR-10 that of the test set. "
            + "Ctrl+C prints what was measured until then.")
        {
            path, directory, json,
        };
        foreach (Option option in arguments.All) command.Add(option);
        command.SetAction(parsed =>
        {
            EvaluationRequest request = arguments.Read(parsed);
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
