using BfnProcGen.Flows;

namespace BfnProcGen.Tests.Flows;

/// <summary>Flows whose cells take turns.</summary>
public sealed class RollingWindowTests
{
    private static readonly RollingWindow[] Windows = [new(1, 1), new(5, 1), new(5, 1.7), new(12, 4), new(6, 40)];

    private static readonly Solver[] Solvers =
    [
        new() { Order = 1 }, new() { Order = 2 }, new() { Order = 1, NoiseExponent = 1 }, new() { Order = 2, NoiseExponent = 3 },
        new() { Order = 1, NoiseExponent = double.PositiveInfinity },
    ];

    [TestCaseSource(nameof(Windows))]
    public void EveryCellGoesFromZeroToOneAfterThoseBeforeIt(RollingWindow window)
    {
        double[] times = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        for (int cell = 0; cell < window.Cells; cell++)
        {
            Assert.That(window.Local(0, cell), Is.Zero);
            Assert.That(window.Local(1, cell), Is.EqualTo(1).Within(1e-12));
            Assert.That(times.Select(t => window.Local(t, cell)), Is.Ordered.Ascending);
            if (cell > 0) Assert.That(times.Select(t => window.Local(t, cell - 1) - window.Local(t, cell)), Is.All.GreaterThanOrEqualTo(0));
        }
        foreach (double t in times)
            Assert.That(Enumerable.Range(0, window.Cells).Count(cell => window.Local(t, cell) is > 0 and < 1), Is.LessThanOrEqualTo(Math.Ceiling(window.Width)));
    }

    [TestCaseSource(nameof(Windows))]
    public void TheRateIsTheDerivative(RollingWindow window)
    {
        for (int cell = 0; cell < window.Cells; cell++)
        for (int i = 0; i < 37; i++)
        {
            double t = (i + 0.31) / 37, slope = (window.Local(t + 1e-7, cell) - window.Local(t - 1e-7, cell)) / 2e-7;
            Assert.That(window.Rate(t, cell), Is.EqualTo(slope).Within(1e-5));
        }
    }

    [TestCaseSource(nameof(Windows))]
    public void AccuraciesOfEveryCellAddUpToTheWhole(RollingWindow window)
    {
        var flow = new DiscreteFlow(4, 2.5, window);
        for (int cell = 0; cell < window.Cells; cell++)
        {
            Assert.That(Enumerable.Range(1, 9).Sum(i => flow.Alpha(i, 9, cell)), Is.EqualTo(2.5).Within(1e-9));
            StepTable table = flow.Steps(Solver.Ancestral, 10);
            Assert.That(table.ByCell![cell].Sum(step => step.Pull), Is.EqualTo(2.5 * 4).Within(1e-9));
            Assert.That(table.ByCell[cell].Sum(step => step.Noise * step.Noise), Is.EqualTo(2.5 * 4).Within(1e-9));
        }
    }

    [Test]
    public void AWindowOfOneDrawsCellAfterCell()
    {
        StepTable table = new DiscreteFlow(4, 2, new RollingWindow(7, 1)).Steps(Solver.Ancestral, 8);
        for (int update = 0; update < 7; update++)
        for (int cell = 0; cell < 7; cell++)
            Assert.That(table.Of(update, cell).Pull, Is.EqualTo(update == cell ? 8 : 0).Within(1e-9), $"update {update}, cell {cell}");
    }

    [Test]
    public void AVeryWideWindowIsNoWindow()
    {
        var flow = new DiscreteFlow(5, 3);
        DiscreteFlow wide = flow with { Rolling = new RollingWindow(6, 1e9) };
        foreach (Solver solver in Solvers.Select(solver => solver with { Grid = TimeGrid.WithPower(1.5, 1) }).Prepend(Solver.Ancestral))
        {
            StepTable plain = flow.Steps(solver, 6), table = wide.Steps(solver, 6);
            Assert.That((table.StartNoise, table.FinalTime), Is.EqualTo((plain.StartNoise, plain.FinalTime)));
            for (int update = 0; update < 5; update++)
            for (int cell = 0; cell < 6; cell++)
            {
                Step one = plain.Updates[update], other = table.Of(update, cell);
                Assert.That(new[] { other.Keep, other.Pull, other.PullPrevious, other.Noise },
                    Is.EqualTo(new[] { one.Keep, one.Pull, one.PullPrevious, one.Noise }).Within(1e-5), $"{solver}, update {update}");
            }
        }
        Assert.That(plainMoment(wide).Weight, Is.EqualTo(flow.At(0.4).Weight).Within(1e-6));

        static FlowMoment plainMoment(DiscreteFlow flow) => flow.At(0.4, 3);
    }

    // With a constant estimate every solver keeps each cell's own flow, to the end of it.
    [Test]
    public void SolversKeepTheFlowOfEveryCell([ValueSource(nameof(Windows))] RollingWindow window, [ValueSource(nameof(Solvers))] Solver solver)
    {
        var flow = new DiscreteFlow(4, 2.5, window);
        StepTable table = flow.Steps(solver, 8);
        Assert.That(table.FinalTime, Is.EqualTo(1));
        for (int cell = 0; cell < window.Cells; cell++)
        {
            double start = table.StartNoise * table.StartNoise, mean = start, variance = start;
            for (int i = 0; i < table.Updates.Count; i++)
            {
                Step step = table.Of(i, cell);
                mean = step.Keep * mean + step.Pull + step.PullPrevious;
                variance = step.Keep * step.Keep * variance + step.Noise * step.Noise;
                FlowMoment moment = flow.At(table.TimeOf(i + 1), cell);
                double expected = Math.Max(start, moment.Signal);
                Assert.That(mean, Is.EqualTo(expected).Within(1e-5).Percent);
                Assert.That(variance, Is.EqualTo(expected).Within(1e-5).Percent);
            }
        }
    }
}
