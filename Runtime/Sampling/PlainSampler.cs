using BfnProcGen.Flows;
using BfnProcGen.Networks;

namespace BfnProcGen.Sampling;

/// <summary>One item of a batch to sample.</summary>
/// <param name="Seed">Everything random about the item follows from it.</param>
/// <param name="Known">The class of each known cell and −1 for each unknown one; null when nothing is known.</param>
/// <param name="Class">Class label, or −1 for none.</param>
public readonly record struct SampleItem(ulong Seed, short[]? Known = null, int Class = -1);

/// <summary>
/// The definition of sampling discrete data: plain C# around any evaluator of the network. Known cells enter the network as their one-hot
/// vector with mask 1 at every evaluation, and are always overwritten in the result.
/// </summary>
public sealed class PlainSampler(DiscreteFlow flow, INetworkEvaluator network)
{
    /// <summary>Samples all items and returns the class of every cell, item by item.</summary>
    public byte[][] Sample(StepTable table, IReadOnlyList<SampleItem> items)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(items);
        (float[][] states, _) = Update(table, items);
        float[][] last = Evaluate(table.FinalTime, states, items);
        return [.. last.Select((output, i) => Mode(output, items[i].Known))];
    }

    /// <summary>The items' states after all updates of a table, and the last update's estimates (or samples), which the next would take.</summary>
    internal (float[][] States, float[][] Estimates) Update(StepTable table, IReadOnlyList<SampleItem> items)
    {
        int classes = flow.Classes, cells = network.Network.Output.Area;
        var states = new float[items.Count][];
        var previous = new float[items.Count][];
        for (int i = 0; i < items.Count; i++)
        {
            states[i] = new float[classes * cells];
            previous[i] = new float[classes * cells];
            AddNoise(states[i], items[i].Seed, 0, (float)table.StartNoise);
        }

        for (int u = 0; u < table.Updates.Count; u++)
        {
            Step step = table.Updates[u];
            float[][] outputs = Evaluate(step.Time, states, items);
            int draw = u + 1;
            Parallel.For(0, items.Count, i =>
            {
                float[] sample = outputs[i];
                Softmax(sample, classes, cells);
                if (table.DrawsSamples) Draw(sample, items[i].Seed, (uint)draw);
                float[] state = states[i];
                for (int e = 0; e < state.Length; e++)
                    state[e] = (float)step.Keep * state[e] + (float)step.Pull * sample[e] + (float)step.PullPrevious * previous[i][e];
                AddNoise(state, items[i].Seed, (uint)draw, (float)step.Noise);
                previous[i] = sample;
            });
        }
        return (states, previous);
    }

    /// <summary>A state drawn from the flow around given data: Signal·e_x + Noise·ε at a time, ε of a seed and step as in a run.</summary>
    public float[] StateAround(byte[] cells, double time, ulong seed, uint step = 0)
    {
        ArgumentNullException.ThrowIfNull(cells);
        FlowMoment moment = flow.At(time);
        var state = new float[flow.Classes * cells.Length];
        for (int cell = 0; cell < cells.Length; cell++) state[cells[cell] * cells.Length + cell] = (float)moment.Signal;
        AddNoise(state, seed, step, (float)moment.Noise);
        return state;
    }

    /// <summary>What the network sees of a state of logits: 2·softmax − 1, and the one-hot vectors of known cells.</summary>
    public float[] Encode(float[] state, short[]? known)
    {
        ArgumentNullException.ThrowIfNull(state);
        int cells = state.Length / flow.Classes;
        var seen = (float[])state.Clone();
        Softmax(seen, flow.Classes, cells);
        for (int e = 0; e < seen.Length; e++)
        {
            int cell = e % cells;
            seen[e] = known is null || known[cell] < 0 ? 2 * seen[e] - 1 : known[cell] == e / cells ? 1 : -1;
        }
        return seen;
    }

    private float[][] Evaluate(double time, float[][] states, IReadOnlyList<SampleItem> items) =>
        network.Evaluate([.. items.Select((item, i) => new NetworkInput(
            Encode(states[i], item.Known), item.Known is { } known ? Array.ConvertAll(known, k => k < 0 ? 0f : 1f) : null, time, item.Class))]);

    private void AddNoise(float[] state, ulong seed, uint step, float deviation)
    {
        if (deviation == 0) return;
        int cells = state.Length / flow.Classes, blocks = (flow.Classes + 3) / 4;
        Span<float> four = stackalloc float[4];
        for (int cell = 0; cell < cells; cell++)
        for (int block = 0; block < blocks; block++)
        {
            Noise.Normal4(seed, (uint)(cell * blocks + block), step, four);
            for (int k = block * 4; k < Math.Min(flow.Classes, block * 4 + 4); k++) state[k * cells + cell] += deviation * four[k % 4];
        }
    }

    private static void Softmax(float[] logits, int classes, int cells)
    {
        for (int cell = 0; cell < cells; cell++)
        {
            float most = float.NegativeInfinity, total = 0;
            for (int k = 0; k < classes; k++) most = Math.Max(most, logits[k * cells + cell]);
            for (int k = 0; k < classes; k++) total += logits[k * cells + cell] = MathF.Exp(logits[k * cells + cell] - most);
            for (int k = 0; k < classes; k++) logits[k * cells + cell] /= total;
        }
    }

    // Replaces probabilities by a one-hot draw: the first class whose cumulative probability exceeds the uniform number, else the last.
    private void Draw(float[] probabilities, ulong seed, uint step)
    {
        int cells = probabilities.Length / flow.Classes;
        for (int cell = 0; cell < cells; cell++)
        {
            float u = Noise.Uniform(seed, (uint)cell, step), cumulative = 0;
            int drawn = -1;
            for (int k = 0; k < flow.Classes; k++)
            {
                cumulative += probabilities[k * cells + cell];
                if (drawn < 0 && (cumulative > u || k == flow.Classes - 1)) drawn = k;
                probabilities[k * cells + cell] = drawn == k ? 1 : 0;
            }
        }
    }

    // The most probable class of every unknown cell; the first of equals.
    private byte[] Mode(float[] output, short[]? known)
    {
        var classes = new byte[output.Length / flow.Classes];
        for (int cell = 0; cell < classes.Length; cell++)
        {
            int best = 0;
            for (int k = 1; k < flow.Classes; k++)
                if (output[k * classes.Length + cell] > output[best * classes.Length + cell]) best = k;
            classes[cell] = (byte)(known is not null && known[cell] >= 0 ? known[cell] : best);
        }
        return classes;
    }
}
