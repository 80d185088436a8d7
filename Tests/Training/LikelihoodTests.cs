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
        var likelihood = new Likelihood(flow, new FewCells(4, state => [.. state.Select((s, k) => (float)Math.Log(Math.Max(1e-30, (s + 1) / 2) * Prior[k]))]), Draws(4000)) { Seed = 3 };
        LikelihoodEstimate estimate = likelihood.Estimate(steps);
        Assert.That(estimate.StandardError, Is.InRange(1e-4, 0.08));
        // The draws' own frequencies differ from π by chance; their share of the error is part of the standard error, over maps.
        Assert.That(estimate.NatsPerItem, Is.EqualTo(entropy).Within(4 * estimate.StandardError));
    }

    // Two cells, the second mostly as the first, and the Bayes-optimal output: where they take turns every continuous-time bound is the
    // entropy of both, and so is that of as many steps as turns; where they go together, one step can't know the first when it scores the
    // second, and two steps don't suffice.
    [TestCase(null, 1.0, true)]
    [TestCase(null, 1.8, true)]
    [TestCase(2, 1.0, true)]
    [TestCase(4, 1.0, true)]
    [TestCase(null, 0.0, true)]
    [TestCase(1, 1.0, false)]
    [TestCase(1, 0.0, false)]
    public void OfCellsThatTakeTurnsIsTheEntropyToo(int? steps, double width, bool isExact)
    {
        double[,] joint = { { 0.6, 0.05 }, { 0.02, 0.33 } };
        double entropy = -joint.Cast<double>().Sum(p => p * Math.Log(p));
        var flow = new DiscreteFlow(2, 3, width > 0 ? new RollingWindow(2, width) : null);
        var random = new Random(4);
        ItemBatch items = new([.. Enumerable.Range(0, 4000).SelectMany(_ => Draw(random.NextDouble()))], [.. Enumerable.Repeat(-1, 4000)]);
        var likelihood = new Likelihood(flow, new FewCells(2, Output, cells: 2), items) { Seed = 5 };
        LikelihoodEstimate estimate = likelihood.Estimate(steps);
        Assert.That(estimate.StandardError, Is.InRange(1e-4, 0.05));
        if (isExact) Assert.That(estimate.NatsPerItem, Is.EqualTo(entropy).Within(4 * estimate.StandardError));
        else Assert.That(estimate.NatsPerItem, Is.GreaterThan(entropy + 4 * estimate.StandardError));

        float[] Draw(double u)
        {
            for (int i = 0; i < 3; i++)
                if ((u -= joint[i / 2, i % 2]) < 0) return [i / 2, i % 2];
            return [1, 1];
        }

        // The state is [class][cell]; of each cell the marginal of the joint posterior.
        float[] Output(float[] state)
        {
            double[] weights = [.. Enumerable.Range(0, 4).Select(i => joint[i / 2, i % 2] * Seen(i / 2, 0) * Seen(i % 2, 1))];
            return [Log(weights[0] + weights[1]), Log(weights[0] + weights[2]), Log(weights[2] + weights[3]), Log(weights[1] + weights[3])];

            double Seen(int k, int cell) => Math.Max(1e-30, (state[k * 2 + cell] + 1.0) / 2);
            static float Log(double p) => (float)Math.Log(p);
        }
    }

    // Where the output is 1/K whatever the state, L∞ = β₁(K − 1)/2 on average and Lʳ = ln K.
    [TestCase(3, 2.0)]
    [TestCase(4, 0.75)]
    public void OfAUniformOutputIsKnown(int classes, double beta1)
    {
        ItemBatch items = Items([.. Enumerable.Range(0, 200).Select(i => (float)(i % classes))]);
        var likelihood = new Likelihood(new DiscreteFlow(classes, beta1), new FewCells(classes, state => new float[state.Length]), items) { Repeats = 64 };
        LikelihoodEstimate estimate = likelihood.Estimate(null);
        Assert.That(estimate.Loss, Is.EqualTo(beta1 * (classes - 1) / 2).Within(0.004));
        Assert.That(estimate.Reconstruction, Is.EqualTo(Math.Log(classes)).Within(1e-6));
    }

    [Test]
    public void ManyStepsApproachContinuousTime()
    {
        var flow = new DiscreteFlow(Prior.Length, 2);
        var likelihood = new Likelihood(flow, new FewCells(4, state => [.. state.Select(s => 2 * s)]), Draws(3000));
        LikelihoodEstimate many = likelihood.Estimate(1000), limit = likelihood.Estimate(null);
        Assert.That(many.BitsPerVariable, Is.EqualTo(limit.BitsPerVariable).Within(4 * (many.BitsStandardError + limit.BitsStandardError)));
    }

    [Test]
    public void ImpossibleRequestsAreRefused()
    {
        Assert.That(() => Of(Items([])), Throws.TypeOf<RequestException>());
        Assert.That(() => Of(Items([0])).Estimate(0), Throws.TypeOf<RequestException>().With.Message.Contains("0"));
        Assert.That(() => Of(new ItemBatch([0, 1], [-1])), Throws.TypeOf<RequestException>().With.Message.Contains("2 variables"));

        static Likelihood Of(ItemBatch items) => new(new DiscreteFlow(4, 1), new FewCells(4, state => state), items);
    }

    [Test]
    public void EveryEstimateSharesOneReconstructionAndTellsItsWork()
    {
        var network = new FewCells(4, state => state);
        var likelihood = new Likelihood(new DiscreteFlow(4, 2), network, Draws(100)) { Repeats = 3 };
        var told = new Told();
        LikelihoodEstimate[] estimates = [likelihood.Estimate(1, told), likelihood.Estimate(8, told), likelihood.Estimate(null, told)];
        Assert.That(estimates.Select(estimate => estimate.Reconstruction).Distinct().Count(), Is.EqualTo(1));
        Assert.That(network.Evaluated, Is.EqualTo(4 * 300));
        Assert.That(told.Sum, Is.EqualTo(network.Evaluated).And.EqualTo(likelihood.EvaluationsOf(3)));
        Assert.That(new Likelihood(new DiscreteFlow(4, 2), network, Draws(100)) { Repeats = 3 }.Estimate(8), Is.EqualTo(estimates[1]));
    }

    // Half of the items count as one variable, half as three and have three times the nats: bits a variable are the same everywhere.
    [Test]
    public void TheErrorOfBitsAVariableKnowsThatLongerItemsHaveMore()
    {
        ItemBatch items = Items([.. Enumerable.Range(0, 60).Select(i => (float)(i % 2))]);
        // 1 − p = p³; and one step of no accuracy costs next to nothing.
        double p = 0.6823278038280193;
        var likelihood = new Likelihood(new DiscreteFlow(2, 1e-9), new FewCells(2, _ => [(float)Math.Log(p), (float)Math.Log(1 - p)]), items,
            [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 1.0 : 3.0)]);
        LikelihoodEstimate estimate = likelihood.Estimate(1);
        Assert.That(estimate.Variables, Is.EqualTo(2));
        Assert.That(estimate.BitsPerVariable, Is.EqualTo(-Math.Log2(p)).Within(1e-4));
        Assert.That(estimate.StandardError, Is.GreaterThan(0.04));
        Assert.That(estimate.BitsStandardError, Is.LessThan(1e-4));
    }

    [Test]
    public void ACancellationEndsItBetweenBatches()
    {
        using var interrupt = new CancellationTokenSource();
        var network = new FewCells(4, state => state);
        var likelihood = new Likelihood(new DiscreteFlow(4, 2), network, Draws(1000));
        var told = new Told { Each = interrupt.Cancel };
        Assert.That(() => likelihood.Estimate(2, told, interrupt.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(network.Evaluated, Is.InRange(1, 100));
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

    private sealed class FewCells(int classes, Func<float[], float[]> output, int cells = 1) : INetworkEvaluator
    {
        private readonly Lazy<Network> _network = new(() =>
        {
            var net = new NetworkBuilder();
            net.Add("state", new StateInput(classes, 1, cells));
            return net.Build();
        });

        public Network Network => _network.Value;

        public int Evaluated { get; private set; }

        public float[][] Evaluate(IReadOnlyList<NetworkInput> items)
        {
            Evaluated += items.Count;
            return [.. items.Select(item => output(item.State))];
        }
    }

    private sealed class Told : IProgress<int>
    {
        public int Sum { get; private set; }

        public Action Each { get; init; } = () => { };

        public void Report(int value)
        {
            Sum += value;
            Each();
        }
    }
}
