using BfnProcGen.Flows;

namespace BfnProcGen.Tests.Flows;

/// <summary>Step tables of runs that start late, from what they vary.</summary>
public sealed class LateStartTests
{
    private static readonly Flow[] Flows = [new DiscreteFlow(6, 4), new ContinuousFlow(0.02), new DiscretisedFlow(0.02, 16)];

    [Test]
    public void TheRunStartsFromTheFlowsStateAtTheTimeAndGoesTheRestOfTheWay(
        [ValueSource(nameof(Flows))] Flow flow, [Values(0.02, 0.2, 0.5, 0.99)] double from)
    {
        var solver = new Solver { Grid = TimeGrid.WithPower(2), NoiseExponent = 1 };
        StepTable whole = flow.Steps(solver, 8), late = flow.Steps(solver, 8, from);
        double[] times = [.. Enumerable.Range(0, 8).Select(whole.TimeOf)];
        double nearest = times.MinBy(time => Math.Abs(time - from));
        Assert.Multiple(() =>
        {
            Assert.That((late.StartSignal, late.StartNoise), Is.EqualTo((flow.At(from).Signal, flow.At(from).Noise)));
            Assert.That(late.TimeOf(0), Is.EqualTo(from));
            Assert.That(Enumerable.Range(1, late.Evaluations - 1).Select(late.TimeOf), Is.EqualTo(times.Where(time => time > nearest)));
            Assert.That(whole.StartSignal, Is.Zero);
        });
    }

    // With a fixed estimate a solver's update takes the flow's moments at one time to those at the next, so that what the remaining updates
    // make of a late start must have the moments of the end.
    [Test]
    public void AFixedEstimateEndsWithTheFlowsMoments(
        [ValueSource(nameof(Flows))] Flow flow, [Values(0, 0.7, 2)] double noise, [Values(0.1, 0.3)] double from, [Values] bool isAncestral)
    {
        Solver solver = isAncestral ? Solver.Ancestral : new Solver { NoiseExponent = noise, FinalNoiseExponent = 1, Grid = TimeGrid.WithPower(1.5, 0.9) };
        StepTable table = flow.Steps(solver, 20, from);
        double signal = table.StartSignal, variance = table.StartNoise * table.StartNoise;
        foreach (Step step in table.Updates)
        {
            signal = step.Keep * signal + step.Pull + step.PullPrevious;
            variance = step.Keep * step.Keep * variance + step.Noise * step.Noise;
        }
        FlowMoment expected = flow.At(Math.Min(table.FinalTime, Flow.LatestTime));
        Assert.That(signal, Is.EqualTo(expected.Signal).Within(1e-4 * expected.Signal));
        Assert.That(Math.Sqrt(variance), Is.EqualTo(expected.Noise).Within(2e-3 * expected.Noise + 1e-9));
    }

    [Test]
    public void TheNoiseExponentGoesOnAsItWouldHave()
    {
        var flow = new DiscreteFlow(5, 4);
        var solver = new Solver { Order = 1, NoiseExponent = 0, FinalNoiseExponent = 2, Grid = TimeGrid.Uniform };
        StepTable whole = flow.Steps(solver, 10), late = flow.Steps(solver, 10, whole.TimeOf(4));
        Assert.That(late.Updates.Select(Rounded), Is.EqualTo(whole.Updates.Skip(4).Select(Rounded)));

        static string Rounded(Step step) => $"{step.Time:0.000000} {step.Keep:0.000000} {step.Pull:0.000000} {step.Noise:0.000000}";
    }

    [Test]
    public void TheAncestralSamplerStartsAtItsNearestTime()
    {
        StepTable table = new DiscreteFlow(5, 4).Steps(Solver.Ancestral, 11, 0.32);
        Assert.That((table.TimeOf(0), table.Evaluations), Is.EqualTo((0.3, 8)));
        Assert.That(table.StartSignal, Is.EqualTo(5 * 4 * 0.09).Within(1e-12));
    }

    [TestCase(-0.1)]
    [TestCase(1)]
    [TestCase(double.NaN)]
    public void AStartThatIsNoneIsRefused(double from) =>
        Assert.That(() => new DiscreteFlow(5, 4).Steps(new Solver(), 8, from), Throws.TypeOf<RequestException>().With.Message.Contains("starts at"));
}
