namespace BfnProcGen.Flows;

/// <summary>
/// The scalars by which the noise ε̂ (or velocity v̂) that a network predicts at one time becomes an estimate of continuous or discretised
/// data: <c>x̂ = PerMean · μ − PerNoise · ε̂</c>, with 1/γ and √((1 − γ)/γ) of noise (paper, equations 84–86), 1 and √(1 − γ) of velocity.
/// <see cref="PerNoise"/> is also the standard deviation that belongs to ln σ̂ = 0 (equations 118–120).
/// </summary>
public readonly record struct NoisePrediction(double PerMean, double PerNoise)
{
    /// <summary>
    /// Whether the network is evaluated at all. For noise before <see cref="NormalOutput.EarliestTime"/> it isn't, since 1/γ diverges: its
    /// output counts as zeros, of which the scalars 0 and 1 make mean 0 and deviation 1.
    /// </summary>
    public bool IsAsked => PerMean > 0;
}
