using System.Diagnostics;
using BfnProcGen.Training;
using BfnProcGen.Training.Evaluation;
using Spectre.Console;

namespace BfnProcGen.Editor.Runs;

/// <summary>Shows how training and the search for solvers go: a live bar on a terminal, a line now and then in a log.</summary>
internal abstract class TrainingDisplay
{
    /// <summary>Does <paramref name="work"/> with the display that suits the terminal.</summary>
    public static T With<T>(Terminal terminal, Func<TrainingDisplay, T> work)
    {
        IAnsiConsole console = terminal.Progress;
        return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi
            ? WithBars(console, work)
            : work(new Lines(terminal.Error));
    }

    /// <summary>The display for terminals.</summary>
    internal static T WithBars<T>(IAnsiConsole console, Func<TrainingDisplay, T> work) =>
        console.Progress()
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new Bars(context)));

    public void Show(TrainingProgress progress, MemorisationGauge? gauge)
    {
        string validation = progress.ValidationLoss is { } loss
            ? $", validation {loss:0.0000} (best {progress.BestValidationLoss:0.0000})"
            : "";
        string memorised = gauge is null ? "" : $", {Describe(gauge)}";
        Training($"step {progress.Step}/{progress.Steps}, loss {progress.Loss:0.0000}{validation}{memorised}, "
            + $"{progress.StepsPerSecond:0.0} steps/s, {Time(progress.Remaining)} left",
            progress.Elapsed / (progress.Elapsed + progress.Remaining), progress.Remaining == TimeSpan.Zero);
    }

    public void Show(SolverSearchProgress progress) =>
        Search(progress.Best is { } best
            ? $"{best.Evaluations} evaluations: {best.Solver}, "
                + $"{best.Score.Headline}, {best.Score.Duplicates:P0} duplicates"
            : $"choosing a solver for {progress.Evaluations} evaluations", progress.Share, progress.Best is not null);

    /// <summary>
    /// Copies, and how much nearer drawn maps are to maps trained on than to maps kept back: 1.00 no nearer, 0.00 by heart.
    /// </summary>
    public static string Describe(MemorisationGauge gauge) =>
        $"{gauge.Copies:P0} copies{(double.IsNaN(gauge.Ratio) ? "" : $", nearness ratio {gauge.Ratio:0.00}")}";

    protected abstract void Training(string text, double share, bool last);

    protected abstract void Search(string text, double share, bool found);

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{time:mm\\:ss}";

    private sealed class Bars(ProgressContext context) : TrainingDisplay
    {
        private ProgressTask? _training, _search;

        protected override void Training(string text, double share, bool last) =>
            Set(_training ??= context.AddTask("training", maxValue: 1), text, share);

        protected override void Search(string text, double share, bool found) =>
            Set(_search ??= context.AddTask("search", maxValue: 1), text, share);

        private static void Set(ProgressTask task, string text, double share)
        {
            task.Description = Markup.Escape(text);
            task.Value = share;
        }
    }

    private sealed class Lines(TextWriter writer) : TrainingDisplay
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);
        private long _shown;

        protected override void Training(string text, double share, bool last)
        {
            if (!last && _shown != 0 && Stopwatch.GetElapsedTime(_shown) < Interval) return;
            _shown = Stopwatch.GetTimestamp();
            Write(text);
        }

        protected override void Search(string text, double share, bool found)
        {
            if (found) Write(text);
        }

        private void Write(string text)
        {
            writer.WriteLine(text);
            writer.Flush();
        }
    }
}
