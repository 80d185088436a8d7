using Spectre.Console;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>What a soak did, and what it held from time to time.</summary>
/// <param name="Device">The device's name.</param>
/// <param name="Asked">Generations asked for.</param>
/// <param name="Generations">Generations begun.</param>
/// <param name="Seconds">How long they took.</param>
/// <param name="Kinds">How many were drawn in which way.</param>
/// <param name="Reloads">How often the model was loaded anew in between.</param>
/// <param name="Different">Draws of the same seed that came out differently.</param>
/// <param name="Points">What was held from time to time.</param>
/// <param name="Verdict">Whether memory stayed flat; null where it ended too early to tell.</param>
internal sealed record SoakReport(
    string Device, int Asked, int Generations, double Seconds, IReadOnlyDictionary<string, int> Kinds, int Reloads, int Different,
    IReadOnlyList<SoakPoint> Points, SoakVerdict? Verdict)
{
    /// <summary>Whether nobody interrupted it.</summary>
    public bool IsComplete => Generations >= Asked;

    /// <summary>Tells people.</summary>
    public void WriteTo(Terminal terminal)
    {
        terminal.Screen.WriteLine($"{Device}: {Generations:N0} of {Asked:N0} generations in {Seconds:N0} s; "
            + $"{string.Join(", ", Kinds.Select(kind => $"{kind.Value:N0} {kind.Key}"))}; {Reloads:N0} reloads");
        foreach (SoakPoint point in Points) terminal.Screen.WriteLine(point.Text);
        terminal.Screen.WriteLine($"The first seed, drawn again at every point, came out differently {Different} times");
        terminal.Screen.WriteLine(Verdict?.Text ?? $"No verdict: it takes {SoakVerdict.FewestPoints} points after the first quarter.");
    }
}
