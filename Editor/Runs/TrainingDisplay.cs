using BfnProcGen.Training;
using BfnProcGen.Training.Evaluation;
using Spectre.Console;

namespace BfnProcGen.Editor.Runs;

/// <summary>Shows how training and the search for solvers go.</summary>
internal sealed class TrainingDisplay : ITrainingDisplay
{
    private readonly ProgressDisplay _display;

    private TrainingDisplay(ProgressDisplay display) => _display = display;

    /// <summary>Does <paramref name="work"/> with the display that suits the terminal.</summary>
    public static T With<T>(Terminal terminal, Func<TrainingDisplay, T> work) =>
        ProgressDisplay.With(terminal, display => work(new TrainingDisplay(display)));

    /// <summary>The display for terminals.</summary>
    internal static T WithBars<T>(IAnsiConsole console, Func<TrainingDisplay, T> work) =>
        ProgressDisplay.WithBars(console, display => work(new TrainingDisplay(display)));

    public void Show(TrainingProgress progress, MemorisationGauge? gauge)
    {
        string validation = progress.ValidationLoss is { } loss
            ? $", validation {loss:0.0000} (best {progress.BestValidationLoss:0.0000})"
            : "";
        string memorised = gauge is null ? "" : $", {Describe(gauge)}";
        _display.Show("training", $"step {progress.Step}/{progress.Steps}, loss {progress.Loss:0.0000}{validation}{memorised}, "
            + $"{progress.StepsPerSecond:0.0} steps/s, {ProgressDisplay.Text(progress.Remaining)} left",
            progress.Elapsed / (progress.Elapsed + progress.Remaining),
            progress.Remaining == TimeSpan.Zero ? InLog.Always : InLog.NowAndThen);
    }

    public void Show(SolverSearchProgress progress) =>
        _display.Show("search", progress.Best is { } best
            ? $"{best.Evaluations} evaluations: {best.Solver}, "
                + $"{best.Score.Headline}, {best.Score.Duplicates:P0} duplicates"
            : $"choosing a solver for {progress.Evaluations} evaluations",
            progress.Share, progress.Best is not null ? InLog.Always : InLog.Never);

    /// <summary>A terminal has no place for pictures; the gauge says what comes of them.</summary>
    public void Show(TrainingSamples samples)
    {
    }

    /// <summary>
    /// Copies, and how much nearer drawn maps are to maps trained on than to maps kept back: 1.00 no nearer, 0.00 by heart.
    /// </summary>
    public static string Describe(MemorisationGauge gauge) =>
        $"{gauge.Copies:P0} copies{(double.IsNaN(gauge.Ratio) ? "" : $", nearness ratio {gauge.Ratio:0.00}")}";
}
