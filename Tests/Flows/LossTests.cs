using System.Text.Json;
using BfnProcGen.Flows;

namespace BfnProcGen.Tests.Flows;

/// <summary>Losses, output distributions and updates against the reference implementation and the exact oracles.</summary>
public sealed class LossTests
{
    private const double Tolerance = 1e-5;

    [Test]
    public void ContinuousDataAgreesWithTheReference()
    {
        foreach (JsonElement golden in Golden.Cases("bayesian_flow.json", "continuous"))
        {
            var flow = new ContinuousFlow(Math.Sqrt(golden.Number("sigma1_squared")));
            int bins = (int)golden.Number("bins"), n = (int)golden.Number("n");
            double[] x = golden.Numbers("x"), t = golden.Numbers("t"), eps = golden.Numbers("eps"), mu = golden.Numbers("mu"), net = golden.Numbers("net_output");
            double[] stepTimes = golden.Numbers("t_discrete");
            for (int d = 0; d < x.Length; d++)
            {
                FlowMoment moment = flow.At(t[d]);
                Near(moment.Signal * x[d] + moment.Noise * eps[d], mu[d]);
                double estimate = NormalOutput.From(flow, mu[d], t[d], net[d]).Clipped;
                Near(estimate, golden.Numbers("x_hat")[d]);
                NearLoss(moment.Weight, x[d] - estimate, golden.Numbers("loss_continuous_time")[d]);
                int step = (int)Math.Round(stepTimes[d] * n) + 1;
                double atStep = NormalOutput.From(flow, mu[d], stepTimes[d], net[d]).Clipped;
                NearLoss(DiscreteTimeLoss.Continuous(flow, 1, 0, step, n), x[d] - atStep, golden.Numbers("loss_discrete_time")[d]);
            }
        }
    }

    [Test]
    public void DiscretisedDataAgreesWithTheReference()
    {
        foreach (JsonElement golden in Golden.Cases("bayesian_flow.json", "discretised"))
        {
            var flow = new DiscretisedFlow(Math.Sqrt(golden.Number("sigma1_squared")), (int)golden.Number("bins"));
            double[] x = golden.Numbers("x"), t = golden.Numbers("t"), mu = golden.Numbers("mu"), net = golden.Numbers("net_output");
            double[] probabilities = golden.Numbers("probs"), logs = golden.Numbers("log_prob");
            for (int d = 0; d < x.Length; d++)
            {
                NormalOutput output = NormalOutput.From(flow, mu[d], t[d], net[2 * d], net[2 * d + 1]);
                double[] own = output.Probabilities(flow.Bins);
                for (int k = 0; k < flow.Bins; k++) Near(own[k], probabilities[d * flow.Bins + k]);
                Near(output.LogProbability(flow, flow.BinOf(x[d])), logs[d]);
                Near(output.BinnedMean(flow), golden.Numbers("x_hat")[d]);
                NearLoss(flow.At(t[d]).Weight, flow.Centre(flow.BinOf(x[d])) - output.BinnedMean(flow), golden.Numbers("loss_continuous_time")[d]);
            }
        }
    }

    [Test]
    public void DiscreteDataAgreesWithTheReference()
    {
        foreach (JsonElement golden in Golden.Cases("bayesian_flow.json", "discrete"))
        {
            int k = (int)golden.Number("K"), n = (int)golden.Number("n");
            var flow = new DiscreteFlow(k, golden.Number("beta1"));
            double[] x = golden.Numbers("x"), t = golden.Numbers("t"), eps = golden.Numbers("eps"), theta = golden.Numbers("theta");
            double[] net = golden.Numbers("net_output"), draws = golden.Numbers("eps_discrete_time"), stepTimes = golden.Numbers("t_discrete");
            for (int d = 0; d < x.Length; d++)
            {
                FlowMoment moment = flow.At(t[d]);
                double[] state = [.. Enumerable.Range(0, k).Select(c => (c == (int)x[d] ? moment.Signal : 0) + moment.Noise * eps[d * k + c])];
                double[] drawn = SolverTests.Softmax(state, k);
                // For two classes the reference keeps P(class 0) alone, and its network returns the logit of class 1.
                if (k == 2) Near(drawn[0], theta[d]);
                else for (int c = 0; c < k; c++) Near(drawn[c], theta[d * k + c]);

                double[] output = SolverTests.Softmax(k == 2 ? [0, net[d]] : net[(d * k)..(d * k + k)], k);
                double error = Enumerable.Range(0, k).Sum(c => Math.Pow((c == (int)x[d] ? 1 : 0) - output[c], 2));
                Near(moment.Weight * error, golden.Numbers("loss_continuous_time")[d]);
                double[] logs = [.. output.Select(p => Math.Log(p))];
                Near(ReconstructionLoss.Discrete((int)x[d], logs), golden.Numbers("reconstruction_loss")[d]);

                int step = (int)Math.Round(stepTimes[d] * n) + 1, count = draws.Length / (x.Length * k);
                double mean = Enumerable.Range(0, count).Average(draw =>
                    DiscreteTimeLoss.Discrete(flow, (int)x[d], logs, step, n, draws.AsSpan((draw * x.Length + d) * k, k)));
                Near(mean, golden.Numbers("loss_discrete_time")[d]);
            }
        }
    }

    [Test]
    public void DiscretisedStepLossAgreesWithTheReference()
    {
        foreach (JsonElement golden in Golden.Cases("bayesian_flow.json", "discretised"))
        {
            var flow = new DiscretisedFlow(Math.Sqrt(golden.Number("sigma1_squared")), (int)golden.Number("bins"));
            int n = (int)golden.Number("n");
            double[] x = golden.Numbers("x"), mu = golden.Numbers("mu"), net = golden.Numbers("net_output"), times = golden.Numbers("t_discrete");
            double[] draws = golden.Numbers("eps_discrete_time"), expected = golden.Numbers("loss_discrete_time");
            int variables = x.Length / expected.Length, count = draws.Length / x.Length;
            for (int item = 0; item < expected.Length; item++)
            {
                double mean = Enumerable.Range(item * variables, variables).Average(d =>
                {
                    NormalOutput output = NormalOutput.From(flow, mu[d], times[d], net[2 * d], net[2 * d + 1]);
                    double[] logs = [.. output.Probabilities(flow.Bins).Select(p => Math.Log(Math.Max(p, 1e-300)))];
                    int step = (int)Math.Round(times[d] * n) + 1;
                    return Enumerable.Range(0, count).Average(draw =>
                        DiscreteTimeLoss.Discretised(flow, flow.BinOf(x[d]), logs, step, n, draws[draw * x.Length + d]));
                });
                Assert.That(mean, Is.EqualTo(expected[item]).Within(1e-3).Percent);
            }
        }
    }

    [Test]
    public void ReconstructionOfContinuousDataAgreesWithTheReference()
    {
        foreach (JsonElement golden in Golden.Cases("bayesian_flow.json", "continuous"))
        {
            var flow = new ContinuousFlow(Math.Sqrt(golden.Number("sigma1_squared")));
            double[] x = golden.Numbers("x"), mu = golden.Numbers("mu"), net = golden.Numbers("net_output"), expected = golden.Numbers("reconstruction_loss");
            for (int d = 0; d < x.Length; d++)
            {
                double estimate = NormalOutput.From(flow, mu[d], 1, net[d]).Clipped;
                Near(ReconstructionLoss.Continuous(flow, x[d], estimate, (int)golden.Number("bins")), expected[d]);
            }
        }
    }

    // Oracle 2: an output of 1/K everywhere gives an expected continuous-time loss of β₁(K − 1)/2.
    [Test]
    public void AnIgnorantOutputCostsBetaTimesHalfOfAllOtherClasses([Values(2, 5, 27)] int classes)
    {
        var flow = new DiscreteFlow(classes, 3);
        double error = Math.Pow(1 - 1.0 / classes, 2) + (classes - 1) / (double)(classes * classes);
        const int steps = 1000;
        double mean = Enumerable.Range(0, steps).Average(i => flow.At((i + 0.5) / steps).Weight * error);
        Assert.That(mean, Is.EqualTo(3 * (classes - 1) / 2.0).Within(1e-6).Percent);
    }

    // Oracle 3: for one variable x ~ π with the Bayes-optimal output softmax(ln π + y), Lⁿ + Lʳ is the entropy of π for every n.
    [Test]
    public void TheOptimalOutputCostsTheEntropy([Values(1, 2, 5)] int steps)
    {
        double[] prior = [0.5, 0.3, 0.15, 0.05];
        var flow = new DiscreteFlow(4, 0.8);
        var random = new Random(7);
        const int draws = 60_000;
        double sum = 0, squares = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            double u = random.NextDouble();
            int x = u < 0.5 ? 0 : u < 0.8 ? 1 : u < 0.95 ? 2 : 3, step = random.Next(1, steps + 1);
            double loss = DiscreteTimeLoss.Discrete(flow, x, Optimal(x, (step - 1.0) / steps), step, steps, Noise())
                + ReconstructionLoss.Discrete(x, Optimal(x, 1));
            sum += loss;
            squares += loss * loss;
        }
        double mean = sum / draws, error = Math.Sqrt((squares / draws - mean * mean) / draws);
        double entropy = -prior.Sum(p => p * Math.Log(p));
        Assert.That(mean, Is.EqualTo(entropy).Within(4 * error), $"standard error {error}");
        Assert.That(error, Is.LessThan(0.02 * entropy));

        double[] Noise() => [.. prior.Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];

        double[] Optimal(int x, double t)
        {
            FlowMoment moment = flow.At(t);
            double[] noise = Noise();
            double[] logits = [.. prior.Select((p, k) => Math.Log(p) + (k == x ? moment.Signal : 0) + moment.Noise * noise[k])];
            return [.. SolverTests.Softmax(logits, 4).Select(p => Math.Log(p))];
        }
    }

    [Test]
    public void BinsCoverTheLineWhateverTheDistribution([Values(-3, -0.99, 0, 0.4, 1, 7)] double mean, [Values(0, 1e-4, 0.1, 50)] double deviation)
    {
        var flow = new DiscretisedFlow(0.02, 16);
        var output = new NormalOutput(mean, deviation);
        Assert.That(output.Probabilities(16).Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(Enumerable.Range(0, 16).Select(k => output.LogProbability(flow, k)), Has.All.Matches<double>(double.IsFinite));
        Assert.That(output.BinnedMean(flow), Is.InRange(-1.0, 1.0));
    }

    // Inside its losses the reference computes γ from 32-bit time: its estimate is off by up to 2⁻²⁴, which a large weight amplifies.
    private static void NearLoss(double weight, double error, double expected) =>
        Assert.That(weight * error * error, Is.EqualTo(expected).Within(Tolerance * Math.Max(1, expected) + weight * 2 * Math.Abs(error) * Math.Pow(2, -24)));

    private static void Near(double actual, double expected) =>
        Assert.That(actual, Is.EqualTo(expected).Within(Tolerance * Math.Max(1, Math.Abs(expected))));
}
