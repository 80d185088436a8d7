using BfnProcGen.Editor.Runs;
using BfnProcGen.Flows;
using BfnProcGen.Training;
using BfnProcGen.Training.Evaluation;
using Spectre.Console;

namespace BfnProcGen.Tests.Editor;

[TestFixture]
public sealed class TrainingDisplayTests
{
    private static readonly MemorisationGauge Gauge = new(0.25, 0.1, 0.2);
    private static readonly MapScore Score = new(0.0213, 0.2, 0.01, 0.01, 0.3, 0.15, 0.1);

    [Test]
    public void ALogGetsALineNowAndThen()
    {
        using StringWriter output = new(), error = new();
        TrainingDisplay.With(new Terminal(output, error, CancellationToken.None), Report);
        string[] lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Length.EqualTo(3), "the first step, the last, and what the search found");
            Assert.That(lines[1], Is.EqualTo("step 9/9, loss 0.5000, validation 0.6000 (best 0.5500), 25 % copies, nearness ratio 0.50, 4.0 steps/s, 00:00 left"));
            Assert.That(lines[2], Is.EqualTo("8 evaluations: ode2 power 1.8 to 0.75, Jensen–Shannon 0.021 bits, 15 % duplicates"));
            Assert.That(output.ToString(), Is.Empty);
        });
    }

    [Test]
    public void ATerminalGetsABar()
    {
        using var screen = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = 200;
        TrainingDisplay.WithBars(console, Report);
        Assert.That(screen.ToString(), Does.Contain("step 9/9").And.Contain("━").And.Contain("power 1.8 to 0.75"));
    }

    private static bool Report(TrainingDisplay display)
    {
        for (int step = 1; step <= 9; step++)
            display.Show(new TrainingProgress(step, 9, 0.5, step > 4 ? 0.6 : null, step > 4 ? 0.55 : null, 4, TimeSpan.FromSeconds(step), TimeSpan.FromSeconds(9 - step)), step > 4 ? Gauge : null);
        display.Show(new SolverSearchProgress(0, 8, null));
        display.Show(new SolverSearchProgress(1, 8, new SolverChoice(8, new Solver { Grid = TimeGrid.WithPower(1.8) }, Score)));
        return true;
    }
}
