namespace BfnProcGen.Editor;

internal static class Program
{
    private static int Main(string[] args)
    {
        TorchPackage.Offer();
        return ConsoleProgram.Run(terminal => CommandLine.Run(args, terminal));
    }

    /// <summary>Runs one command line and returns its exit code; every error has become a message by then.</summary>
    internal static int Run(IReadOnlyList<string> args, Terminal terminal) =>
        ConsoleProgram.Run(console => CommandLine.Run(args, console), terminal);
}
