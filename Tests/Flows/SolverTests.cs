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
