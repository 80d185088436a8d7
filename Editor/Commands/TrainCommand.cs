using System.CommandLine;
using BfnProcGen.Editor.Runs;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn train</c>: a folder of maps becomes a model file.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> directory = Arguments.AssetFolder();
        var model = new Option<string>("--output", "-o") { Description = "Model file to write.", DefaultValueFactory = _ => "model.safetensors", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Overwrite the model file." };
        var device = new Option<string>("--device") { Description = "Where to train: auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var resume = new Option<string?>("--resume") { Description = "Go on with the run in this folder.", HelpName = "RUN" };
        var runFolder = new Option<string?>("--run-dir") { Description = "Folder for checkpoints and the log [default: runs/NAME-N beside the model].", HelpName = "RUN" };
        var noSearch = new Option<bool>("--no-search") { Description = "Leave out the search for the best solvers at the end." };
        var labels = new ModelLabels();
        var options = new TrainingArguments();
        Option<bool> json = Arguments.Json();
        var command = new Command("train", "Trains a model on a folder of maps. Ctrl+C saves and stops.") { directory, model, force, device, resume, runFolder, noSearch, json };
        foreach (Option option in labels.All.Concat(options.All)) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) is null) return;
            Option[] decided = [.. options.All.Append(runFolder).Where(option => result.GetResult(option) is { Implicit: false })];
            if (decided.Length > 0) result.AddError($"{decided[0].Name} can't be changed with --resume: the run has decided it already.");
        });
        command.SetAction(parsed => (int)new TrainingSession(terminal)
        {
            AssetFolder = parsed.GetRequiredValue(directory),
            ModelPath = parsed.GetRequiredValue(model),
            Force = parsed.GetValue(force),
            Device = parsed.GetRequiredValue(device),
            Resume = parsed.GetValue(resume),
            RunFolder = parsed.GetValue(runFolder),
            SearchSolvers = !parsed.GetValue(noSearch),
            Options = parsed.GetValue(resume) is null ? options.Read(parsed) : null,
            Labels = labels.Read(parsed),
            Json = parsed.GetValue(json),
        }.Run());
        return command;
    }
}
