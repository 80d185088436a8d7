using System.CommandLine;
using System.Globalization;
using BfnProcGen.Models;

namespace BfnProcGen.Batches;

/// <summary>The command that draws what a manifest asks for: <c>bfn batch</c>, and all of <c>bfn-batch</c>.</summary>
internal sealed class BatchCommand
{
    private readonly Argument<string> _manifest = new("MANIFEST")
    {
        Description = "JSON file that says what to draw: model, count or seeds, classes, steps, format, output pattern, ….",
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Folder that the output patterns are relative to [default: the manifest's folder].", HelpName = "FOLDER",
    };

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Draw the i-th of n parts, such as 3/8 [default: in a task of a Slurm array or of an indexed Kubernetes job its "
            + "part, else all].",
        HelpName = "I/N",
    };

    private readonly Option<int?> _shards = new("--shards")
    {
        Description = "The number of parts, where the environment tells only which one this is (JOB_COMPLETION_INDEX).", HelpName = "N",
    };

    private readonly Option<bool> _plan = new("--plan") { Description = "Only say what there is to do." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the report as one JSON document to the output." };

    private readonly Terminal _terminal;

    private BatchCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes a command this one.</summary>
    public static T AddTo<T>(T command, Terminal terminal) where T : Command
    {
        var batch = new BatchCommand(terminal);
        command.Description = "Draws a batch of assets from a manifest. Files that exist are skipped; several processes share the work; "
            + "whatever stops one, every file is whole, and the next run goes on.";
        command.Add(batch._manifest);
        foreach (Option option in (Option[])[batch._output, batch._shard, batch._shards, batch._plan, batch._json]) command.Add(option);
        batch._shards.Validators.Add(result =>
        {
            if (result.Tokens is [var given, ..]
                && !(int.TryParse(given.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= 1))
                result.AddError($"--shards must be a whole number from 1 on, not '{given.Value}'.");
        });
        command.SetAction(parsed => (int)batch.Run(parsed));
        return command;
    }

    private ExitCode Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(_manifest);
        BatchManifest manifest = ManifestReader.Read(path);
        Shard shard = Shard.Of(parsed.GetValue(_shard), parsed.GetValue(_shards) ?? manifest.Shards, Environment.GetEnvironmentVariable);
        var models = new Dictionary<string, Model>();
        var plan = new BatchPlan([.. manifest.Jobs.Select(job => new PreparedJob(job, ModelOf(job.Model)))]);
        string root = parsed.GetValue(_output) ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        var folder = new BatchFolder(root, plan.Identity);
        if (parsed.GetValue(_plan)) return Tell(parsed, plan, shard, folder);
        using var run = new BatchRun(plan, shard, folder, _terminal.Interrupt);
        BatchReport report = BatchDisplay.Show(_terminal, parsed.GetValue(_json), run.Execute);
        _terminal.Output.WriteLine(parsed.GetValue(_json) ? report.ToJson() : report.ToString());
        if (report.Missing == 0) return report.Unmet == 0 ? ExitCode.Success : ExitCode.Unmet;
        _terminal.Error.WriteLine("Interrupted. What is written is whole; the same command goes on with the rest.");
        return ExitCode.Interrupted;

        Model ModelOf(string file) => models.TryGetValue(file, out Model? known) ? known : models[file] = Model.Load(file);
    }

    private ExitCode Tell(ParseResult parsed, BatchPlan plan, Shard shard, BatchFolder folder)
    {
        BatchUnit[] units = [.. plan.Blocks.Where(shard.Has).SelectMany(block => block.Units)];
        int files = units.Sum(unit => unit.Files.Count), missing = units.Sum(folder.MissingOf);
        var report = new BatchReport { Shard = shard, Files = files, Before = files - missing, Missing = missing };
        _terminal.Output.WriteLine(parsed.GetValue(_json) ? report.ToJson() : report.ToString());
        return ExitCode.Success;
    }
}
