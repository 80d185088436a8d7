using BfnProcGen.Networks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Tests.Sampling;

public sealed class GuidedEvaluatorTests
{
    // The output depends on the class alone, and tells how many items were asked for.
    private sealed class ClassNetwork(int channels, int outputs) : INetworkEvaluator
    {
        public int Evaluated { get; private set; }

        public Network Network { get; } = Build(channels, outputs);

        public float[][] Evaluate(IReadOnlyList<NetworkInput> items)
        {
            Evaluated += items.Count;
            return [.. items.Select(item => Enumerable.Range(0, Network.Output.Count).Select(i => 10f * (item.Class + 1) + i).ToArray())];
        }

        private static Network Build(int channels, int outputs)
        {
            var net = new NetworkBuilder();
            net.Add("out", new Convolution(outputs, Kernel: 1), net.Add("state", new StateInput(channels, 1, 2)));
            return net.Build();
        }
    }

    private static readonly NetworkInput[] Items = [new([], null, 0.5), new([], null, 0.5, 1), new([], null, 0.5, 0)];

    [Test]
    public void OutputsMoveAwayFromThoseWithoutAClass()
    {
        var network = new ClassNetwork(2, 2);
        float[][] outputs = new GuidedEvaluator(network, 1.5).Evaluate(Items);
        Assert.That(outputs, Has.Length.EqualTo(3));
        Assert.That(outputs[0], Is.EqualTo(new float[] { 0, 1, 2, 3 }), "without a class there is nothing to guide");
        Assert.That(outputs[1], Is.EqualTo(new float[] { 50, 51, 52, 53 }), "2.5 · (20 + i) − 1.5 · i");
        Assert.That(outputs[2], Is.EqualTo(new float[] { 25, 26, 27, 28 }), "2.5 · (10 + i) − 1.5 · i");
        Assert.That(network.Evaluated, Is.EqualTo(5), "items without a class are evaluated once");
    }

    [Test]
    public void TheDeviationOfDiscretisedDataIsThatOfTheClass()
    {
        float[] output = new GuidedEvaluator(new ClassNetwork(1, 2), 1).Evaluate([new([], null, 0.5, 0)])[0];
        Assert.That(output, Is.EqualTo(new float[] { 20, 21, 12, 13 }));
    }

    [Test]
    public void NoGuidanceEvaluatesNothingTwice()
    {
        var network = new ClassNetwork(2, 2);
        Assert.That(new GuidedEvaluator(network, 0).Evaluate(Items)[1], Is.EqualTo(new float[] { 20, 21, 22, 23 }));
        Assert.That(network.Evaluated, Is.EqualTo(3));
    }
}
