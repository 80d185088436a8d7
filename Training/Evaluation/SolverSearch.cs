using System.Diagnostics;
using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Training.Evaluation;

/// <summary>
/// Chooses solver, noise and time grid for each number of network evaluations, by sampling with many and scoring what comes of it
/// against what was learnt. Every candidate gets the same seeds, so that differences are the candidates' own.
/// </summary>
/// <remarks>
/// For each number: first the power and the end of the time grid together, near the power that was best for the neighbouring number (fewer
/// evaluations want larger powers, and a later end wants a larger power); then noise on that grid; then, of text, min-p;
/// then the best of them again, on more and other seeds. Where cells take turns there is one grid, and noise and min-p are compared. For many
/// evaluations, where solvers differ little and sampling is slow, only a few candidates are compared.
/// </remarks>
public sealed class SolverSearch(Flow flow, INetworkEvaluator network, ISampleScorer scorer)
{
    // The most useful numbers first: when time is up, the others take over the choice of their nearest neighbour.
    private static readonly int[] Order = [8, 4, 6, 3, 2, 12, 16, 32, 100];
    private static readonly double[] Powers = [1, 1.4, 1.8, 2.2, 2.6, 3, 4];
    private static readonly double[] Ends = [0.75, 1];
    private static readonly double[] MinPs = [0.02, 0.028, 0.04, 0.055, 0.075, 0.1, 0.15, 0.2, 0.3];
    private static readonly double[] Halfway = [1 / 1.17, 1.17]; // from one of them to its neighbours

    // Where cells take turns: each drawn in its turn, or with some turns' worth of a mean estimate, which suits few evaluations.
    private static readonly Solver[] Turns =
    [
        Solver.Ancestral, new Solver { Order = 1, NoiseExponent = 1, Grid = TimeGrid.WithPower(1, 1) },
        new Solver { Order = 1, NoiseExponent = double.PositiveInfinity, Grid = TimeGrid.WithPower(1, 1) },
    ];

    private const int FewestForAncestral = 12, MostForRefinement = 16, MostOfTurns = 400;

    private readonly LevelSampler _sampler = new(flow, network);
    private readonly Stopwatch _clock = new();
    private int _samples;

    /// <summary>Maps sampled for each candidate, or fewer where that would take too long; the best are compared on more.</summary>
    public int Maps { get; init; } = 192;

    /// <summary>No candidate is begun after this time.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Searches; a cancellation returns what was found until then.</summary>
    public IReadOnlyList<SolverChoice> Run(IProgress<SolverSearchProgress>? progress = null, CancellationToken cancellation = default)
    {
        _clock.Restart();
        _samples = Affordable();
        var choices = new List<SolverChoice>();
        double all = Numbers.Sum(Work), done = 0;
        foreach (int evaluations in Numbers)
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

    // Where cells take turns, an update each and the last evaluation are worth a search of their own: with fewer, some are drawn together.
    private int[] Numbers => flow is DiscreteFlow { Rolling.EvaluationsOfTurns: <= MostOfTurns and var turns } && !Order.Contains(turns)
        ? [.. Order.Where(evaluations => evaluations <= MostForRefinement), turns, .. Order.Where(evaluations => evaluations > MostForRefinement)]
        : Order;

    // In evaluations of the network for each of the maps, roughly.
    private double Work(int evaluations) =>
        (evaluations <= MostForRefinement ? scorer is TextScorer ? 52 : 16 : flow is DiscreteFlow { Rolling: not null } ? 3 : 1.5) * evaluations;

    private SolverChoice? Search(int evaluations, List<SolverChoice> earlier, CancellationToken cancellation)
    {
        var tried = new List<SolverChoice>();
        if (flow is DiscreteFlow { Rolling: not null })
        {
            double minP = evaluations > MostForRefinement ? Nearest(evaluations, earlier)?.Solver.MinP ?? 0 : 0;
            Try(Turns.Select(solver => solver with { MinP = minP }), _samples);
            SolverChoice? drawn = Best();
            return evaluations > MostForRefinement ? drawn : Sharpened() ?? drawn;
        }
        if (evaluations > MostForRefinement)
        {
            Solver near = Neighbour(evaluations, earlier)?.Solver ?? new Solver { Grid = TimeGrid.WithPower(1.4) };
            Try([near, near with { Grid = TimeGrid.WithPower(1.4) }, Solver.Ancestral with { MinP = near.MinP }], _samples / 2);
            return Best();
        }

        Solver like = Neighbour(evaluations, earlier)?.Solver ?? new Solver { NoiseExponent = 1 };
        Try(NearbyPowers(evaluations, earlier).SelectMany(power => Ends.Select(end => like with { Grid = TimeGrid.WithPower(power, end) })), _samples);
        if (Best() is not { } first) return null;
        List<Solver> variants =
        [
            .. new[] { 0, 0.5, 1, 2 }.Select(g => first.Solver with { NoiseExponent = g, FinalNoiseExponent = null }),
            first.Solver with { NoiseExponent = 0, FinalNoiseExponent = 2 },
            first.Solver with { Grid = first.Solver.Grid with { End = 0.5 } },
        ];
        if (evaluations >= FewestForAncestral) variants.Add(Solver.Ancestral);
        Try(variants.Except(tried.Select(choice => choice.Solver)), _samples);
        return Sharpened() ?? first;

        // The best with min-p, then the best of all again, and min-p between those. The score of text tells dull from sound; that of maps and
        // images sees too little of it. Little differences of min-p show in many texts only.
        SolverChoice? Sharpened()
        {
            bool isText = scorer is TextScorer;
            if (isText && Best() is { } best) Try(MinPs.Select(share => best.Solver with { MinP = share }), _samples);
            Solver[] finalists = [.. tried.OrderBy(choice => choice.Score.Cost).Take(isText ? 3 : 2).Select(choice => choice.Solver)];
            if (IsOver(cancellation)) return Best();
            tried.Clear();
            int many = (isText ? 6 : 2) * _samples;
            Try(finalists, many, firstSeed: (ulong)_samples);
            if (isText && Best() is { Solver: { MinP: > 0 } chosen })
            {
                IEnumerable<double> between = Halfway.Select(factor => Math.Round(chosen.MinP * factor, 3)).Where(share => share < MinPs[^1]);
                Try(between.Select(share => chosen with { MinP = share }), many, firstSeed: (ulong)_samples);
            }
            return Best();
        }

        void Try(IEnumerable<Solver> solvers, int samples, ulong firstSeed = 0)
        {
            foreach (Solver solver in solvers.Distinct())
            {
                if (IsOver(cancellation)) return;
                tried.Add(new SolverChoice(evaluations, solver, Score(solver, evaluations, samples, firstSeed)));
            }
        }

        SolverChoice? Best() => tried.MinBy(choice => choice.Score.Cost);
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
        return (int)Math.Clamp(Budget.TotalSeconds / (seconds * Numbers.Sum(Work)), Math.Min(Fewest, Maps), Maps);
    }

    private SampleScore Score(Solver solver, int evaluations, int samples, ulong firstSeed)
    {
        SampleItem[] items = [.. Enumerable.Range(0, samples).Select(i => new SampleItem(firstSeed + (ulong)i))];
        return scorer.Score(_sampler.Sample(flow.Steps(solver, evaluations), items));
    }

    private static SolverChoice? Neighbour(int evaluations, List<SolverChoice> earlier) =>
        Nearest(evaluations, earlier.Where(choice => !choice.Solver.IsAncestral));

    private static SolverChoice? Nearest(int evaluations, IEnumerable<SolverChoice> earlier) =>
        earlier.MinBy(choice => Math.Abs(Math.Log((double)choice.Evaluations / evaluations)));

    // All powers for the first number, then the neighbour's and those beside it.
    private static IEnumerable<double> NearbyPowers(int evaluations, List<SolverChoice> earlier)
    {
        if (Neighbour(evaluations, earlier)?.Solver.Grid.Power is not { } power) return Powers;
        int at = Array.IndexOf(Powers, power), fewer = evaluations < earlier[0].Evaluations ? 2 : 1;
        return Powers[Math.Max(0, at - 1)..Math.Min(Powers.Length, at + 1 + fewer)];
    }
}
