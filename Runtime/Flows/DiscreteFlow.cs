using System.Text.Json.Serialization;

namespace BfnProcGen.Flows;

/// <summary>
/// Discrete data of K classes: tiles, palette entries, characters. β(t) = β₁t²; the state is logits y, the network sees
/// 2·softmax(y) − 1, and the target is the one-hot vector e_x. The sender's −1 offset is dropped, since softmax ignores a constant.
/// </summary>
/// <param name="Classes">K, at least 2.</param>
/// <param name="Beta1">β₁ = β(1), the total accuracy per variable.</param>
/// <param name="Rolling">How cells take turns, or null where all of them share their times.</param>
public sealed record DiscreteFlow(int Classes, double Beta1, RollingWindow? Rolling = null) : Flow
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override double EarliestTime => 1e-3;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasLevels => true;

    /// <summary>β(t) = β₁t² (paper, equation 181).</summary>
    public double Beta(double time) => Beta1 * time * time;

    /// <summary>Signal βK, noise √(βK) (equation 185); weight K·β₁·t (equation 205: K·β(1)·t·‖e_x − ê‖², mean over variables).</summary>
    public override FlowMoment At(double time)
    {
        double signal = Beta(time) * Classes;
        return new FlowMoment(signal, Math.Sqrt(signal), Beta1 * time * Classes);
    }

    /// <inheritdoc/>
    public override FlowMoment At(double time, int cell)
    {
        if (Rolling is null) return At(time);
        FlowMoment moment = At(Rolling.Local(time, cell));
        return moment with { Weight = moment.Weight * Rolling.Rate(time, cell) };
    }

    /// <summary>α_i = β₁(2i − 1)/n² (equation 193).</summary>
    public override double Alpha(int i, int steps) => Beta1 * (2.0 * i - 1) / ((double)steps * steps);

    /// <inheritdoc/>
    public override double Alpha(int i, int steps, int cell) => Rolling is null
        ? Alpha(i, steps)
        : Beta(Rolling.Local((double)i / steps, cell)) - Beta(Rolling.Local((i - 1.0) / steps, cell));

    /// <summary>A β₁ for data of <paramref name="classes"/> classes, between the values known to work: 9 at 2, 4 at 4 to 10, 2 at 32.</summary>
    public static double SuggestBeta1(int classes) => classes switch { <= 2 => 9, <= 13 => 4, <= 48 => 2, _ => 1 };

    /// <inheritdoc/>
    protected override StepTable Ancestral(int updates)
    {
        return new StepTable(0, Draws(i => Alpha(i, updates)), 1, DrawsSamples: true)
        {
            ByCell = ForEachCell(cell => Draws(i => Alpha(i, updates, cell))),
        };

        Step[] Draws(Func<int, double> alpha) =>
            [.. Enumerable.Range(1, updates).Select(i => new Step((i - 1.0) / updates, 1, alpha(i) * Classes, 0, Math.Sqrt(alpha(i) * Classes)))];
    }

    /// <inheritdoc/>
    protected override StepTable FewSteps(Solver solver, double[] times)
    {
        return new StepTable(Math.Sqrt(Classes * Beta(times[0])), Updates(times), times[^1], DrawsSamples: false)
        {
            // Every cell starts with the noise of the first time, whatever its own.
            ByCell = ForEachCell(cell => Updates([times[0], .. times.Skip(1).Select(time => Math.Max(times[0], Rolling!.Local(time, cell)))])),
        };

        Step[] Updates(double[] times)
        {
            var steps = new Step[times.Length - 1];
            for (int i = 0; i < steps.Length; i++)
            {
                double g = solver.NoiseExponentAt(i, steps.Length);
                double? previous = solver.Order == 2 && i > 0 && times[i] > times[i - 1] ? times[i - 1] : null;
                steps[i] = times[i + 1] == times[i] ? new Step(times[i], 1, 0, 0, 0)
                    : double.IsInfinity(g) ? NoiseReduced(times[i], times[i + 1])
                    : Update(times[i], times[i + 1], previous, g);
            }
            return steps;
        }
    }

    /// <inheritdoc/>
    // Where cells take turns a run must go to the end, or the last ones would be decided all at once.
    protected override TimeGrid GridOf(Solver solver) =>
        Rolling is null ? base.GridOf(solver) : TimeGrid.WithPower(solver.Grid.Power ?? 1, 1);

    private Step[][]? ForEachCell(Func<int, Step[]> steps) =>
        Rolling is null ? null : [.. Enumerable.Range(0, Rolling.Cells).Select(steps)];

    // y' = (τ/τ')^(g−1)·y + β₁(τ'² − τ^(g+1)τ'^(1−g))·Kφ + √(Kβ'(1−ρ²))·ξ, ρ = (τ/τ')^g, and in second order
    // Kβ₁(g+1)τ'^(1−g)·[(τ'^(g+2) − τ^(g+2))/(g+2) − τ(τ'^(g+1) − τ^(g+1))/(g+1)]·(φ − φ_prev)/(τ − τ_prev).
    // Powers are taken of the ratio τ/τ' only, so that a large g neither over- nor underflows.
    private Step Update(double time, double next, double? previous, double g)
    {
        double ratio = time / next, rho = Math.Pow(ratio, g);
        double keep = rho / ratio;
        double pull = Classes * Beta(next) * (1 - rho * ratio);
        double noise = Math.Sqrt(Classes * Beta(next) * Math.Max(0, 1 - rho * rho));
        if (previous is not { } before) return new Step(time, keep, pull, 0, noise);

        double bracket = (1 - rho * ratio * ratio) / (g + 2) - ratio * (1 - rho * ratio) / (g + 1);
        double slope = Classes * Beta(next) * next * (g + 1) * bracket / (time - before);
        return new Step(time, keep, pull + slope, -slope, noise);
    }

    // The limit g → ∞, first order: y' = β'·Kφ + √(Kβ')·ξ.
    private Step NoiseReduced(double time, double next) =>
        new(time, 0, Classes * Beta(next), 0, Math.Sqrt(Classes * Beta(next)));
}
