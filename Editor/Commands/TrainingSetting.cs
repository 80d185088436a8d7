using System.CommandLine;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Commands;

/// <summary>One option of <c>bfn train</c> that decides what a run is, and where it stands in the run's options.</summary>
/// <param name="Option">The option, with its help.</param>
/// <param name="Amends">Whether it may be changed when a run is resumed.</param>
/// <param name="Apply">Takes what the command line says into some options.</param>
/// <param name="Read">What options say, as the command line would have it; null where it is left open.</param>
public sealed record TrainingSetting(
    Option Option, bool Amends, Func<ParseResult, TrainingOptions, TrainingOptions> Apply, Func<TrainingOptions, string?> Read)
{
    /// <summary>The words it may be; empty for numbers and other texts.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Its name without dashes.</summary>
    public string Name => Option.Name.TrimStart('-');

    /// <summary>What it does.</summary>
    public string Help => Option.Description ?? "";
}
