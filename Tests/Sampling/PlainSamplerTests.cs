using System.Text.Json;
using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Flows;

namespace BfnProcGen.Tests.Sampling;

/// <summary>
/// The definition of sampling against the golden numbers, and against the same recursion written out in double precision.
/// </summary>
public sealed class PlainSamplerTests
{
    private const int Cells = 6;

    private static readonly Solver[] Solvers =
    [
        new() { Order = 2 }, new() { Order = 2, NoiseExponent = 1 }, new() { Order = 1, Grid = TimeGrid.WithPower(2, 0.9) }, Solver.Ancestral,
    ];

    private static readonly ContinuousFlow[] Flows =
    [
        new ContinuousFlow(0.02), new DiscretisedFlow(0.02, 16), new DiscretisedFlow(0.001, 256), new DiscretisedFlow(0.1, 2),
        new ContinuousFlow(0.02) { Predicts = PredictedQuantity.Velocity }, new DiscretisedFlow(0.02, 16) { Predicts = PredictedQuantity.Velocity },
    ];

    [Test]
    public void EstimatesFollowTheReferencesRunsOfContinuousData()
    {
        double[] weights = [];
        IEnumerable<JsonElement> solved = Golden.Cases("solvers.json", "solver.continuous");
        foreach (JsonElement golden in solved.Concat(Golden.Cases("bayesian_flow.json", "sample.continuous")))
        {
            if (golden.GetProperty("W").ValueKind == JsonValueKind.Array) weights = golden.Numbers("W");
            bool ancestral = !golden.TryGetProperty("solver", out JsonElement name);
            int n = (int)golden.Number("n"), start = ancestral ? 0 : 1;
            var flow = new ContinuousFlow(Math.Sqrt(golden.Number("sigma1_squared")));
            StepTable table = ancestral
                ? flow.Steps(Solver.Ancestral, n + 1)
                : flow.Steps(new Solver { NoiseExponent = name.GetString()!.StartsWith("sde") ? 1 : 0, Order = name.GetString()![^1] - '0' }, n);
            var data = SampledData.Of(flow, new FunctionNetwork(1, 1, Cells, input => input.State).Network);
            double[] first = ancestral ? new double[2 * Cells] : golden.Numbers("eps_initial"), noise = golden.Numbers("eps");
            double[] expected = golden.Numbers("result");
            for (int b = 0; b < 2; b++)
            {
                int from = b * Cells;
                float[] state = [.. first[from..(from + Cells)].Select(e => (float)(table.StartNoise * e))], previous = new float[Cells];
                for (int u = 0; u < table.Updates.Count; u++)
                {
                    Step step = table.Updates[u];
                    float[] estimate = Estimate(state, step.Time);
                    state = [.. state.Select((value, i) => (float)(step.Keep * value + step.Pull * estimate[i]
                        + step.PullPrevious * previous[i] + step.Noise * noise[(u * 2 + b) * Cells + i]))];
                    previous = estimate;
                }
                float[] last = data.Values(state, Output(state, table.FinalTime), table.FinalTime, default);
                Assert.That(last, Is.EqualTo(expected[from..(from + Cells)]).Within(2e-5));
            }

            float[] Estimate(float[] state, double time) => data.Estimate(state, Output(state, time), time, default, table, null);

            float[] Output(float[] state, double time) => data.Asks(time)
                ? [.. SolverTests.TinyNetwork(weights, [.. state.Select(x => (double)x)], time, Cells).Select(x => (float)x)]
                : new float[Cells];
        }
    }

    // A network whose outputs move with state and time, and deviations from narrow to wide.
    private static float[] Moving(NetworkInput input, int outputs) =>
        [.. Enumerable.Range(0, outputs * Cells).Select(i => (float)(i < input.State.Length
            ? Math.Sin(3 * input.State[i] + 5 * input.Time + i) * 0.8
            : Math.Cos(input.State[i - input.State.Length] + i) * 2 - 1))];

    [Test]
    public void RunsAreTheRecursionOfTheDefinition(
        [ValueSource(nameof(Flows))] ContinuousFlow flow, [ValueSource(nameof(Solvers))] Solver solver)
    {
        var bins = flow as DiscretisedFlow;
        const int channels = 5;
        int outputs = bins is null ? channels : 2 * channels;
        var network = new FunctionNetwork(channels, outputs, Cells, input => Moving(input, outputs));
        StepTable table = flow.Steps(solver, 7);
        SampleItem[] items = [new(3), new(ulong.MaxValue)];
        var sampler = new PlainSampler(flow, network);
        float[][] values = sampler.SampleValues(table, items);

        for (int b = 0; b < items.Length; b++)
        {
            var state = new double[channels * Cells];
            var previous = new double[state.Length];
            AddNoise(state, items[b].Seed, 0, table.StartNoise);
            for (int u = 0; u < table.Updates.Count; u++)
            {
                Step step = table.Updates[u];
                double[] sample = [.. Outputs(state, step.Time).Select((output, v) => Sample(output, items[b].Seed, v, (uint)u + 1))];
                for (int v = 0; v < state.Length; v++)
                    state[v] = step.Keep * state[v] + step.Pull * sample[v] + step.PullPrevious * previous[v];
                AddNoise(state, items[b].Seed, (uint)u + 1, step.Noise);
                previous = sample;
            }
            double[] expected = [.. Outputs(state, table.FinalTime).Select(output =>
                bins is null ? output.Clipped : bins.Centre(Mode(output.Probabilities(bins.Bins))))];
            Assert.That(values[b], Is.EqualTo(expected).Within(2e-4));
            if (bins is not null)
                Assert.That(sampler.Sample(table, items)[b].Select(bin => bins.Centre(bin)), Is.EqualTo(expected).Within(1e-6));
        }

        IEnumerable<NormalOutput> Outputs(double[] state, double time)
        {
            float[] output = Moving(new NetworkInput([.. state.Select(x => (float)x)], null, time), outputs);
            return state.Select((mu, v) => NormalOutput.From(flow, mu, time, output[v], bins is null ? 0 : output[state.Length + v]));
        }

        double Sample(NormalOutput output, ulong seed, int variable, uint step)
        {
            if (bins is null) return output.Clipped;
            if (!table.DrawsSamples) return output.BinnedMean(bins);
            double[] probabilities = output.Probabilities(bins.Bins);
            double u = Noise.Uniform(seed, (uint)variable, step), cumulative = 0;
            int bin = 0;
            while (bin < bins.Bins - 1 && (cumulative += probabilities[bin]) <= u) bin++;
            return bins.Centre(bin);
        }
    }

    [Test]
    public void OnlyANetworkThatPredictsVelocityIsAskedAtTheBeginningOfTime([Values] PredictedQuantity quantity)
    {
        var network = new FunctionNetwork(1, 1, Cells, _ => new float[Cells]);
        ContinuousFlow flow = new(0.02) { Predicts = quantity };
        new PlainSampler(flow, network).SampleValues(flow.Steps(Solver.Ancestral, 5), [new(1)]);
        double[] later = [0.25, 0.5, 0.75, 1];
        Assert.That(network.Given.Select(input => input.Time), Is.EqualTo(quantity == PredictedQuantity.Noise ? later : [0, .. later]));
    }

    [Test]
    public void KnownValuesAreSeenByTheNetworkAndKept()
    {
        const float no = float.NaN;
        float[] known = [no, 0.5f, -1, no, no, 0.25f, /* second channel */ no, -0.3f, 1, 0.1f, no, 0];
        foreach (ContinuousFlow flow in Flows)
        {
            int outputs = flow is DiscretisedFlow ? 4 : 2;
            var network = new FunctionNetwork(2, outputs, Cells, input => Moving(input, outputs));
            var sampler = new PlainSampler(flow, network);
            float[] values = sampler.SampleValues(flow.Steps(new Solver(), 4), [new(1, KnownValues: known)])[0];
            Assert.That(network.Given, Has.Count.EqualTo(4));
            foreach (NetworkInput input in network.Given)
            {
                Assert.That(input.Known, Is.EqualTo(new float[] { 0, 1, 1, 0, 0, 1 }), "a cell is known when all of its channels are");
                foreach (int v in new[] { 1, 2, 5, 7, 8, 11 }) Assert.That(input.State[v], Is.EqualTo(Kept(known[v])).Within(1e-6));
            }
            foreach (int v in new[] { 1, 2, 5, 7, 8, 11 }) Assert.That(values[v], Is.EqualTo(Kept(known[v])).Within(1e-6));

            double Kept(float value) => flow is DiscretisedFlow bins ? bins.Centre(bins.BinOf(value)) : value;
        }
    }

    [Test]
    public void BiasBansClassesExceptWhereACellIsKnown([Values] bool ancestral)
    {
        const int classes = 4;
        var flow = new DiscreteFlow(classes, 3);
        var bias = new float[classes * Cells];
        bias.AsSpan(2 * Cells, Cells).Fill(-1e9f);
        bias[1 * Cells + 3] = 1e9f;
        var network = new FunctionNetwork(classes, classes, Cells, input =>
            [.. input.State.Select((x, i) => x + (i / Cells == 2 ? 3 : 0))]);
        StepTable table = flow.Steps(ancestral ? Solver.Ancestral : new Solver(), 6);
        SampleItem[] items = [.. Enumerable.Range(0, 40).Select(i => new SampleItem((ulong)i, [-1, -1, -1, -1, -1, 2], Bias: bias))];
        byte[][] drawn = new PlainSampler(flow, network).Sample(table, items);
        Assert.That(drawn.SelectMany(cells => cells[..5]), Has.None.EqualTo(2));
        Assert.That(drawn.Select(cells => cells[3]), Has.All.EqualTo(1), "preferred");
        Assert.That(drawn.Select(cells => cells[5]), Has.All.EqualTo(2), "known");
        byte[][] free = new PlainSampler(flow, network).Sample(table, [.. items.Select(item => item with { Bias = null })]);
        Assert.That(free.SelectMany(cells => cells[..5]), Has.Some.EqualTo(2));
        // Banned from the first estimate on, the class is never what a state is pulled toward.
        (_, float[][] estimates) = new PlainSampler(flow, network).Update(table, items);
        Assert.That(estimates.SelectMany(estimate => estimate[(2 * Cells)..(3 * Cells)]), Has.All.EqualTo(0));
    }

    [Test]
    public void RequestsThatDontFitTheDataAreRefused()
    {
        PlainSampler discrete = Sampler(new DiscreteFlow(3, 3), 3, 3), continuous = Sampler(new ContinuousFlow(0.02), 1, 1);
        PlainSampler discretised = Sampler(new DiscretisedFlow(0.02, 16), 1, 2);
        StepTable table = new DiscreteFlow(3, 3).Steps(new Solver(), 2), values = new ContinuousFlow(0.02).Steps(new Solver(), 2);
        Assert.Multiple(() =>
        {
            Assert.That(() => continuous.Sample(values, [new(1)]), Refused("values"));
            Assert.That(() => discrete.SampleValues(table, [new(1)]), Refused("classes"));
            Assert.That(() => discrete.Sample(table, [new(1, KnownValues: new float[Cells])]), Refused("in Known"));
            Assert.That(() => discrete.Sample(table, [new(1, new short[5])]), Refused("5 known"));
            Assert.That(() => discrete.Sample(table, [new(1, [0, 1, 2, 3, 0, 0])]), Refused("cell 3"));
            Assert.That(() => discrete.Sample(table, [new(1, Bias: new float[5])]), Refused("18 numbers; 5"));
            Assert.That(() => discrete.Sample(table, [new(1, Bias: [.. new float[17], float.NegativeInfinity])]), Refused("finite"));
            Assert.That(() => discrete.Sample(table, [new(1, Class: 0)]), Refused("0 classes"));
            Assert.That(() => continuous.SampleValues(values, [new(1, new short[Cells])]), Refused("KnownValues"));
            Assert.That(() => continuous.SampleValues(values, [new(1, Bias: new float[Cells])]), Refused("bias"));
            Assert.That(() => discretised.Sample(values, [new(1, KnownValues: new float[7])]), Refused("7 known"));
            Assert.That(() => discretised.Sample(values, [new(1, KnownValues: [0, 0, 1.5f, 0, 0, 0])]), Refused("variable 2"));
            Assert.That(
                () => Sampler(new DiscretisedFlow(0.02, 16), 1, 1), Throws.TypeOf<NetworkException>().With.Message.Contains("2×1×6"));
            Assert.That(() => Sampler(new DiscreteFlow(3, 3), 1, 3), Throws.TypeOf<NetworkException>().With.Message.Contains("3 channels"));
        });

        static PlainSampler Sampler(Flow flow, int channels, int outputs) =>
            new(flow, new FunctionNetwork(channels, outputs, Cells, _ => new float[outputs * Cells]));

        static NUnit.Framework.Constraints.IResolveConstraint Refused(string because) =>
            Throws.TypeOf<RequestException>().With.Message.Contains(because);
    }

    private static void AddNoise(double[] state, ulong seed, uint step, double deviation)
    {
        int channels = state.Length / Cells, blocks = (channels + 3) / 4;
        Span<float> four = stackalloc float[4];
        for (int v = 0; v < state.Length; v++)
        {
            (int channel, int cell) = (v / Cells, v % Cells);
            Noise.Normal4(seed, (uint)(cell * blocks + channel / 4), step, four);
            state[v] += deviation * four[channel % 4];
        }
    }

    private static int Mode(double[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());
}
