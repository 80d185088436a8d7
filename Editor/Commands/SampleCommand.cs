using System.CommandLine;
using System.Diagnostics;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Sampling;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn sample</c>: new maps from a model.</summary>
internal static class SampleCommand
{
    private const string UsualFolder = "maps";

    public static Command Create(Terminal terminal)
    {
        Argument<string> model = Arguments.ModelFile();
        Option<int> steps = Arguments.Steps();
        Option<int> count = Arguments.Whole("--count", "How many maps.", 64, 1, 1_000_000);
        Option<ulong> seed = Arguments.Seed();
        var solver = new SolverArguments();
        var classes = new ClassArguments();
        Option<Backend> backend = Arguments.Backend();
        Option<string?> output = Arguments.Path(
            "--output", $"Folder to write to, made where it doesn't exist [default: {UsualFolder}].", "DIR", "-o");
        var force = new Option<bool>("--force") { Description = "Overwrite maps of the same seeds." };
        var format = new Option<MapFormat>("--format")
        {
            Description = "How maps are written: text or csv [default: text where every tile is one character].",
        };
        Option<string?> tileset = Arguments.Path(
            "--tileset", "legend.json that names the image to draw the contact sheet with.", "LEGEND");
        Option<int> scale = Arguments.Whole("--scale",
            "Pixels a tile, or, with --tileset, how often each pixel is repeated [default: what suits the sheet].", null, 1, 64);
        var png = new Option<bool>("--png") { Description = "Also write a picture of every single map." };
        Option<bool> json = Arguments.Json();
        var command = new Command("sample",
            $"Draws new maps from a model: one file a map, and a contact sheet of the first ones, {MapOutput.MostOnSheet} at most.")
        {
            model, steps, count, seed, backend, output, force, format, tileset, scale, png, json,
        };
        foreach (Option option in solver.All.Concat(classes.All)) command.Add(option);
        command.SetAction(parsed =>
        {
            int evaluations = parsed.GetValue(steps), maps = parsed.GetValue(count);
            ulong first = parsed.GetValue(seed);
            using SampleSource source = SampleSource.Open(parsed.GetRequiredValue(model), parsed.GetValue(backend));
            (int label, double guidance) = classes.Read(parsed, source.Model);
            Solver chosen = solver.Read(parsed, () => source.Model.SolverFor(evaluations));
            MapWriter writer = new MapOutput
            {
                Folder = parsed.GetValue(output) ?? UsualFolder,
                Tiles = source.Model.Tiles,
                Format = parsed.GetResult(format) is null ? null : parsed.GetValue(format),
                Legend = parsed.GetValue(tileset) is { } legend ? Legend.Read(legend) : null,
                Scale = parsed.GetValue(scale) is > 0 and var given ? given : null,
                Pictures = parsed.GetValue(png),
            }.Prepare(source.Model.Width, source.Model.Height, first, maps, parsed.GetValue(force));
            var request = new DrawRequest(chosen, evaluations, first, maps)
            {
                Guidance = guidance,
                Item = seed => new SampleItem(seed, Class: label),
            };
            Draw(terminal, source.Batches(request, terminal.Interrupt), writer, maps);
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(new
                {
                    Maps = writer.Results,
                    writer.Sheet,
                    writer.OnSheet,
                    Steps = evaluations,
                    Solver = chosen.ToString(),
                    source.Device,
                    MapsPerSecond = source.PerSecond,
                });
                return (int)ExitCode.Success;
            }
            terminal.Output.WriteLine(maps == 1
                ? $"Wrote {writer.Results.First()} (1 map)"
                : $"Wrote {writer.Results.First()} to {writer.Results.Last()} ({maps} maps)");
            terminal.Output.WriteLine($"Wrote {writer.Sheet}{(writer.OnSheet < maps ? $" (the first {writer.OnSheet} maps)" : "")}");
            terminal.Output.WriteLine($"{evaluations} evaluations a map with {chosen}, "
                + $"{source.PerSecond:0.0} maps/s on {source.Device}");
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static void Draw(Terminal terminal, IEnumerable<Drawn[]> batches, SampleWriter writer, int count)
    {
        Action<int> tell = NowAndThen(terminal.Error, count);
        try
        {
            foreach (Drawn[] batch in batches)
            {
                writer.Write(batch);
                tell(writer.Written);
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"{writer.Written:N0} of {count:N0} maps are written, each of them whole.");
            throw;
        }
        writer.Finish();
    }

    // Says how far it is every ten seconds.
    private static Action<int> NowAndThen(TextWriter writer, int count)
    {
        long said = Stopwatch.GetTimestamp();
        return drawn =>
        {
            if (Stopwatch.GetElapsedTime(said) < TimeSpan.FromSeconds(10) || drawn == count) return;
            said = Stopwatch.GetTimestamp();
            writer.WriteLine($"{drawn:N0} of {count:N0} maps");
        };
    }
}
