using System.Globalization;
using System.Text.Json.Serialization;

namespace BfnProcGen.Training.Evaluation;

/// <summary>How a list of generated maps compares with real ones.</summary>
/// <param name="JensenShannon">Jensen–Shannon divergence of 3×3 patterns, in bits; lower is better.</param>
/// <param name="PatternDivergence">
/// Tile-pattern divergence, the mean over those of 2×2, 3×3 and 4×4 patterns that fit, in nats; lower is better.
/// </param>
/// <param name="Unseen">Share of 3×3 patterns that no real map has: broken walls and the like, and what is truly new.</param>
/// <param name="Broken">
/// Share of maps that hold a 2×2 pattern no real map has at that place, where real maps vary little: broken walls, half doors.
/// </param>
/// <param name="Copies">Share of maps that equal a real map.</param>
/// <param name="Duplicates">Share of maps that repeat another generated one: 1 − different maps/maps.</param>
/// <param name="Nearest">Mean share of cells that differ from the nearest real map.</param>
public sealed record MapScore(
    double JensenShannon, double PatternDivergence, double Unseen, double Broken, double Copies, double Duplicates, double Nearest)
    : SampleScore
{
    /// <inheritdoc/>
    public override double Duplicates { get; init; } = Duplicates;

    /// <summary>
    /// The pattern divergence, and with it broken structure, patterns that no real map has, copies and repetitions (the price that noise
    /// and many evaluations pay for soundness).
    /// </summary>
    public override double Cost => JensenShannon + 0.5 * Broken + Unseen + 0.1 * (Copies + Duplicates);

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<(string Title, string Value)> Figures =>
    [
        ("3×3 Jensen–Shannon (bits)", string.Create(CultureInfo.InvariantCulture, $"{JensenShannon:0.0000}")),
        ("pattern KL (nats)", string.Create(CultureInfo.InvariantCulture, $"{PatternDivergence:0.000}")),
        ("broken", string.Create(CultureInfo.InvariantCulture, $"{Broken:P1}")),
        ("copies", string.Create(CultureInfo.InvariantCulture, $"{Copies:P1}")),
        ("duplicates", string.Create(CultureInfo.InvariantCulture, $"{Duplicates:P1}")),
        ("nearest", string.Create(CultureInfo.InvariantCulture, $"{Nearest:P1}")),
    ];

    /// <inheritdoc/>
    public override string Headline => string.Create(CultureInfo.InvariantCulture, $"Jensen–Shannon {JensenShannon:0.000} bits");
}
