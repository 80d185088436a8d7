using System.Text.Json.Serialization;

namespace BfnProcGen.Flows;

/// <summary>
/// A Bayesian flow: the schedule of one kind of data, as scalars in double precision. Training, the plain sampler and the GPU
/// all ask it; nothing else in the program knows a schedule. Source of every formula: Graves et al., <i>Bayesian Flow Networks</i>,
/// arXiv 2308.07037 (the paper), and Xue et al., ICML 2024 (the solvers). t is in [0, 1]; losses are in nats.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ContinuousFlow), "continuous")]
[JsonDerivedType(typeof(DiscretisedFlow), "discretised")]
[JsonDerivedType(typeof(DiscreteFlow), "discrete")]
public abstract record Flow
{
    /// <summary>The latest time at which a state is drawn: at t = 1 the continuous-time weights and 1 − γ degenerate.</summary>
    public const double LatestTime = 1 - 1e-6;

    /// <summary>The most network evaluations of a sample: far beyond where more change anything.</summary>
    public const int MostEvaluations = 10_000;

    /// <summary>The solvers' first time η.</summary>
    [JsonIgnore]
    public abstract double EarliestTime { get; }

    /// <summary>Whether the data takes one of finitely many values, classes or bins, and not any in [−1, 1].</summary>
    [JsonIgnore]
    public abstract bool HasLevels { get; }

    /// <summary>Signal, noise and continuous-time loss weight at time <paramref name="time"/>.</summary>
    public abstract FlowMoment At(double time);

    /// <summary>The same of one cell of an item, whose own time may differ; the weight is still by <paramref name="time"/>.</summary>
    public virtual FlowMoment At(double time, int cell) => At(time);

    /// <summary>The sender's accuracy α of step <paramref name="i"/> of <paramref name="steps"/>, 1 ≤ i ≤ steps.</summary>
    public abstract double Alpha(int i, int steps);

    /// <summary>The same of one cell of an item, whose own time may differ.</summary>
    public virtual double Alpha(int i, int steps, int cell) => Alpha(i, steps);

    /// <summary>The scalars of a whole run with <paramref name="evaluations"/> network evaluations.</summary>
    /// <param name="solver">How to get there.</param>
    /// <param name="evaluations">Evaluations of a run from the beginning.</param>
    /// <param name="from">
    /// 0, or the time to start at from the flow's state around what is varied, which costs the fewer evaluations the later it is: those
    /// that remain of the solver's. It takes the place of the nearest of their times. The ancestral sampler, whose steps depend on each other,
    /// starts at that one instead.
    /// </param>
    /// <exception cref="RequestException">
    /// Fewer than one evaluation, more than <see cref="MostEvaluations"/>, a solver outside its ranges, or a start that isn't before 1.
    /// </exception>
    public StepTable Steps(Solver solver, int evaluations, double from = 0)
    {
        ArgumentNullException.ThrowIfNull(solver);
        if (evaluations > MostEvaluations)
            throw new RequestException($"A sample takes at most {MostEvaluations} network evaluations; {evaluations} were asked for.");
        if (evaluations < 1) throw new RequestException($"A sample takes at least one network evaluation; {evaluations} were asked for.");
        solver.Validate();
        if (!(from >= 0 && from < 1)) throw new RequestException($"A run starts at a time from 0 to before 1, not at {from}.");
        StepTable table = solver.IsAncestral ? Ancestral(evaluations - 1) : FewSteps(solver, GridOf(solver).Times(evaluations, EarliestTime));
        if (from > 0) table = From(table, solver, from);
        return table with { Temperature = solver.Temperature, MinP = solver.MinP };
    }

    /// <summary>The times of a solver's evaluations.</summary>
    protected virtual TimeGrid GridOf(Solver solver)
    {
        ArgumentNullException.ThrowIfNull(solver);
        return solver.Grid;
    }

    // A solver's noise exponent goes on as it would have without the evaluations that are left out.
    private StepTable From(StepTable table, Solver solver, double from)
    {
        if (table.ByCell is not null)
        {
            throw new RequestException("The model's cells take turns, so that at no time they are all as far: nothing can be varied from a "
                + "time on. Give what shall stay as known instead.");
        }
        int first = Enumerable.Range(0, table.Evaluations).MinBy(i => Math.Abs(table.TimeOf(i) - from)), updates = table.Updates.Count;
        double start = Math.Clamp(solver.IsAncestral ? table.TimeOf(first) : from, EarliestTime, LatestTime);
        if (solver.IsAncestral)
        {
            table = table with { Updates = [.. table.Updates.Skip(first)] };
        }
        else
        {
            double[] times = [start, .. Enumerable.Range(first + 1, updates - first).Select(table.TimeOf)];
            table = FewSteps(solver with
            {
                NoiseExponent = solver.NoiseExponentAt(first, updates),
                FinalNoiseExponent = solver.FinalNoiseExponent ?? solver.NoiseExponent,
            }, times);
        }
        FlowMoment moment = At(start);
        return table with { StartSignal = moment.Signal, StartNoise = moment.Noise };
    }

    /// <summary>The ancestral sampler with <paramref name="updates"/> Bayesian updates and a last evaluation at t = 1.</summary>
    protected abstract StepTable Ancestral(int updates);

    /// <summary>A few-step solver on the given evaluation times.</summary>
    protected abstract StepTable FewSteps(Solver solver, double[] times);
}
