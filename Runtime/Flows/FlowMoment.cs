namespace BfnProcGen.Flows;

/// <summary>
/// A Bayesian flow at one time: the network is trained on <c>state = Signal · target + Noise · ε</c>, ε ~ N(0, I),
/// and the continuous-time loss is <c>Weight · ‖target − estimate‖²</c> in nats (Graves et al. 2023, equations 75–80, 100–101, 182–185).
/// </summary>
public readonly record struct FlowMoment(double Signal, double Noise, double Weight);

/// <summary>
/// One sampling update: <c>state' = Keep · state + Pull · sample + PullPrevious · previous + Noise · ε</c>, after the network was
/// evaluated at <see cref="Time"/>. <c>previous</c> is the sample of the update before; it is absent (weight 0) in the first.
/// </summary>
public readonly record struct Step(double Time, double Keep, double Pull, double PullPrevious, double Noise);

/// <summary>
/// A whole sampling run as scalars: start from <c>StartSignal · origin + StartNoise · ε</c>, do each of <see cref="Updates"/>, evaluate the
/// network once more at <see cref="FinalTime"/> and return the mode of its output distribution.
/// </summary>
/// <param name="StartNoise">Standard deviation of the state before the first update; 0 starts from the prior.</param>
/// <param name="Updates">The updates in order; each costs one network evaluation.</param>
/// <param name="FinalTime">Time of the last evaluation.</param>
/// <param name="DrawsSamples">
/// True for the ancestral sampler, whose <c>sample</c> is drawn from the output distribution; false for the solvers, which use its mean.
/// </param>
public sealed record StepTable(double StartNoise, IReadOnlyList<Step> Updates, double FinalTime, bool DrawsSamples)
{
    /// <summary>
    /// Share of what an item varies (<see cref="Sampling.SampleItem.Origin"/>) in the state before the first update; 0 for runs from noise
    /// alone.
    /// </summary>
    public double StartSignal { get; init; }

    /// <summary>What the logits of discrete data are divided by before an update.</summary>
    public double Temperature { get; init; } = 1;

    /// <inheritdoc cref="Solver.MinP"/>
    public double MinP { get; init; }

    /// <summary>The updates of each cell, [cell][update], where cells take turns; null where <see cref="Updates"/> are those of all cells.</summary>
    public IReadOnlyList<IReadOnlyList<Step>>? ByCell { get; init; }

    /// <summary>Update <paramref name="update"/> of a cell.</summary>
    public Step Of(int update, int cell) => ByCell is null ? Updates[update] : ByCell[cell][update];

    /// <summary>How often the network is evaluated: the unit in which samplers are compared.</summary>
    public int Evaluations => Updates.Count + 1;

    /// <summary>The time of evaluation <paramref name="i"/>, 0 ≤ i &lt; <see cref="Evaluations"/>.</summary>
    public double TimeOf(int i) => i < Updates.Count ? Updates[i].Time : FinalTime;
}
