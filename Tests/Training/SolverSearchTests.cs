using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Tests.Training;

/// <summary>The search, on a network that needs no training: the exact posterior of a handful of maps.</summary>
public sealed class SolverSearchTests
{
    private static readonly DiscreteFlow Flow = new(3, 3);
    private static readonly TileWindows Maps = TileWindows.Of(
        [Map("aaaaabbaabbaaaaa"), Map("aaaaabbaacbaaaaa"), Map("aaaaabcaabbaaaaa"), Map("bbbbbaabbaabbbbb"), Map("ccccaaaaaaaacccc"), Map("abababababababab")], new CropSize(4, 4));

    [Test]
    public void FindsASolverForEveryNumberAndFewEvaluationsSuffice()
    {
        var shares = new List<double>();
        IReadOnlyList<SolverChoice> choices = Search().Run(new Listener(progress => shares.Add(progress.Share)));
        Assert.That(choices.Select(choice => choice.Evaluations), Is.EqualTo(new[] { 2, 3, 4, 6, 8, 12, 16, 32, 100 }));
        Assert.That(shares, Is.Ordered.Ascending);
        Assert.That(shares[^1], Is.EqualTo(1).Within(1e-9));
        foreach (SolverChoice choice in choices) Assert.That(() => Flow.Steps(choice.Solver, choice.Evaluations), Throws.Nothing);

        Assert.That(Score(4).JensenShannon, Is.LessThan(Score(0).JensenShannon));
        Assert.That(Score(6).JensenShannon, Is.LessThan(0.05));
        Assert.That(Score(6).Copies, Is.GreaterThan(0.95), "the exact posterior draws the maps it knows");

        MapScore Score(int i) => (MapScore)choices[i].Score;
    }

    // One cell after the other from the exact posterior needs as many updates as cells; fewer are decided together, and worse.
    [Test]
    public void FindsSolversWhereCellsTakeTurns()
    {
        DiscreteFlow flow = Flow with { Rolling = new RollingWindow(16, 1) };
        IReadOnlyList<SolverChoice> choices = new SolverSearch(flow, new Posterior(), new MapScorer(Maps)) { Maps = 48 }.Run();
        Assert.That(choices.Select(choice => choice.Evaluations), Is.EqualTo(new[] { 2, 3, 4, 6, 8, 12, 16, 17, 32, 100 }));
        var all = (MapScore)choices.Single(choice => choice.Evaluations == 17).Score;
        Assert.That(all.Copies, Is.GreaterThan(0.95), "the exact posterior draws the maps it knows");
    }

    [Test]
    public void IsRepeatable()
    {
        SolverChoice[] one = [.. Search().Run()], two = [.. Search().Run()];
        Assert.That(two, Is.EqualTo(one));
    }

    [Test]
    public void CostPunishesEverythingThatIsWrong()
    {
        var perfect = new MapScore(0, 0, 0, 0, 0, 0, 0.1);
        Assert.That(perfect.Cost, Is.Zero);
        foreach (MapScore worse in new[]
        {
            perfect with { JensenShannon = 0.1 }, perfect with { Unseen = 0.1 }, perfect with { Broken = 0.1 },
            perfect with { Copies = 0.1 }, perfect with { Duplicates = 0.1 },
        })
            Assert.That(worse.Cost, Is.Positive, worse.ToString());
    }

    [Test]
    public void StopsWhenTimeIsUpOrCancelled()
    {
        Assert.That(new SolverSearch(Flow, new Posterior(), new MapScorer(Maps)) { Budget = TimeSpan.FromTicks(-1) }.Run(), Is.Empty);
        using var cancel = new CancellationTokenSource();
        IReadOnlyList<SolverChoice> choices = Search().Run(new Listener(progress =>
        {
            if (progress is { Evaluations: 4, Best: not null }) cancel.Cancel();
        }), cancel.Token);
        Assert.That(choices.Select(choice => choice.Evaluations), Is.EqualTo(new[] { 4, 8 }));
    }

    private static SolverSearch Search() => new(Flow, new Posterior(), new MapScorer(Maps)) { Maps = 48 };

    private static TileMap Map(string cells) => new(4, 4, [.. cells.Select(c => (byte)(c - 'a'))]);

    // Each map's posterior weight is the product over cells of softmax(y) at its tile; the output is the mixture's marginal.
    private sealed class Posterior : INetworkEvaluator
    {
        private readonly byte[][] _maps = Maps.Spread(100);

        public Posterior()
        {
            var net = new NetworkBuilder();
            net.Add("state", new StateInput(3, 4, 4));
            Network = net.Build();
        }

        public Network Network { get; }

        public float[][] Evaluate(IReadOnlyList<NetworkInput> items) => [.. items.Select(item => Output(item.State))];

        private float[] Output(float[] state)
        {
            double[] logs = Array.ConvertAll(_maps, map => map.Select((tile, cell) => Math.Log(Math.Max(1e-20, (state[tile * 16 + cell] + 1) / 2))).Sum());
            double most = logs.Max();
            double[] weights = Array.ConvertAll(logs, log => Math.Exp(log - most));
            var output = new float[state.Length];
            for (int m = 0; m < _maps.Length; m++)
            for (int cell = 0; cell < 16; cell++) output[_maps[m][cell] * 16 + cell] += (float)(weights[m] / weights.Sum());
            return Array.ConvertAll(output, p => MathF.Log(p + 1e-9f));
        }
    }

    private sealed class Listener(Action<SolverSearchProgress> report) : IProgress<SolverSearchProgress>
    {
        public void Report(SolverSearchProgress value) => report(value);
    }
}
