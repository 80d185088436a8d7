using System.Diagnostics;
using BfnProcGen.Training;
using Spectre.Console;

namespace BfnProcGen.Editor.Runs;

/// <summary>Shows how training goes: a live bar on a terminal, a line now and then in a log.</summary>
internal static class TrainingDisplay
{
    /// <summary>Does <paramref name="work"/>, showing what it reports.</summary>
    public static TrainingEnd Show(Terminal terminal, Func<IProgress<TrainingProgress>, TrainingEnd> work)
    {
        IAnsiConsole console = terminal.Progress;
        if (!console.Profile.Out.IsTerminal || !console.Profile.Capabilities.Ansi) return work(new Lines(terminal.Error));
        return console.Progress()
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new Bar(context.AddTask("starting", maxValue: 1))));
    }

    private static string Describe(TrainingProgress progress)
    {
        string validation = progress.ValidationLoss is { } loss ? $", validation {loss:0.0000} (best {progress.BestValidationLoss:0.0000})" : "";
        return $"step {progress.Step}/{progress.Steps}, loss {progress.Loss:0.0000}{validation}, {progress.StepsPerSecond:0.0} steps/s, {Time(progress.Remaining)} left";
    }

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{time:mm\\:ss}";

    private sealed class Bar(ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.Description = Markup.Escape(Describe(value));
            task.Value = value.Elapsed / (value.Elapsed + value.Remaining);
        }
    }

    private sealed class Lines(TextWriter writer) : IProgress<TrainingProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);
        private long _shown;

        public void Report(TrainingProgress value)
        {
            if (value.Step < value.Steps && _shown != 0 && Stopwatch.GetElapsedTime(_shown) < Interval) return;
            _shown = Stopwatch.GetTimestamp();
            writer.WriteLine(Describe(value));
            writer.Flush();
        }
    }
}
