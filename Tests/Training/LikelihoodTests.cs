using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Tests.Training;

/// <summary>The likelihood estimate against what is known exactly.</summary>
public sealed class LikelihoodTests
{
    private static readonly double[] Prior = [0.5, 0.3, 0.15, 0.05];

    // D = 1, x ~ π and the Bayes-optimal output softmax(ln π + y): Lⁿ + Lʳ and L∞ + Lʳ are the entropy of π, for every n and β₁.
    [TestCase(1, 1.5)]
    [TestCase(4, 1.5)]
    [TestCase(25, 1.5)]
    [TestCase(null, 1.5)]
    [TestCase(6, 4)]
    [TestCase(null, 0.3)]
    public void OfTheBayesOptimalOutputIsTheEntropy(int? steps, double beta1)
    {
        var flow = new DiscreteFlow(Prior.Length, beta1);
        double entropy = -Prior.Sum(p => p * Math.Log(p));
        var likelihood = new Likelihood(flow, new OneCell(4, state => [.. state.Select((s, k) => (float)Math.Log(Math.Max(1e-30, (s + 1) / 2) * Prior[k]))])) { Seed = 3 };
        LikelihoodEstimate estimate = likelihood.Estimate(Draws(4000), steps);
        Assert.That(estimate.StandardError, Is.InRange(1e-4, 0.08));
        // The draws' own frequencies differ from π by chance; their share of the error is part of the standard error, over maps.
        Assert.That(estimate.NatsPerItem, Is.EqualTo(entropy).Within(4 * estimate.StandardError));
    }

    // Where the output is 1/K whatever the state, L∞ = β₁(K − 1)/2 on average and Lʳ = ln K.
    [TestCase(3, 2.0)]
    [TestCase(4, 0.75)]
    public void OfAUniformOutputIsKnown(int classes, double beta1)
    {
        var likelihood = new Likelihood(new DiscreteFlow(classes, beta1), new OneCell(classes, state => new float[state.Length])) { Repeats = 64 };
        LikelihoodEstimate estimate = likelihood.Estimate(Items([.. Enumerable.Range(0, 200).Select(i => (float)(i % classes))]), null);
        Assert.That(estimate.Loss, Is.EqualTo(beta1 * (classes - 1) / 2).Within(0.004));
        Assert.That(estimate.Reconstruction, Is.EqualTo(Math.Log(classes)).Within(1e-6));
    }

    [Test]
    public void ManyStepsApproachContinuousTime()
    {
        var flow = new DiscreteFlow(Prior.Length, 2);
        var likelihood = new Likelihood(flow, new OneCell(4, state => [.. state.Select(s => 2 * s)]));
        LikelihoodEstimate many = likelihood.Estimate(Draws(3000), 1000), limit = likelihood.Estimate(Draws(3000), null);
        Assert.That(many.BitsPerVariable, Is.EqualTo(limit.BitsPerVariable).Within(4 * (many.BitsStandardError + limit.BitsStandardError)));
    }

    [Test]
    public void ImpossibleRequestsAreRefused()
    {
        var likelihood = new Likelihood(new DiscreteFlow(4, 1), new OneCell(4, state => state));
        Assert.That(() => likelihood.Estimate(Items([]), 4), Throws.TypeOf<RequestException>());
        Assert.That(() => likelihood.Estimate(Items([0]), 0), Throws.TypeOf<RequestException>().With.Message.Contains("0"));
        Assert.That(() => likelihood.Estimate(new ItemBatch([0, 1], [-1]), 4), Throws.TypeOf<RequestException>().With.Message.Contains("2 variables"));
    }

    private static ItemBatch Items(float[] values) => new(values, [.. values.Select(_ => -1)]);

    private static ItemBatch Draws(int count)
    {
        var random = new Random(11);
        return Items([.. Enumerable.Range(0, count).Select(_ =>
        {
            double u = random.NextDouble();
            int k = 0;
            while (k < Prior.Length - 1 && (u -= Prior[k]) >= 0) k++;
            return (float)k;
        })]);
    }

    private sealed class OneCell(int classes, Func<float[], float[]> output) : INetworkEvaluator
    {
        private readonly Lazy<Network> _network = new(() =>
        {
            var net = new NetworkBuilder();
            net.Add("state", new StateInput(classes, 1, 1));
            return net.Build();
        });

        public Network Network => _network.Value;

        public float[][] Evaluate(IReadOnlyList<NetworkInput> items) => [.. items.Select(item => output(item.State))];
    }
}
