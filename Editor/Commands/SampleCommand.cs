using System.CommandLine;
using System.Diagnostics;
using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Maps;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Texts;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn sample</c>: new assets from a model.</summary>
internal sealed class SampleCommand
{
    private readonly Argument<string> _model = Arguments.ModelFile();
    private readonly Option<int> _steps = Arguments.Steps();
    private readonly Option<int> _count = Arguments.Whole("--count", "How many.", 64, 1, 1_000_000);
    private readonly Option<ulong> _seed = Arguments.Seed();
    private readonly SolverArguments _solver = new();
    private readonly ClassArguments _classes = new();
    private readonly Option<Backend> _backend = Arguments.Backend();

    private readonly Option<string?> _output = Arguments.Path("--output",
        "Folder to write maps or images to, made where it doesn't exist, or file for texts (.txt, or .jsonl with seeds) "
        + "[default: maps, images or texts.txt].", "PATH", "-o");

    private readonly Option<bool> _force = new("--force") { Description = "Overwrite what is there of the same seeds." };

    private readonly Option<int> _scale = Arguments.Whole("--scale",
        "Maps and images: pixels a tile on the contact sheet, or how often a picture's pixels are repeated [default: what suits the sheet].",
        null, 1, 64);

    private readonly Option<string[]> _ban = Arguments.Ban();
    private readonly MapArguments _maps;
    private readonly TextArguments _texts;
    private readonly Option<bool> _json = Arguments.Json();

    private SampleCommand() => (_maps, _texts) = (new MapArguments(_ban), new TextArguments(_ban));

    public static Command Create(Terminal terminal)
    {
        var sample = new SampleCommand();
        var command = new Command("sample", "Draws new assets from a model: one file a map or image, and a contact sheet of the first ones, "
            + $"{MapOutput.MostOnSheet} at most; or a file of texts.")
        {
            sample._model, sample._steps, sample._count, sample._seed, sample._backend, sample._output, sample._force, sample._scale,
            sample._ban, sample._json,
        };
        foreach (Option option in sample._solver.All.Concat(sample._classes.All).Concat(sample._maps.All).Concat(sample._texts.All))
            command.Add(option);
        command.SetAction(parsed => (int)sample.Run(terminal, parsed));
        return command;
    }

    private ExitCode Run(Terminal terminal, ParseResult parsed)
    {
        using SampleSource source = SampleSource.Open(parsed.GetRequiredValue(_model), parsed.GetValue(_backend));
        Model model = source.Model;
        Refuse(parsed, model);
        int steps = Arguments.Steps(parsed, _steps, model);
        (IReadOnlyList<int> classes, double guidance) = _classes.Read(parsed, model);
        Solver solver = _solver.Read(parsed, () => model.SolverFor(steps));
        var request = new DrawRequest(solver, steps, parsed.GetValue(_seed), parsed.GetValue(_count))
        {
            Guidance = guidance,
            Item = seed => new SampleItem(seed, Class: ClassOf(seed)),
        };
        if (model.Kind == AssetKind.Text)
        {
            if (classes.Count > 1) throw new RequestException("Texts are drawn of one class at a time: name it in --class.");
            return WriteTexts(terminal, parsed, source, request, classes[0] < 0 ? null : model.Classes[classes[0]]);
        }

        if (model.Kind == AssetKind.TileMap) request = Controlled(request, parsed, model, ClassOf);
        int? scale = parsed.GetValue(_scale) is > 0 and var given ? given : null;
        bool force = parsed.GetValue(_force);
        var provenance = new Provenance(
            Path.GetFileName(parsed.GetRequiredValue(_model)), model.ComputeHash(), steps, solver.ToString(), guidance);
        SampleWriter writer = model.Kind == AssetKind.Image
            ? ImageWriter.Prepare(model, parsed.GetValue(_output) ?? "images", request.FirstSeed, request.Count, scale, force, RecordOf)
            : _maps.Output(parsed, model, parsed.GetValue(_output) ?? "maps", scale, RecordOf)
                .Prepare(model.Width, model.Height, request.FirstSeed, request.Count, force);
        UnmetMap[] unmet = Draw(terminal, source.Batches(request, terminal.Interrupt), writer, request.Count);
        Report(terminal, parsed, source, request, writer, unmet);
        return unmet.Length == 0 ? ExitCode.Success : ExitCode.Unmet;

        int ClassOf(ulong seed) => classes[(int)(seed % (ulong)classes.Count)];

        IReadOnlyList<KeyValuePair<string, string>> RecordOf(ulong seed) =>
            provenance.Of(seed, ClassOf(seed) is >= 0 and var label ? model.Classes[label] : null);
    }

    private DrawRequest Controlled(DrawRequest request, ParseResult parsed, Model model, Func<ulong, int> classOf)
    {
        SampleRequest control = _maps.Control(parsed, model) with
        {
            Steps = request.Steps, Solver = request.Solver, Guidance = request.Guidance,
        };
        Func<SampleRequest, MapRequest>? further = _maps.Further(parsed, model);
        // Whether that can be drawn is said before anything is made.
        StepTable table = model.Flow.Steps(request.Solver, request.Steps, control.From);
        SampledData.Of(model.Flow, model.Network).Check(Of(request.FirstSeed).ItemFor(model), table);
        if (further is not null) _ = new MapDrawing(model, further(Of(request.FirstSeed)));
        return request with
        {
            From = control.From,
            Item = seed => Of(seed).ItemFor(model),
            Map = further is null ? null : seed => further(Of(seed)),
        };

        SampleRequest Of(ulong seed) =>
            control with { Seed = seed, Class = classOf(seed) is >= 0 and var label ? model.Classes[label] : null };
    }

    // An option that would have no effect is a mistake that someone should hear of.
    private void Refuse(ParseResult parsed, Model model)
    {
        IEnumerable<Option> foreign = model.Kind switch
        {
            AssetKind.TileMap => _texts.All,
            AssetKind.Image => _texts.All.Concat(_maps.All).Append(_ban),
            _ => _maps.All.Append(_scale),
        };
        if (foreign.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } wrong)
            throw new RequestException($"{wrong.Name} has no meaning for this model, which makes {InspectCommand.Kind(model)}; leave it out.");
    }

    // A map that misses checks: it is written all the same.
    private sealed record UnmetMap(ulong Seed, IReadOnlyList<string> Reasons);

    private void Report(
        Terminal terminal, ParseResult parsed, SampleSource source, DrawRequest request, SampleWriter writer, UnmetMap[] unmet)
    {
        if (unmet.Length > 0)
        {
            terminal.Error.WriteLine($"{unmet.Length:N0} of {request.Count:N0} maps miss a check; the nearest that were found are written. "
                + $"Seed {unmet[0].Seed}: {string.Join("; ", unmet[0].Reasons)}. More --redraws may help.");
        }
        if (parsed.GetValue(_json))
        {
            terminal.WriteJson(new
            {
                Files = writer.Results,
                writer.Sheet,
                writer.OnSheet,
                Unmet = unmet,
                request.Steps,
                Solver = request.Solver.ToString(),
                source.Device,
                source.PerSecond,
            });
            return;
        }
        terminal.Output.WriteLine(request.Count == 1
            ? $"Wrote {writer.Results.First()}"
            : $"Wrote {writer.Results.First()} to {writer.Results.Last()} ({request.Count})");
        terminal.Output.WriteLine($"Wrote {writer.Sheet}{(writer.OnSheet < request.Count ? $" (the first {writer.OnSheet})" : "")}");
        terminal.Output.WriteLine(Speed(source, request));
    }

    private static string Speed(SampleSource source, DrawRequest request) =>
        $"{request.Steps} evaluations each with {request.Solver}, {source.PerSecond:0.0} a second on {source.Device}";

    private static UnmetMap[] Draw(Terminal terminal, IEnumerable<Drawn[]> batches, SampleWriter writer, int count)
    {
        var unmet = new List<UnmetMap>();
        Action<int> tell = NowAndThen(terminal.Error, count);
        try
        {
            foreach (Drawn[] batch in batches)
            {
                writer.Write(batch);
                unmet.AddRange(batch.Where(drawn => drawn.Unmet.Count > 0)
                    .Select(drawn => new UnmetMap(drawn.Seed, [.. drawn.Unmet.Select(check => $"{check.Check}: {check.Reason}")])));
                tell(writer.Written);
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"{writer.Written:N0} of {count:N0} are written, each of them whole.");
            throw;
        }
        writer.Finish();
        return [.. unmet];
    }

    private ExitCode WriteTexts(Terminal terminal, ParseResult parsed, SampleSource source, DrawRequest request, string? label)
    {
        string path = parsed.GetValue(_output) ?? "texts.txt";
        OutputPath.RefuseTaken(path, parsed.GetValue(_force));
        TextRequest wanted = _texts.Read(parsed) with { Count = request.Count, Seed = request.FirstSeed, Class = label };
        TextDrawing drawing = TextDrawing.For(source.Model);
        OutputPath.Prepare(path);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<TextResult> results = drawing.Draw(wanted,
            items => [.. source.Draw(request, items, terminal.Interrupt).Select(drawn => drawn.Levels!)]);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        DrawnText[] texts = [.. results.Where(result => result.Text is not null).Select(result => new DrawnText(result.Text!, result.Seed, label))];
        AssetOutput.Write(path, path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
            ? TextOutput.JsonLines(texts)
            : TextOutput.Lines([.. texts.Select(text => text.Text)]));
        int unmet = results.Count - texts.Length;
        if (unmet > 0)
        {
            TextProblems problems = results.Where(result => result.Text is null).Aggregate(TextProblems.None, (all, result) => all | result.Problems);
            terminal.Error.WriteLine($"{unmet} of {results.Count} texts could not be drawn in {wanted.MostTries} tries each ({problems}). "
                + "Ask for fewer, or take another seed or wider lengths.");
        }
        if (parsed.GetValue(_json))
        {
            terminal.WriteJson(new
            {
                File = path,
                Texts = texts,
                Unmet = unmet,
                request.Steps,
                Solver = request.Solver.ToString(),
                source.Device,
                PerSecond = results.Count / seconds,
            });
        }
        else
        {
            terminal.Output.WriteLine($"Wrote {path} ({texts.Length} texts): {string.Join(", ", texts.Take(8).Select(text => Shown(text.Text)))}, …");
            terminal.Output.WriteLine($"{request.Steps} evaluations each with {request.Solver}, {results.Count / seconds:0.0} a second on {source.Device}");
        }
        return unmet == 0 ? ExitCode.Success : ExitCode.Unmet;

        static string Shown(string text) => text.Length <= 40 ? text.Replace('\n', ' ') : text[..40].Replace('\n', ' ') + "…";
    }

    // Says how far it is every ten seconds.
    private static Action<int> NowAndThen(TextWriter writer, int count)
    {
        long said = Stopwatch.GetTimestamp();
        return drawn =>
        {
            if (Stopwatch.GetElapsedTime(said) < TimeSpan.FromSeconds(10) || drawn == count) return;
            said = Stopwatch.GetTimestamp();
            writer.WriteLine($"{drawn:N0} of {count:N0}");
        };
    }
}
