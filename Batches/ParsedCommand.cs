using System.CommandLine;
using System.CommandLine.Invocation;

namespace BfnProcGen.Batches;

/// <summary>How a parsed command line is run: what is wrong with it is said in full, once, with where to find help.</summary>
internal static class ParsedCommand
{
    /// <summary>Runs it and returns its exit code; what it throws is the caller's.</summary>
    public static int Run(ParseResult parsed, Terminal terminal)
    {
        if (parsed.Action is ParseErrorAction)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct()) terminal.Error.WriteLine(message);
            string[] command = parsed.CommandResult.Command is RootCommand ? [] : [parsed.CommandResult.Command.Name];
            terminal.Error.WriteLine($"'{ShellCommand.Of([.. command, "--help"])}' shows what can be asked for.");
            return (int)ExitCode.Usage;
        }
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }
}
