using System.CommandLine;
using System.Diagnostics;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn sample</c>: new maps from a model.</summary>
internal static class SampleCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = Arguments.ModelFile();
        Option<int> steps = Arguments.Steps();
        Option<int> count = Arguments.Whole("--count", "How many maps.", 64, 1, 1_000_000);
        Option<ulong> seed = Arguments.Seed();
        var solver = new SolverArguments();
        Option<Backend> backend = Arguments.Backend();
        var output = new Option<string>("--output", "-o") { Description = "Folder to write to; it is made where it doesn't exist.", DefaultValueFactory = _ => "maps", HelpName = "DIR" };
        var force = new Option<bool>("--force") { Description = "Overwrite maps of the same seeds." };
        var format = new Option<MapFormat>("--format") { Description = "How maps are written: text or csv [default: text where every tile is one character]." };
        var tileset = new Option<string?>("--tileset") { Description = "legend.json that names the image to draw the contact sheet with.", HelpName = "LEGEND" };
        Option<int> scale = Arguments.Whole("--scale", "Pixels a tile, or, with --tileset, how often each pixel is repeated [default: what suits the sheet].", null, 1, 64);
        var png = new Option<bool>("--png") { Description = "Also write a picture of every single map." };
        Option<bool> json = Arguments.Json();
        var command = new Command("sample", "Draws new maps from a model: one file a map, and a contact sheet.") { model, steps, count, seed, backend, output, force, format, tileset, scale, png, json };
        foreach (Option option in solver.All) command.Add(option);
        command.SetAction(parsed =>
        {
            int evaluations = parsed.GetValue(steps), maps = parsed.GetValue(count);
            using MapSource source = MapSource.Open(parsed.GetRequiredValue(model), parsed.GetValue(backend));
            Solver chosen = solver.Read(parsed, () => source.Model.SolverFor(evaluations));
            var files = new MapOutput
            {
                Folder = parsed.GetRequiredValue(output),
                Tiles = source.Model.Tiles,
                Format = parsed.GetResult(format) is null ? null : parsed.GetValue(format),
                Legend = parsed.GetValue(tileset) is { } legend ? Legend.Read(legend) : null,
                Scale = parsed.GetValue(scale) is > 0 and var given ? given : null,
                Pictures = parsed.GetValue(png),
            };
            files.Prepare(source.Model.Width, source.Model.Height, parsed.GetValue(seed), maps, parsed.GetValue(force));
            TileMap[] drawn = source.Draw(chosen, evaluations, parsed.GetValue(seed), maps, terminal.Interrupt, NowAndThen(terminal.Error, maps));
            MapOutput.Written written = files.Write(drawn, parsed.GetValue(seed));
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(new { written.Maps, written.Sheet, Steps = evaluations, Solver = chosen.ToString(), source.Device, source.MapsPerSecond });
                return (int)ExitCode.Success;
            }
            terminal.Output.WriteLine($"Wrote {written.Maps[0]}{(maps > 1 ? $" to {written.Maps[^1]}" : "")} ({maps} {(maps == 1 ? "map" : "maps")})");
            terminal.Output.WriteLine($"Wrote {written.Sheet}{(written.OnSheet < maps ? $" (the first {written.OnSheet})" : "")}");
            terminal.Output.WriteLine($"{evaluations} evaluations a map with {chosen}, {source.MapsPerSecond:0.0} maps/s on {source.Device}");
            return (int)ExitCode.Success;
        });
        return command;
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
