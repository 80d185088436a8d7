using System.Globalization;
using System.Text.Json.Serialization;

namespace BfnProcGen.Training.Evaluation;

/// <summary>How generated texts compare with real ones.</summary>
/// <param name="Bits">Bits a character of the generated texts, ends included, under an n-gram model of the texts trained on.</param>
/// <param name="RealBits">The same of real texts that were kept back: what generated ones should score, not less.</param>
/// <param name="Copies">Share of texts that equal one trained on.</param>
/// <param name="Duplicates">Share of texts that repeat another generated one: 1 − different texts/texts.</param>
/// <param name="LengthJensenShannon">Jensen–Shannon divergence of the lengths, in bits.</param>
public sealed record TextScore(double Bits, double RealBits, double Copies, double Duplicates, double LengthJensenShannon) : SampleScore
{
    /// <inheritdoc/>
    public override double Duplicates { get; init; } = Duplicates;

    // Texts as probable as real ones within this are taken for sound, and told apart by how new they are.
    private const double Tolerance = 0.1;

    /// <summary>
    /// Texts that are less probable than real ones are broken, those that are more probable dull, which is half as bad; lengths that are
    /// off; and repetitions and copies.
    /// </summary>
    public override double Cost =>
        Math.Max(0, Bits - RealBits - Tolerance) + 0.5 * Math.Max(0, RealBits - Bits) + 2 * LengthJensenShannon + 0.5 * (Duplicates + Copies);

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<(string Title, string Value)> Figures =>
    [
        ("5-gram bits a character", string.Create(CultureInfo.InvariantCulture, $"{Bits:0.000}")),
        ("of real texts", string.Create(CultureInfo.InvariantCulture, $"{RealBits:0.000}")),
        ("length Jensen–Shannon (bits)", string.Create(CultureInfo.InvariantCulture, $"{LengthJensenShannon:0.0000}")),
        ("copies", string.Create(CultureInfo.InvariantCulture, $"{Copies:P1}")),
        ("duplicates", string.Create(CultureInfo.InvariantCulture, $"{Duplicates:P1}")),
    ];

    /// <inheritdoc/>
    public override string Headline =>
        string.Create(CultureInfo.InvariantCulture, $"{Bits:0.00} bits a character (real texts {RealBits:0.00})");
}
