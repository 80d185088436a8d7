using System.CommandLine;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Runs;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn demo</c>: the whole path in a few minutes, from the bundled rooms to a sheet of new ones.</summary>
internal static class DemoCommand
{
    private const int Rooms = 64, Evaluations = 8;

    public static Command Create(Terminal terminal)
    {
        Option<string?> output = Arguments.Path(
            "--output", "New folder for the model and the rooms [default: demo, or demo-2, …].", "DIR", "-o");
        Option<string?> assets = Arguments.Path("--assets", "Folder of maps to train on [default: the bundled dungeon].", "DIR");
        var minutes = new Option<double>("--minutes")
        {
            Description = "Minutes of training; the search for solvers takes about another half.",
            DefaultValueFactory = _ => 2.5,
        };
        Option<bool> json = Arguments.Json();
        var command = new Command("demo", "Trains on the bundled dungeon for about three minutes and draws 64 new rooms.")
        {
            output, assets, minutes, json,
        };
        command.SetAction(parsed =>
        {
            string assetFolder = parsed.GetValue(assets) ?? BundledAssets();
            string folder = parsed.GetValue(output) ?? FreeFolder();
            string rooms = Path.Combine(folder, "rooms"), model = Path.Combine(folder, "dungeon.safetensors");
            TileMapFolder real = TileMapFolder.Read(assetFolder);
            MapWriter? writer = null;
            TrainingOutcome outcome = new TrainingSession
            {
                AssetPath = assetFolder,
                ModelPath = model,
                Options = OptionsFor(parsed.GetValue(minutes), isBundled: parsed.GetValue(assets) is null),
                Search = new SearchEffort(Maps: 64, TimeSpan.FromSeconds(20)),
                Labels = new Dictionary<string, string> { ["modelspec.title"] = "Dungeon rooms" },
                Ready = corpus => writer = PrepareDrawing(rooms, corpus, real.Legend),
            }.Run(terminal);
            if (outcome.Interrupted is { } how)
            {
                terminal.Error.WriteLine($"{how}\nThen draw rooms with:\n  {ShellCommand.Of("sample", model, "-o", rooms)}");
                return (int)ExitCode.Interrupted;
            }
            Draw(terminal, real, model, writer!, parsed.GetValue(json));
            return (int)ExitCode.Success;
        });
        return command;
    }

    // Whoever has waited for minutes of training must not learn only then that nothing can be drawn.
    private static MapWriter PrepareDrawing(string folder, Corpus corpus, Legend? legend)
    {
        using (GpuDevice.Open())
        {
        }
        return new MapOutput { Folder = folder, Tiles = ((TileFormat)corpus.Format).Tiles, Legend = legend is { ImagePath: not null } ? legend : null }
            .Prepare(corpus.Item.Width, corpus.Item.Height, firstSeed: 1, Rooms, force: false);
    }

    private static TrainingOptions OptionsFor(double minutes, bool isBundled)
    {
        // Small steps and quick averages: a few minutes are a few hundred of them. The rooms look right mirrored either way.
        var options = new TrainingOptions
        {
            Kind = AssetKind.TileMap,
            Steps = 4000,
            TimeLimitMinutes = minutes,
            Batch = 32,
            LearningRate = 2e-3,
            WarmUpSteps = 50,
            AverageDecay = 0.99,
            Dropout = 0,
            ValidationInterval = 200,
            // The bundled rooms may be mirrored; whether others may, only their maker knows.
            Corpus = new CorpusOptions { FlipHorizontally = isBundled, FlipVertically = isBundled },
        };
        try
        {
            options.Validate();
            return options;
        }
        catch (TrainingException e)
        {
            throw new RequestException(e.Message);
        }
    }

    private static void Draw(Terminal terminal, TileMapFolder real, string model, MapWriter writer, bool json)
    {
        using SampleSource source = SampleSource.Open(model, Backend.Vulkan);
        Solver solver = source.Model.SolverFor(Evaluations);
        Drawn[] rooms = source.Draw(new DrawRequest(solver, Evaluations, 1, Rooms), terminal.Interrupt);
        writer.Write(rooms);
        writer.Finish();
        var windows = TileWindows.Of(
            [.. real.MapsIn(source.Model.Tiles).Select(file => file.Map)], new CropSize(source.Model.Width, source.Model.Height));
        MapScore score = new MapScorer(windows).Score(Array.ConvertAll(rooms, room => room.Levels!));
        if (json)
        {
            terminal.WriteJson(new
            {
                Model = model,
                writer.Sheet,
                Maps = writer.Results,
                Evaluations,
                Solver = solver.ToString(),
                Score = score,
                MapsPerSecond = source.PerSecond,
                source.Device,
            });
            return;
        }
        terminal.Output.WriteLine($"{Rooms} new rooms at {Evaluations} network evaluations each ({solver}): "
            + $"{source.PerSecond:0.0} rooms/s on {source.Device}");
        terminal.Output.WriteLine($"3×3 patterns differ from the real rooms' by {score.JensenShannon:0.000} bits (Jensen–Shannon); "
            + $"{score.Copies:P0} copies, {score.Duplicates:P0} duplicates; "
            + $"{score.Nearest:P0} of the tiles differ from the nearest real room");
        terminal.Output.WriteLine($"Rooms: {Path.GetDirectoryName(Path.GetFullPath(writer.Sheet))}");
        terminal.Output.WriteLine($"Model: {Path.GetFullPath(model)}");
        terminal.Output.WriteLine($"Contact sheet: {Path.GetFullPath(writer.Sheet)}");
    }

    // Beside the program in a build from source, or below the current folder.
    private static string BundledAssets()
    {
        string relative = Path.Combine("Samples", "Assets", "dungeon");
        foreach (string start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (DirectoryInfo? at = new(start); at is not null; at = at.Parent)
            {
                string candidate = Path.Combine(at.FullName, relative);
                if (Directory.Exists(candidate)) return candidate;
            }
        }
        throw new AssetException("", $"The bundled maps ({relative}) are not there.",
            "Run the demo in the repository, or name a folder with --assets.");
    }

    private static string FreeFolder() =>
        Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? "demo" : $"demo-{i}").First(folder => !Path.Exists(folder));
}
