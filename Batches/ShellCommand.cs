using System.Reflection;
using System.Text.RegularExpressions;

namespace BfnProcGen.Batches;

/// <summary>Commands as they can be pasted into a shell.</summary>
internal static partial class ShellCommand
{
    /// <summary>How this program was called: the launch script says so, elsewhere its own name will do.</summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("BFN_CALLED_AS") is { Length: > 0 } name ? Quote(name)
        : Assembly.GetEntryAssembly()?.GetName().Name == "bfn-batch" ? "bfn-batch" : "bfn";

    /// <summary>This program with arguments.</summary>
    public static string Of(params IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote).Prepend(Program));

    /// <summary>One argument, in quotes where the shell would take it for more than a word.</summary>
    public static string Quote(string argument) =>
        Plain().IsMatch(argument) ? argument
        : OperatingSystem.IsWindows() ? $"\"{argument.Replace("\"", "\\\"")}\""
        : $"'{argument.Replace("'", "'\\''")}'";

    [GeneratedRegex(@"^[\p{L}\p{N}_@%+=:,./\\-]+$")]
    private static partial Regex Plain();
}
