using BfnProcGen.Maps;
using BfnProcGen.Models;
using BfnProcGen.Texts;
using BfnProcGen.World;

namespace BfnProcGen.Batches;

/// <summary>What a job asks of the runtime, item by item.</summary>
internal sealed class BatchRequests
{
    private readonly PreparedJob _job;
    private readonly MapRules? _rules;

    /// <summary>Looks it over as the runtime would, before anything is drawn.</summary>
    /// <exception cref="RequestException">It can't be drawn, or contradicts itself; says why.</exception>
    public BatchRequests(PreparedJob job)
    {
        _job = job;
        Model model = job.Model;
        if (model.Kind == AssetKind.TileMap)
        {
            MapRules banned = job.Job.Ban.Aggregate(MapRules.None, (rules, tile) => rules.Ban(tile));
            _rules = job.Job.Known.Aggregate(banned, (rules, known) => rules.Know(known.Area, known.Tile));
        }
        var any = new BatchItem(job.Job.FirstSeed, 0, job.LabelOf(job.Job.FirstSeed));
        if (model.Kind == AssetKind.Text) TextDrawing.For(model).Draw(OfTexts(any.Label, []), _ => []);
        else if (job.IsWorld) ChunkGrid.Of(model, OfWorld(any));
        else Of(any).ItemFor(model);
    }

    /// <summary>A map or an image.</summary>
    public SampleRequest Of(BatchItem item) => new()
    {
        Seed = item.Seed, Steps = _job.Steps, Solver = _job.Solver, Class = item.Label, Guidance = _job.Job.Guidance, Rules = _rules,
    };

    /// <summary>A world that a larger map is cut from.</summary>
    public WorldOptions OfWorld(BatchItem item) => new()
    {
        Seed = item.Seed, Steps = _job.Steps, Solver = _job.Solver, Class = item.Label, Guidance = _job.Job.Guidance,
        OverlapX = _job.Job.Overlap?.X, OverlapY = _job.Job.Overlap?.Y,
    };

    /// <summary>Texts of a class.</summary>
    public TextRequest OfTexts(string? label, IReadOnlyList<ulong> seeds) => new()
    {
        Seeds = seeds, Class = label, MinLength = _job.Job.MinLength, MaxLength = _job.Job.MaxLength,
        Pattern = _job.Job.TextPattern, Banned = _job.Job.Ban, OnlyNew = _job.Job.OnlyNew,
    };
}
