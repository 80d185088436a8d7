using System.Diagnostics;
using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Evaluation;

/// <summary>
/// Chooses solver, noise and time grid for each number of network evaluations, by sampling with many and scoring the maps against the
/// training maps. Every candidate gets the same seeds, so that differences are the candidates' own.
/// </summary>
/// <remarks>
/// For each number: first the power of the time grid, near the power that was best for the neighbouring number (fewer evaluations want
/// larger powers); then noise and the grid's end at that power; then the best two again, on more and other seeds. For many evaluations,
/// where solvers differ little and sampling is slow, only a few candidates are compared.
/// </remarks>
public sealed class SolverSearch(DiscreteFlow flow, INetworkEvaluator network, TileWindows training)
{
    // The most useful numbers first: when time is up, the others take over the choice of their nearest neighbour.
    private static readonly int[] Order = [8, 4, 6, 3, 2, 12, 16, 32, 100];
    private static readonly double[] Powers = [1, 1.4, 1.8, 2.2, 3, 4];
    private const int FewestForAncestral = 12, MostForRefinement = 16;

    private readonly PlainSampler _sampler = new(flow, network);
    private readonly MapScorer _scorer = new(training);
    private readonly Stopwatch _clock = new();
    private int _maps;

    /// <summary>Maps sampled for each candidate, or fewer where that would take too long; the best two are compared on twice as many.</summary>
    public int Maps { get; init; } = 128;

    /// <summary>No candidate is begun after this time.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(2.5);

    /// <summary>Searches; a cancellation returns what was found until then.</summary>
    public IReadOnlyList<SolverChoice> Run(IProgress<SolverSearchProgress>? progress = null, CancellationToken cancellation = default)
    {
        _clock.Restart();
        _maps = Affordable();
        var choices = new List<SolverChoice>();
        // The work is the number of evaluations of the network for each map, roughly.
        double all = Order.Sum(Work), done = 0;
        foreach (int evaluations in Order)
        {
            if (IsOver(cancellation)) break;
            progress?.Report(new SolverSearchProgress(done / all, evaluations, null));
            SolverChoice? best = Search(evaluations, choices, cancellation);
            if (best is null) break;
            choices.Add(best);
            done += Work(evaluations);
            progress?.Report(new SolverSearchProgress(done / all, evaluations, best));
        }
        return [.. choices.OrderBy(choice => choice.Evaluations)];
    }

    private static double Work(int evaluations) => evaluations <= MostForRefinement ? 12 * evaluations : 3 * evaluations;

    /// <summary>
    /// What is minimised: the pattern divergence, and with it patterns and places that real maps don't have (broken walls are some of
    /// these), copies and repetitions (the price that noise and many evaluations pay for soundness).
    /// </summary>
    public static double Cost(MapScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return score.JensenShannon + 2 * (score.Unseen + score.Misplaced) + 0.1 * (score.Copies + score.Duplicates);
    }

    private SolverChoice? Search(int evaluations, List<SolverChoice> earlier, CancellationToken cancellation)
    {
        var tried = new List<SolverChoice>();
        if (evaluations > MostForRefinement)
        {
            Solver near = Neighbour(evaluations, earlier)?.Solver ?? new Solver { Grid = TimeGrid.WithPower(1.4) };
            Try([near, near with { Grid = TimeGrid.WithPower(1.4) }, Solver.Ancestral], _maps / 2);
            return Best();
        }

        Try(NearbyPowers(evaluations, earlier).Select(power => new Solver { Grid = TimeGrid.WithPower(power) }), _maps);
        if (Best() is not { } first) return null;
        double power = first.Solver.Grid.Power!.Value;
        List<Solver> variants =
        [
            first.Solver with { NoiseExponent = 0.5 },
            first.Solver with { NoiseExponent = 1 },
            first.Solver with { FinalNoiseExponent = 2 },
            first.Solver with { Grid = TimeGrid.WithPower(power, 0.5) },
            first.Solver with { Grid = TimeGrid.WithPower(power, 1) },
        ];
        if (evaluations >= FewestForAncestral) variants.Add(Solver.Ancestral);
        Try(variants, _maps);

        Solver[] finalists = [.. tried.OrderBy(choice => Cost(choice.Score)).Take(2).Select(choice => choice.Solver)];
        if (IsOver(cancellation)) return Best();
        tried.Clear();
        Try(finalists, 2 * _maps, firstSeed: (ulong)_maps);
        return Best() ?? first;

        void Try(IEnumerable<Solver> solvers, int maps, ulong firstSeed = 0)
        {
            foreach (Solver solver in solvers.Distinct())
            {
                if (IsOver(cancellation)) return;
                tried.Add(new SolverChoice(evaluations, solver, Score(solver, evaluations, maps, firstSeed)));
            }
        }

        SolverChoice? Best() => tried.MinBy(choice => Cost(choice.Score));
    }

    private bool IsOver(CancellationToken cancellation) => _clock.Elapsed > Budget || cancellation.IsCancellationRequested;

    // As many maps as let the whole search end in time, by the speed of a few; the second time, as the first takes memory and compiles.
    private int Affordable()
    {
        const int Tried = 16, Fewest = 16;
        double seconds = 0;
        for (int time = 0; time < 2; time++)
        {
            long start = Stopwatch.GetTimestamp();
            Score(new Solver(), Order[0], Tried, 0);
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / (Tried * Order[0]);
        }
        return (int)Math.Clamp(Budget.TotalSeconds / (seconds * Order.Sum(Work)), Math.Min(Fewest, Maps), Maps);
    }

    private MapScore Score(Solver solver, int evaluations, int maps, ulong firstSeed)
    {
        SampleItem[] items = [.. Enumerable.Range(0, maps).Select(i => new SampleItem(firstSeed + (ulong)i))];
        return _scorer.Score(_sampler.Sample(flow.Steps(solver, evaluations), items));
    }

    private static SolverChoice? Neighbour(int evaluations, List<SolverChoice> earlier) =>
        earlier.Where(choice => !choice.Solver.IsAncestral).MinBy(choice => Math.Abs(Math.Log((double)choice.Evaluations / evaluations)));

    // All powers for the first number, then the neighbour's and those beside it.
    private static IEnumerable<double> NearbyPowers(int evaluations, List<SolverChoice> earlier)
    {
        if (Neighbour(evaluations, earlier)?.Solver.Grid.Power is not { } power) return Powers;
        int at = Array.IndexOf(Powers, power), fewer = evaluations < earlier[0].Evaluations ? 2 : 1;
        return Powers[Math.Max(0, at - 1)..Math.Min(Powers.Length, at + 1 + fewer)];
    }
}
