using System.Runtime.InteropServices;
using System.Text;

namespace BfnProcGen.Editor;

internal static class Program
{
    private static int Main(string[] args)
    {
        Console.OutputEncoding = Encoding.UTF8;
        using var interrupt = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            // The first Ctrl+C asks for an orderly end, the second one ends at once.
            e.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        };
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        });
        return Run(args, new Terminal(Console.Out, Console.Error, interrupt.Token));
    }

    /// <summary>Runs one command line and returns its exit code; every error has become a message by then.</summary>
    internal static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        try
        {
            return CommandLine.Run(args, terminal);
        }
        catch (Exception e)
        {
            (ExitCode code, string message) = Failure.Explain(e, terminal.Interrupt);
            terminal.Error.WriteLine(message);
            return (int)code;
        }
    }
}
