using BfnProcGen.Flows;
using BfnProcGen.Networks;

namespace BfnProcGen.Sampling;

/// <summary>
/// Discrete data: the state is logits, the network sees 2·softmax − 1 or the one-hot vector of a known cell, and returns logits. The sample
/// is softmax((output + bias)/temperature), without the classes below min-p, or a class drawn from it, the result the most probable class.
/// </summary>
internal sealed class DiscreteData : SampledData
{
    private readonly int _classes, _cells;

    public DiscreteData(DiscreteFlow flow, Network network)
        : base(network, network.Output.Area)
    {
        (_classes, _cells) = (flow.Classes, State.Area);
        if (State.Channels != _classes)
            throw new NetworkException(
                $"A flow of {_classes} classes needs a network that takes {_classes} channels, not {State.Channels}.");
        if (flow.Rolling is { } rolling && !rolling.Fits(_cells))
            throw new NetworkException(
                $"A flow whose cells take turns has a window of 1 or more over the network's {_cells} cells, not of {rolling.Width} over {rolling.Cells}.");
        RequireOutput(flow, _classes);
    }

    /// <inheritdoc/>
    public override void RequireValues() =>
        throw new RequestException("Discrete data has classes, not values: ask for the class of every cell.");

    /// <inheritdoc/>
    public override float[] TargetOf(byte[] levels)
    {
        var target = new float[State.Count];
        for (int cell = 0; cell < _cells; cell++) target[levels[cell] * _cells + cell] = 1;
        return target;
    }

    /// <inheritdoc/>
    public override float[]? OriginTarget(SampleItem item) => item.Origin is { } origin ? TargetOf(origin) : null;

    /// <inheritdoc/>
    public override uint[]? OriginWords(SampleItem item) => item.Origin is { } origin ? Array.ConvertAll(origin, k => (uint)k) : null;

    /// <inheritdoc/>
    public override float[] Encode(float[] state, SampleItem item)
    {
        var seen = (float[])state.Clone();
        Softmax(seen);
        for (int e = 0; e < seen.Length; e++)
        {
            int cell = e % _cells;
            seen[e] = item.Known is null || item.Known[cell] < 0 ? 2 * seen[e] - 1 : item.Known[cell] == e / _cells ? 1 : -1;
        }
        return seen;
    }

    /// <inheritdoc/>
    public override float[]? Mask(SampleItem item) => item.Known is { } known ? Array.ConvertAll(known, k => k < 0 ? 0f : 1f) : null;

    /// <inheritdoc/>
    public override uint[]? KnownWords(SampleItem item) =>
        item.Known is { } known ? Array.ConvertAll(known, k => k < 0 ? Unknown : (uint)k) : null;

    /// <inheritdoc/>
    public override float[] Estimate(float[] state, float[] output, double time, SampleItem item, StepTable table, uint? draw)
    {
        AddBias(output, item);
        Softmax(output, (float)(1 / table.Temperature), (float)table.MinP);
        if (draw is { } step) Draw(output, item.Seed, step);
        return output;
    }

    /// <inheritdoc/>
    public override byte[] Levels(float[] state, float[] output, double time, SampleItem item)
    {
        AddBias(output, item);
        var classes = new byte[_cells];
        for (int cell = 0; cell < _cells; cell++)
        {
            int best = 0;
            for (int k = 1; k < _classes; k++)
                if (output[k * _cells + cell] > output[best * _cells + cell]) best = k;
            classes[cell] = (byte)(item.Known is { } known && known[cell] >= 0 ? known[cell] : best);
        }
        return classes;
    }

    /// <inheritdoc/>
    public override float[] Values(float[] state, float[] output, double time, SampleItem item) =>
        throw new InvalidOperationException("Discrete data has no values.");

    /// <inheritdoc/>
    protected override void CheckConditions(SampleItem item)
    {
        if (item.KnownValues is not null)
            throw new RequestException("The model makes discrete data: give known cells as classes, in Known.");
        if (item.OriginValues is not null)
            throw new RequestException("The model makes discrete data: give what is varied as classes, in Origin.");
        CheckBias(item);
        if (item.Origin is { } origin) CheckClasses(Array.ConvertAll(origin, k => (short)k), "cells to vary");
        if (item.Known is { } known) CheckClasses(known, "known cells");
    }

    private void CheckClasses(short[] classes, string what)
    {
        if (classes.Length != _cells) throw new RequestException($"The model makes {_cells} cells; {classes.Length} {what} were given.");
        int wrong = Array.FindIndex(classes, value => value >= _classes);
        if (wrong >= 0)
            throw new RequestException($"The model has {_classes} classes of cells; cell {wrong} is given as class {classes[wrong]}.");
    }

    private void CheckBias(SampleItem item)
    {
        if (item.Bias is not { } bias) return;
        if (bias.Length != State.Count)
        {
            throw new RequestException(
                $"A bias of {_classes} classes and {_cells} cells holds {State.Count} numbers; {bias.Length} were given.");
        }
        int bad = Array.FindIndex(bias, value => !float.IsFinite(value));
        if (bad >= 0)
            throw new RequestException($"The bias holds {bias[bad]} at {bad}: give finite numbers, such as -1e9 to ban a class.");
        for (int cell = 0; cell < _cells; cell++)
        {
            if (item.Known is { } known && cell < known.Length && known[cell] >= 0) continue;
            bool isOpen = false;
            for (int k = 0; k < _classes && !isOpen; k++) isOpen = !SampleItem.IsBan(bias[k * _cells + cell]);
            if (isOpen) continue;
            throw new RequestException($"Every class is banned in the cell of column {cell % State.Width} and row {cell / State.Width}: "
                + "leave one that can be drawn, or give the cell as known.");
        }
    }

    private static void AddBias(float[] output, SampleItem item)
    {
        if (item.Bias is not { } bias) return;
        for (int e = 0; e < output.Length; e++) output[e] += bias[e];
    }

    private void Softmax(float[] logits, float sharpness = 1, float minP = 0)
    {
        for (int cell = 0; cell < _cells; cell++)
        {
            float most = float.NegativeInfinity, total = 0;
            for (int k = 0; k < _classes; k++) most = Math.Max(most, logits[k * _cells + cell]);
            for (int k = 0; k < _classes; k++)
            {
                float share = MathF.Exp((logits[k * _cells + cell] - most) * sharpness);
                total += logits[k * _cells + cell] = share < minP ? 0 : share;
            }
            for (int k = 0; k < _classes; k++) logits[k * _cells + cell] /= total;
        }
    }

    // Replaces probabilities by a one-hot draw: the first class whose cumulative probability exceeds the uniform number, else the last.
    private void Draw(float[] probabilities, ulong seed, uint step)
    {
        for (int cell = 0; cell < _cells; cell++)
        {
            float u = Noise.Uniform(seed, (uint)cell, step), cumulative = 0;
            int drawn = -1;
            for (int k = 0; k < _classes; k++)
            {
                cumulative += probabilities[k * _cells + cell];
                if (drawn < 0 && (cumulative > u || k == _classes - 1)) drawn = k;
                probabilities[k * _cells + cell] = drawn == k ? 1 : 0;
            }
        }
    }
}
