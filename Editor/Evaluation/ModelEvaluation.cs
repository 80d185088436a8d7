using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;
using BfnProcGen.Training.Networks;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>One row of the quality table.</summary>
/// <param name="Evaluations">Network evaluations a map.</param>
/// <param name="Asked">The solver as it was asked for.</param>
/// <param name="Solver">The solver it was.</param>
/// <param name="Score">How its maps compare with the real ones.</param>
/// <param name="MapsPerSecond">Speed.</param>
internal sealed record QualityRow(int Evaluations, string Asked, string Solver, MapScore Score, double MapsPerSecond);

/// <summary>Measures one model against one folder of real maps.</summary>
internal sealed class ModelEvaluation
{
    // More windows of large maps than this tell no more.
    private const int MostWindows = 512;

    private readonly Terminal _terminal;
    private readonly SampleSource _source;
    private readonly TileWindows _real;

    /// <exception cref="AssetException">
    /// The folder has errors, tiles that the model doesn't know, or maps smaller than the model's.
    /// </exception>
    public ModelEvaluation(Terminal terminal, SampleSource source, string assetFolder)
    {
        (_terminal, _source) = (terminal, source);
        TileMapFolder folder = TileMapFolder.Read(assetFolder);
        folder.ThrowIfUnusable();
        IReadOnlyList<MapFile> maps = folder.MapsIn(source.Model.Tiles);
        Count = maps.Count;
        if (maps.FirstOrDefault(file => file.Map.Width < source.Model.Width || file.Map.Height < source.Model.Height) is { } small)
        {
            throw new AssetException(small.Name,
                $"The map has {small.Map.Width}×{small.Map.Height} tiles; the model's have {source.Model.Width}×{source.Model.Height}.",
                "Compare with maps of at least that size.");
        }
        _real = TileWindows.Of([.. maps.Select(file => file.Map)], new CropSize(source.Model.Width, source.Model.Height));
    }

    /// <summary>Number of real maps.</summary>
    public int Count { get; }

    /// <summary>The likelihood at each number of steps, and in continuous time.</summary>
    public LikelihoodEstimate[] Likelihood(IEnumerable<int> steps, int repeats)
    {
        using var network = new TorchNetwork(_source.Model.Network, _source.Model.Weights, TorchDevice.Parse("auto"));
        var likelihood = new Likelihood(_source.Model.Flow, network) { Repeats = repeats };
        byte[][] maps = _real.Spread(MostWindows);
        var items = new ItemBatch([.. maps.SelectMany(map => map.Select(cell => (float)cell))], Array.ConvertAll(maps, _ => -1));
        return [.. steps.Select(n => (int?)n).Append(null).Select(n =>
        {
            _terminal.Interrupt.ThrowIfCancellationRequested();
            _terminal.Error.WriteLine($"likelihood of {maps.Length} maps {(n is null ? "in continuous time" : $"at {n} steps")}");
            return likelihood.Estimate(items, n, cancellation: _terminal.Interrupt);
        })];
    }

    /// <summary>Draws maps with each solver at each number of evaluations and scores them.</summary>
    public List<QualityRow> Quality(IReadOnlyList<int> steps, IReadOnlyList<(string Text, Solver? Solver)> solvers, int count, ulong seed)
    {
        var scorer = new MapScorer(_real);
        var rows = new List<QualityRow>();
        foreach (int evaluations in steps)
        {
            foreach ((string text, Solver? asked) in solvers)
            {
                Solver solver = asked ?? _source.Model.SolverFor(evaluations);
                Drawn[] maps = _source.Draw(new DrawRequest(solver, evaluations, seed, count), _terminal.Interrupt);
                MapScore score = scorer.Score(Array.ConvertAll(maps, map => map.Levels!));
                rows.Add(new QualityRow(evaluations, text, solver.ToString(), score, _source.PerSecond));
                _terminal.Error.WriteLine($"{evaluations} evaluations, {text}: "
                    + $"Jensen–Shannon {score.JensenShannon:0.0000} bits, {_source.PerSecond:0.0} maps/s");
            }
        }
        return rows;
    }
}
