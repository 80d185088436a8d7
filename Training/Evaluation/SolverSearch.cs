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

    /// <summary>Maps sampled for each candidate; the best two are compared on twice as many.</summary>
    public int Maps { get; init; } = 128;

    /// <summary>No new number of evaluations is begun after this time.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(2.5);

    /// <summary>Searches; a cancellation returns what was found until then.</summary>
    public IReadOnlyList<SolverChoice> Run(IProgress<SolverSearchProgress>? progress = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var choices = new List<SolverChoice>();
        // The work is the number of evaluations of the network, roughly.
        double all = Order.Sum(Work), done = 0;
        foreach (int evaluations in Order)
        {
            if (clock.Elapsed > Budget || cancellation.IsCancellationRequested) break;
            progress?.Report(new SolverSearchProgress(done / all, evaluations, null));
            SolverChoice? best = Search(evaluations, choices, cancellation);
            if (best is null) break;
            choices.Add(best);
            done += Work(evaluations);
            progress?.Report(new SolverSearchProgress(done / all, evaluations, best));
        }
        return [.. choices.OrderBy(choice => choice.Evaluations)];

        static double Work(int evaluations) => evaluations <= MostForRefinement ? 12 * evaluations : 3 * evaluations;
    }

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
            Try([near, near with { Grid = TimeGrid.WithPower(1.4) }, Solver.Ancestral], Maps / 2);
            return Best();
        }

        Try(NearbyPowers(evaluations, earlier).Select(power => new Solver { Grid = TimeGrid.WithPower(power) }), Maps);
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
        Try(variants, Maps);

        Solver[] finalists = [.. tried.OrderBy(choice => Cost(choice.Score)).Take(2).Select(choice => choice.Solver)];
        if (cancellation.IsCancellationRequested) return Best();
        tried.Clear();
        Try(finalists, 2 * Maps, firstSeed: (ulong)Maps);
        return Best() ?? first;

        void Try(IEnumerable<Solver> solvers, int maps, ulong firstSeed = 0)
        {
            foreach (Solver solver in solvers.Distinct())
            {
                if (cancellation.IsCancellationRequested) return;
                tried.Add(new SolverChoice(evaluations, solver, Score(solver, evaluations, maps, firstSeed)));
            }
        }

        SolverChoice? Best() => tried.MinBy(choice => Cost(choice.Score));
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
