using System.Diagnostics;
using Spectre.Console;

namespace BfnProcGen.Batches;

/// <summary>Shows how far a batch is: a bar in a terminal, a line now and then in a file. Both go to the error stream.</summary>
internal static class BatchDisplay
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    /// <summary>Runs something and shows its progress.</summary>
    public static BatchReport Show(Terminal terminal, bool isQuiet, Func<Action<BatchReport>, BatchReport> run)
    {
        if (isQuiet) return run(_ => { });
        if (!terminal.Progress.Profile.Out.IsTerminal) return run(Lines(terminal.Error));
        BatchReport? report = null;
        terminal.Progress.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                ProgressTask task = progress.AddTask("files");
                report = run(so =>
                {
                    task.MaxValue = Math.Max(1, so.Files);
                    task.Value = so.Files - so.Missing;
                });
            });
        return report!;
    }

    private static Action<BatchReport> Lines(TextWriter writer)
    {
        long said = Stopwatch.GetTimestamp();
        return report =>
        {
            if (Stopwatch.GetElapsedTime(said) < BetweenLines || report.Missing == 0) return;
            said = Stopwatch.GetTimestamp();
            writer.WriteLine($"{report.Files - report.Missing:N0} of {report.Files:N0} files");
        };
    }
}
