using System.CommandLine;
using System.Text.RegularExpressions;
using BfnProcGen.Editor.Runs;
using BfnProcGen.Models;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn train</c>: a folder of assets becomes a model file.</summary>
internal static partial class TrainCommand
{
    private const string UsualModel = "model.safetensors";

    public static Command Create(Terminal terminal)
    {
        Argument<string> assets = Arguments.Assets();
        Option<string?> model = Arguments.Path("--output", $"Model file to write [default: {UsualModel}].", "FILE", "-o");
        var force = new Option<bool>("--force") { Description = "Overwrite the model file." };
        var device = new Option<string>("--device")
        {
            Description = "Where to train: auto, cpu, cuda or cuda:N.",
            DefaultValueFactory = _ => "auto",
        };
        Option<string?> resume = Arguments.Path("--resume", "Go on with the run in this folder.", "RUN");
        var best = new Option<bool>("--best")
        {
            Description = "With --resume: train nothing, and make a model of the run's checkpoint with the lowest validation loss.",
        };
        Option<string?> runFolder = Arguments.Path(
            "--run-dir", "Folder for checkpoints and the log [default: runs/NAME-N beside the model].", "RUN");
        var noSearch = new Option<bool>("--no-search") { Description = "Leave out the search for the best solvers at the end." };
        var labels = new ModelLabels();
        var options = new TrainingArguments();
        device.Validators.Add(result =>
        {
            string name = result.GetValueOrDefault<string>() ?? "";
            if (!DeviceNames().IsMatch(name)) result.AddError($"--device must be auto, cpu, cuda or cuda:N, not '{name}'.");
        });
        Option<bool> json = Arguments.Json();
        var command = new Command("train", "Trains a model on a folder of assets. Ctrl+C saves and stops.")
        {
            assets, model, force, device, resume, best, runFolder, noSearch, json,
        };
        foreach (Option option in labels.All.Concat(options.All)) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) is null)
            {
                if (result.GetValue(best)) result.AddError("--best needs --resume: it makes a model of a run that there is.");
                return;
            }
            Option[] decided = [.. options.Decided.Append(runFolder).Where(option => result.GetResult(option) is { Implicit: false })];
            if (decided.Length > 0) result.AddError($"{decided[0].Name} can't be changed with --resume: the run has decided it already.");
        });
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(model) ?? UsualModel;
            TrainingOutcome outcome = new TrainingSession
            {
                AssetPath = parsed.GetRequiredValue(assets),
                ModelPath = path,
                Force = parsed.GetValue(force),
                Device = parsed.GetRequiredValue(device),
                Resume = parsed.GetValue(resume),
                OnlyBest = parsed.GetValue(best),
                RunFolder = parsed.GetValue(runFolder),
                Search = parsed.GetValue(noSearch) ? null : SearchEffort.Usual,
                Options = parsed.GetValue(resume) is null ? options.Read(parsed) : null,
                Amend = run => options.Amend(parsed, run),
                Labels = labels.Read(parsed),
                Json = parsed.GetValue(json),
            }.Run(terminal);
            if (parsed.GetValue(json)) terminal.WriteJson(Report(path, outcome));
            else if (outcome.Model is not null) Show(terminal.Output, path, outcome);
            if (outcome.Interrupted is null) return (int)ExitCode.Success;
            terminal.Error.WriteLine(outcome.Interrupted);
            return (int)ExitCode.Interrupted;
        });
        return command;
    }

    private static object Report(string path, TrainingOutcome outcome) => new
    {
        Model = outcome.Model is null ? null : path,
        Run = outcome.RunFolder,
        outcome.End,
        outcome.Steps,
        Parameters = outcome.Model?.Network.ParameterCount,
        Memorisation = outcome.Gauge,
        Solvers = outcome.Choices.Select(choice => new { choice.Evaluations, Solver = choice.Solver.ToString(), Score = (object)choice.Score }),
    };

    private static void Show(TextWriter output, string path, TrainingOutcome outcome)
    {
        output.WriteLine($"Wrote {path} ({new FileInfo(path).Length / 1e6:0.0} MB, {outcome.Model!.Network.ParameterCount:N0} weights) "
            + $"after {outcome.Steps:N0} steps" + (outcome.End == TrainingEnd.TimeLimit ? ", as the time was up." : "."));
        if (outcome.Gauge is { } gauge)
            output.WriteLine($"Memorisation: {TrainingDisplay.Describe(gauge)} (1 = as new as what was kept back, 0 = by heart).");
        int steps = outcome.Model.UsualEvaluations;
        if (outcome.Choices.MinBy(choice => Math.Abs(choice.Evaluations - steps)) is { } usual)
        {
            output.WriteLine($"At {usual.Evaluations} evaluations: {usual.Solver}, {usual.Score.Headline}, "
                + $"{usual.Score.Duplicates:P0} duplicates.");
        }
        string drawn = outcome.Model.Kind == AssetKind.Text ? "drawn.txt" : "drawn";
        output.WriteLine($"Draw new ones with: {ShellCommand.Of("sample", path, "--steps", $"{steps}", "--count", "64", "-o", drawn)}");
    }

    [GeneratedRegex("^(auto|cpu|cuda(:[0-9]{1,3})?)$")]
    private static partial Regex DeviceNames();
}
