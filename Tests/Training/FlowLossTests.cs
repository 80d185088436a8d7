using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Losses;
using BfnProcGen.Training.Networks;
using TorchSharp;

namespace BfnProcGen.Tests.Training;

/// <summary>The training loss, computed again in plain C# from its definition.</summary>
public sealed class FlowLossTests
{
    private const int Classes = 4, Height = 5, Width = 3, Area = Height * Width, Count = 6;

    private static readonly Network Network =
        new UNetRecipe { InputChannels = Classes, OutputChannels = Classes, Height = Height, Width = Width, BaseChannels = 8, Dropout = 0 }.Build();

    private static readonly DiscreteFlow Flow = new(Classes, 2.5);

    [Test]
    public void AgreesWithItsDefinition([Values] Objective objective, [Values(0, 1, 2.5)] double width)
    {
        DiscreteFlow flow = width > 0 ? Flow with { Rolling = new RollingWindow(Area, width) } : Flow;
        var random = new Random(2);
        byte[] cells = [.. Enumerable.Range(0, Count * Area).Select(_ => (byte)random.Next(Classes))];
        float[] known = [.. Enumerable.Range(0, Count * Area).Select(i => i < Area ? 0f : random.Next(2))];
        double[] times = [0, 0.03, 0.2, 0.5, 0.8, 1];
        float[] epsilon = RandomWeights.Numbers(random, Count * Classes * Area, 2);
        Dictionary<string, float[]> weights = RandomWeights.For(Network);

        var sampler = new PlainSampler(flow, new PlainNetwork(Network, weights));
        var inputs = new NetworkInput[Count];
        for (int i = 0; i < Count; i++)
        {
            float[] state = [.. Enumerable.Range(0, Classes * Area).Select(e =>
            {
                FlowMoment moment = flow.At(times[i], e % Area);
                return (float)((cells[i * Area + e % Area] == e / Area ? moment.Signal : 0) + moment.Noise * epsilon[i * Classes * Area + e]);
            })];
            short[] given = [.. Enumerable.Range(0, Area).Select(cell => known[i * Area + cell] == 1 ? cells[i * Area + cell] : (short)-1)];
            inputs[i] = new NetworkInput(sampler.Encode(state, given), known[(i * Area)..((i + 1) * Area)], times[i]);
        }
        float[][] outputs = new PlainNetwork(Network, weights).Evaluate(inputs);
        double sum = 0, unknown = 0;
        for (int i = 0; i < Count; i++)
        for (int cell = 0; cell < Area; cell++)
        {
            if (known[i * Area + cell] == 1) continue;
            double[] p = [.. Enumerable.Range(0, Classes).Select(k => Math.Exp(outputs[i][k * Area + cell]))];
            double total = p.Sum();
            int x = cells[i * Area + cell];
            // Where cells take turns: 1 where one is under way, half as much for each that is further ahead, a tenth behind.
            double ahead = cell - times[i] * (Area - 1 + width);
            double counts = objective == Objective.ContinuousTime || width == 0 ? 1 : ahead > 0 ? Math.Max(1e-3, Math.Pow(0.5, ahead)) : ahead > -width ? 1 : 0.1;
            sum += counts * (objective == Objective.CrossEntropy
                ? -Math.Log(p[x] / total)
                : flow.At(times[i], cell).Weight * Enumerable.Range(0, Classes).Sum(k => Math.Pow((k == x ? 1 : 0) - p[k] / total, 2)));
            unknown += counts;
        }

        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(Network, weights);
        torch.Tensor noise = torch.tensor(epsilon, [Count, Classes, Height, Width]);
        torch.Tensor loss = FlowLoss.For(flow, objective, 1).Of(network, Items(cells), known, times, noise, training: false);
        Assert.That(loss.item<float>(), Is.EqualTo(sum / unknown).Within(1e-5 * Math.Max(1, sum / unknown)));
    }

    // −ln σ₁·σ₁^(−2t)·(x − x̂)², x̂ from what the network predicts, noise or velocity.
    [Test]
    public void OfNumbersAgreesWithItsDefinition([Values] PredictedQuantity quantity, [Values] bool isDiscretised)
    {
        ContinuousFlow flow = isDiscretised ? new DiscretisedFlow(0.05, 16) : new ContinuousFlow(0.05);
        flow = flow with { Predicts = quantity };
        Network network =
            new UNetRecipe { InputChannels = 2, OutputChannels = isDiscretised ? 4 : 2, Height = Height, Width = Width, BaseChannels = 8, Dropout = 0 }.Build();
        var random = new Random(6);
        float[] values = [.. Enumerable.Range(0, 4 * 2 * Area).Select(_ => isDiscretised ? random.Next(16) : random.NextSingle() * 2 - 1)];
        double[] times = [0.02, 0.2, 0.5, 0.9];
        float[] epsilon = RandomWeights.Numbers(random, values.Length, 1);
        Dictionary<string, float[]> weights = RandomWeights.For(network);
        float[] targets = Array.ConvertAll(values, value => flow is DiscretisedFlow bins ? (float)bins.Centre((int)value) : value);
        float[][] states = [.. times.Select((t, i) => Enumerable.Range(i * 2 * Area, 2 * Area)
            .Select(v => (float)(flow.At(t).Signal * targets[v] + flow.At(t).Noise * epsilon[v])).ToArray())];
        float[][] outputs = new PlainNetwork(network, weights).Evaluate([.. states.Select((state, i) => new NetworkInput(state, null, times[i]))]);
        double mean = Enumerable.Range(0, values.Length).Average(v =>
        {
            (int i, int own) = (v / (2 * Area), v % (2 * Area));
            NormalOutput output = NormalOutput.From(flow, states[i][own], times[i], outputs[i][own], isDiscretised ? outputs[i][2 * Area + own] : 0);
            double estimate = flow is DiscretisedFlow bins ? output.BinnedMean(bins) : output.Clipped;
            return flow.At(times[i]).Weight * (targets[v] - estimate) * (targets[v] - estimate);
        });

        using var scope = torch.NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network, weights);
        torch.Tensor loss = FlowLoss.For(flow, Objective.CrossEntropy, 1)
            .Of(torchNetwork, new ItemBatch(values, [-1, -1, -1, -1]), new float[4 * Area], times, torch.tensor(epsilon, [4, 2, Height, Width]), training: false);
        Assert.That(loss.item<float>(), Is.EqualTo(mean).Within(1e-4 * Math.Max(1, mean)));
    }

    // Items that end in repetitions are trained on up to the first of these, and all others to their end; a bound needs all of time.
    [Test]
    public void TurnsAreDrawnWhereAnItemDecidesSomething()
    {
        var rolling = new RollingWindow(8, 1);
        ItemBatch items = new([0, 1, 2, 3, 3, 3, 3, 3, 0, 1, 2, 3, 0, 1, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1], [-1, -1, -1]);
        Assert.That(RollingLoss.Times(rolling, items, [0.99, 0.99, 0.99]), Is.EqualTo(new[] { 0.99 * 4 / 8, 0.99, 0.99 / 8 }).Within(1e-12));
        Assert.That(RollingLoss.Times(rolling with { Width = 3 }, items, [0.5, 0.5, 0.5]), Is.EqualTo(new[] { 0.3, 0.5, 0.15 }).Within(1e-12));
    }

    // An untrained network ends in a zero convolution: its output is 1/K everywhere, whose E L∞ is β₁(K − 1)/2.
    [Test]
    public void OfAUniformOutputIsKnown()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(Network);
        network.Weights.Initialise(1);
        var cells = new byte[64 * Area];
        float crossEntropy = FlowLoss.For(Flow, Objective.CrossEntropy, 1.5).Of(network, Items(cells), new(0.5, 0), 1, 1, training: true).item<float>();
        Assert.That(crossEntropy, Is.EqualTo(Math.Log(Classes)).Within(1e-5));
        double mean = Enumerable.Range(0, 50).Average(step => FlowLoss.For(Flow, Objective.ContinuousTime, 3).Of(network, Items(cells), new(0, 0), 1, step, training: true).item<float>());
        Assert.That(mean, Is.EqualTo(Flow.Beta1 * (Classes - 1) / 2).Within(0.02), "times are uniform for this objective, whatever the power");
    }

    [Test]
    public void FollowsSeedAndStepAlone()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(Network, RandomWeights.For(Network));
        FlowLoss loss = FlowLoss.For(Flow, Objective.CrossEntropy, 1.5);
        var cells = new byte[8 * Area];
        float Once(ulong seed, long step) => loss.Of(network, Items(cells), new(0.5, 0), seed, step, training: true).item<float>();
        float first = Once(4, 9);
        Assert.That(Once(4, 9), Is.EqualTo(first));
        Assert.That(Once(4, 10), Is.Not.EqualTo(first));
        Assert.That(Once(5, 9), Is.Not.EqualTo(first));
    }

    private static ItemBatch Items(byte[] cells) => new([.. cells.Select(cell => (float)cell)], [.. Enumerable.Repeat(-1, cells.Length / Area)]);
}
