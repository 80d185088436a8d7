namespace BfnProcGen.Editor.Evaluation;

/// <summary>How exactly Torch or Vulkan computes what the plain interpreter defines, over samples of the same seeds.</summary>
/// <param name="Device">What it is, and runs on.</param>
/// <param name="EqualLevels">
/// Share of variables that are equal: tiles, colours, characters, bins; of continuous data the nearest one of 256 levels.
/// </param>
/// <param name="EqualItems">Share of samples that are equal in all of these.</param>
/// <param name="CloseValues">Continuous data: share of values that differ by at most <see cref="Tolerance"/>; null for other data.</param>
/// <param name="OutputError">
/// Largest difference between network outputs, relative to the largest output of the item, over all items and three times.
/// </param>
internal sealed record BackendAgreement(string Device, double EqualLevels, double EqualItems, double? CloseValues, double OutputError)
{
    /// <summary>Between continuous values in [−1, 1]: an eighth of the distance between two of 256 levels.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>The figures in words.</summary>
    public string Text(AssetWords words)
    {
        string close = CloseValues is { } share ? $"{share:P3} of values within {Tolerance}, " : "";
        string variables = CloseValues is null ? $"{words.Variable}s" : "8-bit levels";
        return $"{Device}: {close}{EqualLevels:P3} of {variables} and {EqualItems:P1} of {words.Item}s equal, "
            + $"largest relative difference of outputs {OutputError:0.0e+0}";
    }
}
