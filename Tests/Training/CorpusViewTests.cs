using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Tests.Training;

/// <summary>Images of every parameterisation are compared by transparency and brightness, and solvers are searched for with that.</summary>
public sealed class CorpusViewTests
{
    // Transparent, black, a dark and a bright colour.
    private static readonly PaletteFormat Palette =
        new([default, new Rgba(0, 0, 0, 255), new Rgba(100, 70, 80, 255), new Rgba(250, 250, 200, 255)]);

    [Test]
    public void APaletteIsSeenAsTransparencyAndBrightness()
    {
        DiscreteCorpus corpus = DiscreteCorpus.Create(
            [new SourceMap("a", new TileMap(2, 2, [0, 1, 2, 3]), IsKeptBack: false),
                new SourceMap("b", new TileMap(2, 2, [3, 3, 0, 0]), IsKeptBack: true)], Palette, new CorpusOptions());
        var view = new CorpusView(corpus);
        Assert.That(view.Training.Spread(9).Single(), Is.EqualTo(new byte[] { 4, 0, 1, 3 }));
        Assert.That(view.Validation.Spread(9).Single(), Is.EqualTo(new byte[] { 3, 3, 4, 4 }));
        Assert.That(view.CellsOf([2, 2, 1, 0]), Is.EqualTo(new byte[] { 1, 1, 0, 4 }));
    }

    [TestCase(null)]
    [TestCase(16)]
    [TestCase(256)]
    public void NumbersAreSeenAsWhatTheyDecodeTo(int? bins)
    {
        var image = new Image(2, 2, PixelChannels.Rgba, 8, [0, 0, 0, 0, 0, 0, 0, 255, 102, 68, 85, 255, 255, 255, 204, 255]);
        NumberCorpus corpus =
            NumberCorpus.Create([new SourceImage("a", image)], new PixelFormat(PixelChannels.Rgba, 8), bins, new CorpusOptions());
        var view = new CorpusView(corpus);
        Assert.That(view.Training.Spread(9).Single(), Is.EqualTo(new byte[] { 4, 0, 1, 3 }));
        float[] numbers = corpus.Learnt(1).Values;
        Assert.That(view.CellsOf(bins is null ? LevelSampler.LevelsOf(numbers) : [.. numbers.Select(number => (byte)number)]),
            Is.EqualTo(new byte[] { 4, 0, 1, 3 }));
    }

    // The exact posterior mean of a handful of images is the best that a network can say; what it draws must be these images.
    [Test]
    public void SolversAreSearchedForContinuousDataToo()
    {
        var random = new Random(4);
        SourceImage[] images =
            [.. Enumerable.Range(0, 5)
            .Select(i => new SourceImage($"{i}",
            new Image(4, 4, PixelChannels.Grey, 8, [.. Enumerable.Range(0, 16).Select(_ => (ushort)random.Next(256))])))];
        NumberCorpus corpus =
            NumberCorpus.Create(images, new PixelFormat(PixelChannels.Grey, 8), null, new CorpusOptions { ValidationShare = 0 });
        var flow = (ContinuousFlow)corpus.FlowFor(new TrainingOptions());
        var network = new Posterior(flow, [.. corpus.Learnt(9).Values.Chunk(16)]);
        IReadOnlyList<SolverChoice> choices = new SolverSearch(flow, network, SampleScorer.For(corpus)) { Maps = 32 }.Run();
        Assert.That(choices, Has.Count.EqualTo(9));
        SolverChoice sixteen = choices.Single(choice => choice.Evaluations == 16);
        var score = (MapScore)sixteen.Score;
        Assert.That(score.Copies, Is.GreaterThan(0.9), "the exact posterior draws the images it knows");
        Assert.That(score.JensenShannon, Is.LessThan(0.2));
        byte[][] drawn = new LevelSampler(flow, network)
            .Sample(flow.Steps(sixteen.Solver, 16), [.. Enumerable.Range(0, 16).Select(i => new SampleItem((ulong)i))]);
        Assert.That(MemorisationGauge.Measure(drawn, new CorpusView(corpus)).NearestTraining, Is.LessThan(0.05));
    }

    // E[x | μ] over the images, as what the network would have to predict.
    private sealed class Posterior : INetworkEvaluator
    {
        private readonly ContinuousFlow _flow;
        private readonly float[][] _images;

        public Posterior(ContinuousFlow flow, float[][] images)
        {
            (_flow, _images) = (flow, images);
            var net = new NetworkBuilder();
            net.Add("state", new StateInput(1, 4, 4));
            Network = net.Build();
        }

        public Network Network { get; }

        public float[][] Evaluate(IReadOnlyList<NetworkInput> items) => [.. items.Select(item => Output(item.State, item.Time))];

        private float[] Output(float[] state, double time)
        {
            double gamma = _flow.Gamma(time), variance = Math.Max(1e-12, gamma * (1 - gamma));
            double[] logs = Array.ConvertAll(_images,
                image => -image.Zip(state, (x, mean) => (mean - gamma * x) * (mean - gamma * x)).Sum() / (2 * variance));
            double most = logs.Max();
            double[] weights = Array.ConvertAll(logs, log => Math.Exp(log - most));
            NoisePrediction prediction = _flow.PredictionAt(time);
            double total = weights.Sum();
            return [.. Enumerable.Range(0, 16).Select(i =>
                (float)((prediction.PerMean * state[i] - weights.Zip(_images, (w, image) => w * image[i]).Sum() / total) / prediction.PerNoise))];
        }
    }
}
