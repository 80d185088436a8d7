using System.Text.Json;
using BfnProcGen.Flows;

namespace BfnProcGen.Tests.Flows;

/// <summary>Whole trajectories of every solver, from the same draws and the same tiny network as the golden numbers.</summary>
public sealed class SolverTests
{
    [Test]
    public void DiscreteTrajectoriesAgreeWithTheReference()
    {
        var weights = new Dictionary<int, double[]>();
        foreach (JsonElement golden in Golden.Cases("solvers.json", "solver.discrete"))
        {
            int classes = (int)golden.Number("K");
            if (golden.GetProperty("W").ValueKind == JsonValueKind.Array) weights[classes] = golden.Numbers("W");
            var flow = new DiscreteFlow(classes, golden.Number("beta1"));
            var solver = new Solver { NoiseExponent = golden.Number("g"), Order = (int)golden.Number("order") };
            StepTable table = flow.Steps(solver, (int)golden.Number("n"));
            double[] last = Follow(golden, table, 6 * classes, (state, t) =>
                Softmax(TinyNetwork(weights[classes], [.. Softmax(state, classes).Select(p => 2 * p - 1)], t, 6 * classes), classes), classes);
            Assert.That(last, Is.EqualTo(golden.Numbers("final_probs")).Within(1e-8), golden.ToString()[..80]);
        }
    }

    [Test]
    public void ContinuousTrajectoriesAgreeWithTheReference()
    {
        double[] weights = [];
        foreach (JsonElement golden in Golden.Cases("solvers.json", "solver.continuous"))
        {
            if (golden.GetProperty("W").ValueKind == JsonValueKind.Array) weights = golden.Numbers("W");
            var flow = new ContinuousFlow(Math.Sqrt(golden.Number("sigma1_squared")));
            string name = golden.GetProperty("solver").GetString()!;
            var solver = new Solver { NoiseExponent = name.StartsWith("sde") ? 1 : 0, Order = name[^1] - '0' };
            StepTable table = flow.Steps(solver, (int)golden.Number("n"));
            double[] last = Follow(golden, table, 6, (state, t) =>
            {
                double[] noise = TinyNetwork(weights, state, t, 6);
                return [.. state.Select((mu, i) => NormalOutput.From(flow, mu, t, noise[i]).Clipped)];
            }, 1);
            Assert.That(last, Is.EqualTo(golden.Numbers("result")).Within(1e-8), name);
        }
    }

    [Test]
    public void AncestralRunsOfDiscreteDataAgreeWithTheReference()
    {
        foreach (JsonElement golden in Golden.Cases("bayesian_flow.json", "sample.discrete"))
        {
            int classes = (int)golden.Number("K"), n = (int)golden.Number("n"), width = 6 * classes;
            StepTable table = new DiscreteFlow(classes, golden.Number("beta1")).Steps(Solver.Ancestral, n + 1);
            double[] weights = golden.Numbers("W"), noise = golden.Numbers("eps"), uniform = golden.Numbers("u"), expected = golden.Numbers("result");
            for (int b = 0; b < 2; b++)
            {
                var state = new double[width];
                for (int u = 0; u < n; u++)
                {
                    Step step = table.Updates[u];
                    double[] output = Output(state, step.Time);
                    int at = u * 2 + b;
                    for (int d = 0; d < 6; d++)
                    {
                        int drawn = Draw(output.AsSpan(d * classes, classes), uniform[at * 6 + d]);
                        for (int k = 0; k < classes; k++)
                            state[d * classes + k] = step.Keep * state[d * classes + k] + (k == drawn ? step.Pull : 0)
                                + step.Noise * noise[at * width + d * classes + k];
                    }
                    double[] probabilities = golden.GetProperty("trace")[u].Numbers("params")[(b * width)..(b * width + width)];
                    Assert.That(Softmax(state, classes), Is.EqualTo(probabilities).Within(1e-6), $"n = {n}, update {u}");
                }
                double[] last = Output(state, table.FinalTime);
                Assert.That(last.Chunk(classes).Select(p => (double)Array.IndexOf(p, p.Max())), Is.EqualTo(expected[(b * 6)..(b * 6 + 6)]));
            }

            double[] Output(double[] state, double time) => Softmax(TinyNetwork(weights, Softmax(state, classes), time, width), classes);
        }
    }

    [Test]
    public void AncestralRunsOfContinuousDataAgreeWithTheReference()
    {
        foreach (JsonElement golden in Golden.Cases("bayesian_flow.json", "sample.continuous"))
        {
            int n = (int)golden.Number("n");
            var flow = new ContinuousFlow(Math.Sqrt(golden.Number("sigma1_squared")));
            StepTable table = flow.Steps(Solver.Ancestral, n + 1);
            double[] weights = golden.Numbers("W"), noise = golden.Numbers("eps"), expected = golden.Numbers("result");
            for (int b = 0; b < 2; b++)
            {
                var state = new double[6];
                for (int u = 0; u < n; u++)
                {
                    Step step = table.Updates[u];
                    double[] estimate = Estimate(state, step.Time);
                    for (int d = 0; d < 6; d++) state[d] = step.Keep * state[d] + step.Pull * estimate[d] + step.Noise * noise[(u * 2 + b) * 6 + d];
                    double[] means = golden.GetProperty("trace")[u].Numbers("params")[(b * 6)..(b * 6 + 6)];
                    Assert.That(state, Is.EqualTo(means).Within(1e-6), $"n = {n}, update {u}");
                }
                Assert.That(Estimate(state, table.FinalTime), Is.EqualTo(expected[(b * 6)..(b * 6 + 6)]).Within(1e-6));
            }

            double[] Estimate(double[] state, double time)
            {
                double[] predicted = TinyNetwork(weights, state, time, 6);
                return [.. state.Select((mu, d) => NormalOutput.From(flow, mu, time, predicted[d]).Clipped)];
            }
        }
    }

    // The smallest class whose cumulative probability exceeds u.
    private static int Draw(ReadOnlySpan<double> probabilities, double u)
    {
        double cumulative = 0;
        for (int k = 0; k < probabilities.Length; k++)
        {
            if ((cumulative += probabilities[k]) > u) return k;
        }
        return probabilities.Length - 1;
    }

    // The state of discrete data is compared up to the constant that softmax ignores.
    private static double[] Follow(JsonElement golden, StepTable table, int width, Func<double[], double, double[]> estimate, int classes)
    {
        double[] start = golden.Numbers("eps_initial"), noise = golden.Numbers("eps"), states = golden.Numbers("state");
        int items = start.Length / width;
        var results = new List<double>();
        for (int b = 0; b < items; b++)
        {
            double[] state = [.. start.Skip(b * width).Take(width).Select(e => table.StartNoise * e)];
            var previous = new double[width];
            for (int u = 0; u < table.Updates.Count; u++)
            {
                Step step = table.Updates[u];
                double[] now = estimate(state, step.Time);
                int at = (u * items + b) * width;
                for (int i = 0; i < width; i++)
                    state[i] = step.Keep * state[i] + step.Pull * now[i] + step.PullPrevious * previous[i] + step.Noise * noise[at + i];
                previous = now;
                Assert.That(Centred(state, classes), Is.EqualTo(Centred(states[at..(at + width)], classes)).Within(1e-7), $"update {u}");
            }
            results.AddRange(estimate(state, table.FinalTime));
        }
        return [.. results];
    }

    private static double[] Centred(double[] state, int classes) =>
        classes == 1 ? state : [.. state.Chunk(classes).SelectMany(group => group.Select(value => value - group.Average()))];

    internal static double[] TinyNetwork(double[] weights, double[] inputs, double time, int outputs)
    {
        int width = inputs.Length + 1;
        return [.. Enumerable.Range(0, outputs).Select(o =>
            2 * Math.Tanh(inputs.Append(time).Select((x, i) => weights[o * width + i] * x).Sum()))];
    }

    internal static double[] Softmax(double[] logits, int classes) => [.. logits.Chunk(classes).SelectMany(group =>
    {
        double most = group.Max(), total = group.Sum(x => Math.Exp(x - most));
        return group.Select(x => Math.Exp(x - most) / total);
    })];
}
