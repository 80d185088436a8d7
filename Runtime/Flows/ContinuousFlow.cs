using System.Text.Json.Serialization;

namespace BfnProcGen.Flows;

/// <summary>
/// Continuous data x in [−1, 1]: the state is the mean μ of the input distribution, the network predicts the noise or the velocity in it.
/// </summary>
/// <param name="Sigma1">σ₁, the standard deviation that is left at t = 1; 0.001 suits 8-bit data.</param>
public record ContinuousFlow(double Sigma1) : Flow
{
    /// <summary>What the network predicts; the paper's networks predict noise.</summary>
    public PredictedQuantity Predicts { get; init; }

    /// <summary>
    /// η. A run starts from noise without a mean, but a state at η has γ(η)·x in it: of a picture of thousands of variables the network reads
    /// from far less than 0.01 how bright it is as a whole, and would make every picture as bright as the middle of the range. A network that
    /// predicts velocity is sound from the very beginning.
    /// </summary>
    [JsonIgnore]
    public override double EarliestTime => Predicts == PredictedQuantity.Velocity ? 1e-6 : 1e-2;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasLevels => false;

    /// <summary>γ(t) = 1 − σ₁^(2t) (paper, equation 80).</summary>
    public double Gamma(double time) => -ExpMinus1(2 * time * Math.Log(Sigma1));

    /// <summary>
    /// Signal γ, noise √(γ(1 − γ)) (equation 77); weight −ln σ₁·σ₁^(−2t) (equation 101), per variable.
    /// </summary>
    public override FlowMoment At(double time)
    {
        double gamma = Gamma(time), rest = Rest(time);
        return new FlowMoment(gamma, Math.Sqrt(gamma * rest), -Math.Log(Sigma1) / rest);
    }

    /// <summary>α_i = σ₁^(−2i/n)·(1 − σ₁^(2/n)) (equation 95).</summary>
    public override double Alpha(int i, int steps)
    {
        double log = Math.Log(Sigma1);
        return -Math.Exp(-2.0 * i / steps * log) * ExpMinus1(2.0 / steps * log);
    }

    /// <summary>How what the network predicts becomes an estimate at time <paramref name="time"/>.</summary>
    public NoisePrediction PredictionAt(double time)
    {
        if (Predicts == PredictedQuantity.Velocity) return new NoisePrediction(1, Math.Sqrt(Rest(time)));
        if (time < NormalOutput.EarliestTime) return new NoisePrediction(0, 1);
        double gamma = Gamma(time);
        return new NoisePrediction(1 / gamma, Math.Sqrt((1 - gamma) / gamma));
    }

    /// <inheritdoc/>
    protected override StepTable Ancestral(int updates)
    {
        var steps = new Step[updates];
        double precision = 1;
        for (int i = 1; i <= updates; i++)
        {
            double alpha = Alpha(i, updates), total = precision + alpha;
            steps[i - 1] = new Step((i - 1.0) / updates, precision / total, alpha / total, 0, Math.Sqrt(alpha) / total);
            precision = total;
        }
        return new StepTable(0, steps, 1, DrawsSamples: true);
    }

    /// <inheritdoc/>
    protected override StepTable FewSteps(Solver solver, double[] times)
    {
        var steps = new Step[times.Length - 1];
        double before = double.NaN;
        for (int i = 0; i < steps.Length; i++)
        {
            double h = LogSignalToNoise(times[i + 1]) - LogSignalToNoise(times[i]);
            steps[i] = Update(times[i], times[i + 1], solver.NoiseExponentAt(i, steps.Length), h, solver.Order == 2 && i > 0 && before > 0 ? before : null);
            before = h;
        }
        return new StepTable(At(times[0]).Noise, steps, times[^1], DrawsSamples: false);
    }

    // With a = γ, s = √(γ(1−γ)), λ = ln(a/s), h = λ' − λ, r = h_prev/h, one family for every noise exponent g:
    //   x' = (s'/s)·e^(−gh)·x + a'·(1 − e^(−(1+g)h))·[x̂ + (x̂ − x̂_prev)/2r] + s'·√(1 − e^(−2gh))·ξ
    // g = 0 and 1 are Xue et al.'s ODE and SDE solvers; g → ∞ redraws the state from the flow at the estimate.
    private Step Update(double time, double next, double g, double h, double? before)
    {
        FlowMoment from = At(time), to = At(next);
        double fade = double.IsInfinity(g) ? 0 : Math.Exp(-g * h);
        double keep = to.Noise / from.Noise * fade;
        double pull = to.Signal * (1 - fade * Math.Exp(-h));
        double noise = to.Noise * Math.Sqrt(1 - fade * fade);
        double extrapolate = before is { } h0 && double.IsFinite(g) ? pull * h / (2 * h0) : 0;
        return new Step(time, keep, pull + extrapolate, -extrapolate, noise);
    }

    // λ = ln(γ/√(γ(1−γ))) = ½·ln(γ/(1−γ)).
    private double LogSignalToNoise(double time) => 0.5 * Math.Log(Gamma(time) / Rest(time));

    // e^x − 1 = tanh(x/2)·(e^x + 1), exact near 0, where the subtraction cancels.
    private static double ExpMinus1(double x) => Math.Tanh(x / 2) * (Math.Exp(x) + 1);

    // 1 − γ(t) = σ₁^(2t), without the cancellation of 1 − γ.
    private double Rest(double time) => Math.Exp(2 * time * Math.Log(Sigma1));
}
