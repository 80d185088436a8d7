namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>What is asked for when variants are, as it is entered, and stays until something else is.</summary>
public sealed class VariantSettings(int steps)
{
    private const int MostSteps = 1000;

    /// <summary>The seed of the next one.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Network evaluations.</summary>
    public int Steps { get; set; } = steps;

    /// <summary>The class; nothing for any.</summary>
    public string Class { get; set; } = "";

    /// <summary>All of it as a request.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="RequestException">It makes no sense.</exception>
    public VariantRequest Request(int count) => Steps is >= 1 and <= MostSteps
        ? new VariantRequest(Seed, count, Steps, Class.Length == 0 ? null : Class)
        : throw new RequestException($"Evaluations are between 1 and {MostSteps:N0}.");
}
