using System.Runtime.InteropServices;
using System.Text;

namespace BfnProcGen.Batches;

/// <summary>A program on the command line: how it is interrupted, and what becomes of errors.</summary>
internal static class ConsoleProgram
{
    /// <summary>
    /// Runs a program on this process's console and returns its exit code. The first Ctrl+C or SIGTERM asks for an orderly end, the second
    /// one ends at once.
    /// </summary>
    public static int Run(Func<Terminal, int> program)
    {
        Console.OutputEncoding = Encoding.UTF8;
        using var interrupt = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        };
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        });
        return Run(program, new Terminal(Console.Out, Console.Error, interrupt.Token));
    }

    /// <summary>The same on a console of the caller's; every error has become a message and an exit code by then.</summary>
    public static int Run(Func<Terminal, int> program, Terminal terminal)
    {
        try
        {
            return program(terminal);
        }
        catch (Exception e)
        {
            (ExitCode code, string message) = Failure.Explain(e, terminal.Interrupt);
            terminal.Error.WriteLine(message);
            return (int)code;
        }
    }
}
