using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Editor.Runs;

/// <summary>One run of <c>bfn train</c>, from the asset folder to the model file.</summary>
internal sealed class TrainingSession(Terminal terminal)
{
    public required string AssetFolder { get; init; }
    public required string ModelPath { get; init; }
    public bool Force { get; init; }
    public string Device { get; init; } = "auto";
    public string? Resume { get; init; }
    public string? RunFolder { get; init; }
    public bool SearchSolvers { get; init; } = true;

    /// <summary>What decides a new run; null when one is resumed.</summary>
    public TrainingOptions? Options { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public bool Json { get; init; }

    public ExitCode Run()
    {
        // Everything that can be refused is refused before the first step.
        OutputPath.Check(ModelPath, Force);
        TileMapFolder folder = TileMapFolder.Read(AssetFolder);
        folder.ThrowIfUnusable();
        var device = TorchDevice.Parse(Device);
        using TrainingRun run = Resume is null ? Create(folder, out TileCorpus corpus) : Open(folder, out corpus);
        using Trainer trainer = Resume is null ? Trainer.Start(corpus, run, device) : Trainer.Resume(corpus, run, device);
        Say($"Training on {corpus.Training.Maps.Count} maps ({corpus.Size.Width}×{corpus.Size.Height}, {corpus.Tiles.Count} tiles), "
            + $"{corpus.Validation.Maps.Count} kept back, on {device}. Checkpoints: {run.Folder}");

        TrainingEnd end = TrainingDisplay.Show(terminal, progress => trainer.Run(progress, terminal.Interrupt));
        if (end == TrainingEnd.Cancelled) return Interrupted(run, $"Stopped after step {trainer.Step}; everything is saved.");

        Model model = trainer.BuildModel(null, Labels);
        model.Save(ModelPath);
        Report(model, trainer, run, end);
        return ExitCode.Success;
    }

    private TrainingRun Create(TileMapFolder folder, out TileCorpus corpus)
    {
        corpus = Corpus(folder, Options!);
        return TrainingRun.Create(RunFolder ?? OutputPath.FreeRunFolder(ModelPath), Options!);
    }

    private TrainingRun Open(TileMapFolder folder, out TileCorpus corpus)
    {
        TrainingRun run = TrainingRun.Open(Resume!);
        try
        {
            corpus = Corpus(folder, run.Options);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    // What the corpus refuses is the folder's fault, or that of a crop that doesn't fit it.
    private static TileCorpus Corpus(TileMapFolder folder, TrainingOptions options)
    {
        try
        {
            return TileCorpus.Create([.. folder.Maps.Select(file => (file.Name, file.Map))], folder.Tiles, options.Corpus, options.Seed);
        }
        catch (TrainingException e)
        {
            throw new AssetException("", e.Message, "", e);
        }
    }

    private ExitCode Interrupted(TrainingRun run, string what)
    {
        terminal.Error.WriteLine($"{what} Go on with:\n  bfn train {Quoted(AssetFolder)} -o {Quoted(ModelPath)}{(Force ? " --force" : "")} --resume {Quoted(run.Folder)}");
        return ExitCode.Interrupted;
    }

    private void Report(Model model, Trainer trainer, TrainingRun run, TrainingEnd end)
    {
        long bytes = new FileInfo(ModelPath).Length;
        if (Json)
        {
            terminal.WriteJson(new { Model = ModelPath, Bytes = bytes, Run = run.Folder, End = end, Steps = trainer.Step, Parameters = model.Network.ParameterCount });
            return;
        }
        terminal.Output.WriteLine($"Wrote {ModelPath} ({bytes / 1e6:0.0} MB, {model.Network.ParameterCount:N0} weights) after {trainer.Step:N0} steps"
            + (end == TrainingEnd.TimeLimit ? ", as the time was up." : "."));
        terminal.Output.WriteLine($"Draw maps with: bfn sample {Quoted(ModelPath)} --steps 8 --count 64 -o maps");
    }

    private void Say(string text) => terminal.Error.WriteLine(text);

    private static string Quoted(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}
