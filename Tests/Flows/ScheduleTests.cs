using BfnProcGen.Flows;

namespace BfnProcGen.Tests.Flows;

public sealed class ScheduleTests
{
    private static readonly Flow[] Flows =
        [new ContinuousFlow(0.001), new ContinuousFlow(Math.Sqrt(1e-3)), new DiscretisedFlow(0.02, 16),
            new ContinuousFlow(0.001) { Predicts = PredictedQuantity.Velocity }, new DiscreteFlow(2, 9), new DiscreteFlow(10, 4), new DiscreteFlow(27, 0.5625)];

    [Test]
    public void AccuracyAgreesWithTheReference()
    {
        foreach (var c in Golden.Cases("bayesian_flow.json", "schedule.continuous")) Check(c, new ContinuousFlow(Math.Sqrt(c.Number("sigma1_squared"))));
        foreach (var c in Golden.Cases("bayesian_flow.json", "schedule.discrete")) Check(c, new DiscreteFlow((int)c.Number("K"), c.Number("beta1")));

        static void Check(System.Text.Json.JsonElement golden, Flow flow)
        {
            double[] alpha = golden.Numbers("alpha");
            for (int i = 1; i <= alpha.Length; i++) Assert.That(flow.Alpha(i, alpha.Length), Is.EqualTo(alpha[i - 1]).Within(1e-9).Percent);
        }
    }

    [Test]
    public void AccuracyOfAFewKnownSteps()
    {
        Assert.That(new DiscreteFlow(5, 4).Alpha(3, 10), Is.EqualTo(4 * 5 / 100.0).Within(1e-12));
        Assert.That(new ContinuousFlow(Math.Sqrt(1e-3)).Alpha(1, 1), Is.EqualTo(999).Within(1e-9));
    }

    [TestCaseSource(nameof(Flows))]
    public void AccuraciesAddUpToTheSchedule(Flow flow)
    {
        const int n = 17;
        double sum = 0;
        for (int m = 1; m <= n; m++)
        {
            sum += flow.Alpha(m, n);
            double t = (double)m / n;
            double expected = flow is DiscreteFlow d ? d.Beta(t) : 1 / (1 - ((ContinuousFlow)flow).Gamma(t)) - 1;
            Assert.That(sum, Is.EqualTo(expected).Within(1e-7).Percent);
        }
    }

    // Oracle 1: m ancestral updates toward a fixed target have the closed form's mean and variance at t = m/n.
    [TestCaseSource(nameof(Flows))]
    public void AncestralUpdatesTowardAFixedTargetFollowTheClosedForm(Flow flow)
    {
        const int n = 12;
        StepTable table = flow.Steps(Solver.Ancestral, n + 1);
        double mean = 0, variance = table.StartNoise * table.StartNoise;
        Assert.That(table.Updates, Has.Count.EqualTo(n));
        for (int m = 1; m < n; m++)
        {
            Step step = table.Updates[m - 1];
            mean = step.Keep * mean + step.Pull;
            variance = step.Keep * step.Keep * variance + step.Noise * step.Noise;
            FlowMoment moment = flow.At((double)m / n);
            Assert.That(mean, Is.EqualTo(moment.Signal).Within(1e-9).Percent);
            Assert.That(variance, Is.EqualTo(moment.Noise * moment.Noise).Within(1e-7).Percent);
        }
    }

    // With a constant estimate every solver keeps the flow's mean, for every noise exponent, order and grid; with an exponent of at least
    // 0 it never adds more noise than the flow has.
    [Test]
    public void SolversKeepTheFlowOfAConstantEstimate(
        [ValueSource(nameof(Flows))] Flow flow, [Values(0, 0.5, 1, 2, 30, double.PositiveInfinity)] double g, [Values(1, 2)] int order,
        [Values(null, 1.8)] double? power)
    {
        var solver = new Solver { NoiseExponent = g, Order = order, Grid = power is { } p ? TimeGrid.WithPower(p) : TimeGrid.Uniform };
        StepTable table = flow.Steps(solver, 8);
        double mean = flow.At(table.TimeOf(0)).Signal, variance = table.StartNoise * table.StartNoise;
        for (int i = 0; i < table.Updates.Count; i++)
        {
            Step step = table.Updates[i];
            mean = step.Keep * mean + step.Pull + step.PullPrevious;
            variance = step.Keep * step.Keep * variance + step.Noise * step.Noise;
            FlowMoment moment = flow.At(table.TimeOf(i + 1));
            Assert.That(mean, Is.EqualTo(moment.Signal).Within(1e-6).Percent);
            Assert.That(variance, Is.EqualTo(moment.Noise * moment.Noise).Within(1e-6).Percent);
        }
    }

    [Test]
    public void GridsStartEarlyEndWhereAskedAndRise([Values(1, 2, 3, 8, 100)] int evaluations, [Values(1, 1.8, 3)] double power)
    {
        double[] times = TimeGrid.WithPower(power, 0.8).Times(evaluations, 1e-3), uniform = TimeGrid.Uniform.Times(evaluations, 1e-3);
        Assert.That(times, Has.Length.EqualTo(evaluations).And.Ordered.Ascending);
        Assert.That(times[0], Is.EqualTo(1e-3));
        if (evaluations > 1) Assert.That(times[^1], Is.EqualTo(0.8).Within(1e-12));
        Assert.That(uniform[^1], Is.EqualTo(1 - 0.999 / evaluations).Within(1e-12));
    }

    [TestCaseSource(nameof(Flows))]
    public void TheSteepestGridHasFiniteScalars(Flow flow)
    {
        StepTable table = flow.Steps(new Solver { Grid = TimeGrid.WithPower(TimeGrid.MostPower) }, 2000);
        Assert.That(table.Updates.SelectMany(s => new[] { s.Keep, s.Pull, s.PullPrevious, s.Noise }), Has.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void NonsenseIsRefused()
    {
        Flow flow = new DiscreteFlow(5, 4);
        Assert.Throws<RequestException>(() => flow.Steps(new Solver(), 0));
        Assert.Throws<RequestException>(() => flow.Steps(new Solver(), -3));
        Assert.Throws<RequestException>(() => flow.Steps(new Solver { NoiseExponent = -1 }, 4));
        Assert.Throws<RequestException>(() => flow.Steps(new Solver { NoiseExponent = double.NaN }, 4));
        Assert.Throws<RequestException>(() => flow.Steps(new Solver { Order = 3 }, 4));
        Assert.Throws<RequestException>(() => flow.Steps(new Solver { Grid = TimeGrid.WithPower(0) }, 4));
        Assert.Throws<RequestException>(() => flow.Steps(new Solver { Grid = TimeGrid.WithPower(30) }, 4));
        Assert.Throws<RequestException>(() => flow.Steps(new Solver { Grid = TimeGrid.WithPower(2, 1.5) }, 4));
        Assert.Throws<RequestException>(() => flow.Steps(new Solver { FinalNoiseExponent = double.PositiveInfinity }, 4));
    }

    // Of the noise, or of the velocity √γ·ε − √(1 − γ)·x, that is really in μ = γx + √(γ(1 − γ))·ε follows x itself; and an error of the
    // velocity is never enlarged.
    [Test]
    public void WhatIsPredictedGivesTheDataBack([Values] PredictedQuantity quantity, [Values(1e-3, 0.1, 0.6, 0.999)] double time, [Values(-1, 0.3)] double x)
    {
        const double epsilon = -0.7;
        ContinuousFlow flow = new(0.02) { Predicts = quantity };
        double gamma = flow.Gamma(time), mean = gamma * x + Math.Sqrt(gamma * (1 - gamma)) * epsilon;
        double predicted = quantity == PredictedQuantity.Noise ? epsilon : Math.Sqrt(gamma) * epsilon - Math.Sqrt(1 - gamma) * x;
        Assert.That(NormalOutput.From(flow, mean, time, predicted).Mean, Is.EqualTo(x).Within(1e-9));
        if (quantity == PredictedQuantity.Velocity) Assert.That(flow.PredictionAt(time).PerNoise, Is.LessThanOrEqualTo(1));
    }
}
