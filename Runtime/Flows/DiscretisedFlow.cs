using System.Text.Json.Serialization;

namespace BfnProcGen.Flows;

/// <summary>
/// Continuous data that takes one of K evenly spaced values in [−1, 1], such as 8-bit colour: the flow of <see cref="ContinuousFlow"/>,
/// an output distribution over bins.
/// </summary>
/// <param name="Sigma1">σ₁, the standard deviation that is left at t = 1.</param>
/// <param name="Bins">K, the number of values, 2 to 256.</param>
public sealed record DiscretisedFlow(double Sigma1, int Bins) : ContinuousFlow(Sigma1)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasLevels => true;

    /// <summary>The centre c_k = (2k + 1)/K − 1 of bin <paramref name="bin"/>.</summary>
    public double Centre(int bin) => (2.0 * bin + 1) / Bins - 1;

    /// <summary>The bin of <paramref name="value"/>: clamp(⌊(x/2 + ½)K⌋, 0, K − 1).</summary>
    public int BinOf(double value) => Math.Clamp((int)Math.Floor((value / 2 + 0.5) * Bins), 0, Bins - 1);
}
