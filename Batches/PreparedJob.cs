using BfnProcGen.AssetFiles;
using BfnProcGen.Flows;
using BfnProcGen.Maps;
using BfnProcGen.Models;

namespace BfnProcGen.Batches;

/// <summary>A job with its model: whatever can be found wrong before anything is drawn is refused here.</summary>
internal sealed class PreparedJob
{
    private const int UsualSheet = 256, UsualTexts = 1000;

    /// <summary>Looks a job over.</summary>
    /// <exception cref="RequestException">The job doesn't fit the model, or makes no sense; says why.</exception>
    /// <exception cref="AssetException">The legend can't be used.</exception>
    public PreparedJob(BatchJob job, Model model)
    {
        (Job, Model, Steps) = (job, model, job.Steps ?? model.UsualEvaluations);
        RefuseForeign();
        Format = FormatOf();
        Labels = LabelsOf();
        Solver = SolverOf();
        if (job.Guidance > 0 && job.Classes is null) throw Wrong("\"guidance\" needs \"classes\" to guide towards.");
        Provenance = new Provenance(Path.GetFileName(job.Model), model.ComputeHash(), Steps, Solver.ToString(), job.Guidance);
        PerFile = PerFileOf();
        CheckSize();
        CheckPattern();
        model.Flow.Steps(Solver, Steps);
        Requests = new BatchRequests(this);
        Encoder = new BatchEncoder(this);
    }

    /// <summary>What was asked for.</summary>
    public BatchJob Job { get; }

    /// <summary>What draws it.</summary>
    public Model Model { get; }

    /// <summary>How it is written.</summary>
    public BatchFormat Format { get; }

    /// <summary>The classes that seeds take in turn; a single null for any.</summary>
    public IReadOnlyList<string?> Labels { get; }

    /// <summary>Network evaluations.</summary>
    public int Steps { get; }

    /// <summary>How noise becomes a sample.</summary>
    public Solver Solver { get; }

    /// <summary>What is recorded.</summary>
    public Provenance Provenance { get; }

    /// <summary>What is asked of the runtime.</summary>
    public BatchRequests Requests { get; }

    /// <summary>Makes files of what is drawn.</summary>
    public BatchEncoder Encoder { get; }

    /// <summary>How many share a file.</summary>
    public int PerFile { get; }

    /// <summary>Whether maps are larger than what the model draws at once.</summary>
    public bool IsWorld => Job.Size is { } size && size != (Model.Width, Model.Height);

    /// <summary>The model's name in paths.</summary>
    public string ModelName => Path.GetFileNameWithoutExtension(Job.Model);

    /// <summary>The format of maps that are written as such.</summary>
    public MapFormat? MapFormat => Model.Kind != AssetKind.TileMap ? null : Format switch
    {
        BatchFormat.Txt => AssetFiles.MapFormat.Text,
        BatchFormat.Csv => AssetFiles.MapFormat.Csv,
        BatchFormat.Tmx => AssetFiles.MapFormat.Tmx,
        BatchFormat.Tmj => AssetFiles.MapFormat.Tmj,
        BatchFormat.Ldtk => AssetFiles.MapFormat.Ldtk,
        _ => null,
    };

    /// <summary>The class that a seed asks for; null for any.</summary>
    public string? LabelOf(ulong seed) => Labels[(int)(seed % (ulong)Labels.Count)];

    /// <summary>An error of this job.</summary>
    public RequestException Wrong(string problem) => new($"The job of '{Job.Output.Text}': {problem}");

    private bool IsSheet => Format is BatchFormat.Atlas or BatchFormat.AtlasList;

    // A key that would have no effect is a mistake that someone should hear of.
    private void RefuseForeign()
    {
        (string Key, bool IsGiven, AssetKind[] For)[] keys =
        [
            ("known", Job.Known.Count > 0, [AssetKind.TileMap]), ("wrap", Job.Wrap != Wrap.None, [AssetKind.TileMap]),
            ("overlap", Job.Overlap is not null, [AssetKind.TileMap]), ("tileset", Job.TileSet is not null, [AssetKind.TileMap]),
            ("ban", Job.Ban.Count > 0, [AssetKind.TileMap, AssetKind.Text]),
            ("size", Job.Size is not null, [AssetKind.TileMap, AssetKind.Image]),
            ("min_length", Job.MinLength > 1, [AssetKind.Text]), ("max_length", Job.MaxLength is not null, [AssetKind.Text]),
            ("text_pattern", Job.TextPattern is not null, [AssetKind.Text]), ("new", Job.OnlyNew, [AssetKind.Text]),
        ];
        if (keys.FirstOrDefault(key => key.IsGiven && !key.For.Contains(Model.Kind)) is { Key: { } foreign })
            throw Wrong($"\"{foreign}\" has no meaning for '{Job.Model}', which makes {Made}; leave it out.");
    }

    private string Made => Model.Kind switch { AssetKind.TileMap => "tile maps", AssetKind.Image => "images", _ => "texts" };

    private BatchFormat FormatOf()
    {
        BatchFormat[] possible = Model.Kind switch
        {
            AssetKind.Image => [BatchFormat.Png, BatchFormat.Atlas, BatchFormat.AtlasList],
            AssetKind.Text => [BatchFormat.Jsonl, BatchFormat.Txt],
            _ => [BatchFormat.Txt, BatchFormat.Csv, BatchFormat.Tmx, BatchFormat.Tmj, BatchFormat.Ldtk, BatchFormat.Png],
        };
        if (Job.Format is not { } asked)
            return Model.Kind == AssetKind.TileMap && !Model.Tiles.All(tile => TextGrid.IsSymbol(tile.Symbol))
                ? BatchFormat.Csv
                : possible[0];
        return possible.Contains(asked) ? asked : throw Wrong($"'{Job.Model}' makes {Made}, which are not written as {Word(asked)}: "
            + $"take {string.Join(", ", possible.Select(Word))}.");
    }

    private static string Word(BatchFormat format) => format == BatchFormat.AtlasList ? "atlas-list" : format.ToString().ToLowerInvariant();

    private string?[] LabelsOf()
    {
        if (Job.Classes is not { } asked) return [null];
        if (Model.Classes.Count == 0) throw Wrong($"'{Job.Model}' knows no classes; leave out \"classes\".");
        if (asked.FirstOrDefault(name => !Model.Classes.Contains(name)) is { } unknown)
            throw Wrong($"'{Job.Model}' knows no class '{unknown}'; {KeySuggestion.For(unknown, [.. Model.Classes])}");
        string[] labels = [.. asked.Count > 0 ? asked : Model.Classes];
        if (Job.Output.Has("class")
            && labels.FirstOrDefault(name => name is "" or "." or ".." || name.IndexOfAny(['/', '\\', '\0', ':']) >= 0) is { } bad)
            throw Wrong($"The class '{bad}' can't be part of a path: leave {{class}} out of \"output\".");
        return labels;
    }

    private Solver SolverOf()
    {
        Solver solver = SolverText.Parse(Job.Solver) ?? Model.SolverFor(Steps);
        if (Job.Temperature is { } temperature) solver = solver with { Temperature = temperature };
        if (Job.MinP is { } minP) solver = solver with { MinP = minP };
        solver.Validate();
        return solver;
    }

    private int PerFileOf()
    {
        int? usual = IsSheet ? Math.Min(UsualSheet, AtlasWriter.Capacity(Model.Width, Model.Height))
            : Format == BatchFormat.Ldtk ? 1
            : Model.Kind == AssetKind.Text ? UsualTexts
            : null;
        if (usual is null) return Job.PerFile is null ? 1 : throw Wrong($"\"per_file\" has no meaning for {Word(Format)}; leave it out.");
        int perFile = Job.PerFile ?? usual.Value;
        int room = AtlasWriter.Capacity(Model.Width, Model.Height);
        if (IsSheet && perFile > room)
            throw Wrong($"A sheet has room for {room} images of this size, not for {perFile} (\"per_file\").");
        return perFile;
    }

    private void CheckSize()
    {
        if (Job.Overlap is not null && !IsWorld) throw Wrong("\"overlap\" is for maps larger than the model's; give a \"size\".");
        if (!IsWorld) return;
        if (Model.Kind != AssetKind.TileMap || Job.Size is not { } size)
            throw Wrong($"'{Job.Model}' makes images of {Model.Width}×{Model.Height}; leave out \"size\".");
        if (size.Width < Model.Width || size.Height < Model.Height)
            throw Wrong($"The size of {size.Width}×{size.Height} is smaller than the model's {Model.Width}×{Model.Height}.");
        if (Job.Known.Count > 0 || Job.Ban.Count > 0 || Job.Wrap != Wrap.None)
            throw Wrong("Maps larger than the model's take neither \"known\" nor \"ban\" nor \"wrap\".");
    }

    private void CheckPattern()
    {
        string extension = IsSheet ? ".png" : $".{Word(Format)}";
        if (!Job.Output.Text.EndsWith(extension, StringComparison.Ordinal))
            throw Wrong($"\"output\" must end with '{extension}' for the format {Word(Format)}.");
        if (Job.Output.Has("file") && PerFile == 1) throw Wrong("{file} numbers files of several; take {index}, or raise \"per_file\".");
    }
}
