using BfnProcGen.Flows;
using BfnProcGen.Networks;

namespace BfnProcGen.Sampling;

/// <summary>
/// The definition of sampling: plain C# around any evaluator of the network. Every kind of data is the same loop
/// <c>state' = Keep · state + Pull · sample + PullPrevious · previous + Noise · ε</c>. Known variables enter the network with mask 1 at
/// every evaluation, and are always overwritten in the result. A run that varies something starts from the flow's state around it,
/// <c>StartSignal · origin + StartNoise · ε</c>, at a later time.
/// </summary>
/// <param name="flow">The schedule, which also says what kind of data it is.</param>
/// <param name="network">
/// Takes a channel a class and returns logits (discrete data); or takes μ and returns the noise ε̂ (continuous), or ε̂ and then ln σ̂
/// (discretised), as many channels each as it takes.
/// </param>
/// <exception cref="NetworkException">The network's extents don't fit the flow.</exception>
public sealed class PlainSampler(Flow flow, INetworkEvaluator network)
{
    private readonly SampledData _data = SampledData.Of(flow, network.Network);

    /// <summary>Samples all items and returns the class of every cell or the bin of every variable, item by item.</summary>
    /// <exception cref="RequestException">The data is continuous, or an item doesn't fit the model.</exception>
    public byte[][] Sample(StepTable table, IReadOnlyList<SampleItem> items)
    {
        _data.RequireLevels();
        return Run(table, items, _data.Levels);
    }

    /// <summary>Samples all items and returns the value in [−1, 1] of every variable, item by item.</summary>
    /// <exception cref="RequestException">The data is discrete, or an item doesn't fit the model.</exception>
    public float[][] SampleValues(StepTable table, IReadOnlyList<SampleItem> items)
    {
        _data.RequireValues();
        return Run(table, items, _data.Values);
    }

    /// <summary>
    /// What the network sees of a state: 2·softmax − 1 of logits or μ itself, and known variables as <see cref="SampleItem"/> has them.
    /// </summary>
    public float[] Encode(float[] state, short[]? known = null, float[]? knownValues = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        return _data.Encode(state, new SampleItem(0, known, KnownValues: knownValues));
    }

    /// <summary>
    /// A state drawn from the flow around data of classes or bins: Signal·target + Noise·ε at a time, ε of a seed and step as in a run.
    /// </summary>
    /// <exception cref="RequestException">The data is continuous.</exception>
    public float[] StateAround(byte[] levels, double time, ulong seed, uint step = 0)
    {
        ArgumentNullException.ThrowIfNull(levels);
        _data.RequireLevels();
        return StateAround(_data.TargetOf(levels), time, seed, step);
    }

    /// <summary>A state drawn from the flow around a target in the state's shape: values in [−1, 1], or one-hot vectors.</summary>
    public float[] StateAround(float[] target, double time, ulong seed, uint step = 0)
    {
        ArgumentNullException.ThrowIfNull(target);
        FlowMoment[] moments = [.. Enumerable.Range(0, _data.State.Area).Select(cell => flow.At(time, cell))];
        var state = new float[target.Length];
        for (int e = 0; e < state.Length; e++) state[e] = (float)moments[e % moments.Length].Signal * target[e];
        AddNoise(state, seed, step, cell => (float)moments[cell].Noise);
        return state;
    }

    /// <summary>
    /// The items' states after all updates of a table, and the last update's estimates (or samples), which the next would take.
    /// </summary>
    internal (float[][] States, float[][] Estimates) Update(StepTable table, IReadOnlyList<SampleItem> items)
    {
        var states = new float[items.Count][];
        var previous = new float[items.Count][];
        for (int i = 0; i < items.Count; i++)
        {
            states[i] = Start(items[i], (float)table.StartSignal);
            previous[i] = new float[_data.State.Count];
            AddNoise(states[i], items[i].Seed, 0, _ => (float)table.StartNoise);
        }

        for (int u = 0; u < table.Updates.Count; u++)
        {
            int update = u;
            Step step = table.Updates[u];
            float[][] outputs = Evaluate(step.Time, states, items);
            uint draw = (uint)u + 1;
            Parallel.For(0, items.Count, i =>
            {
                float[] state = states[i];
                float[] sample = _data.Estimate(state, outputs[i], step.Time, items[i], table, table.DrawsSamples ? draw : null);
                for (int e = 0; e < state.Length; e++)
                {
                    Step own = table.Of(update, e % _data.State.Area);
                    state[e] = (float)own.Keep * state[e] + (float)own.Pull * sample[e] + (float)own.PullPrevious * previous[i][e];
                }
                AddNoise(state, items[i].Seed, draw, cell => (float)table.Of(update, cell).Noise);
                previous[i] = sample;
            });
        }
        return (states, previous);
    }

    private float[] Start(SampleItem item, float signal) => _data.OriginTarget(item) is { } target
        ? Array.ConvertAll(target, value => signal * value)
        : new float[_data.State.Count];

    private T[] Run<T>(StepTable table, IReadOnlyList<SampleItem> items, Func<float[], float[], double, SampleItem, T> result)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(items);
        foreach (SampleItem item in items) _data.Check(item, table);
        (float[][] states, _) = Update(table, items);
        float[][] last = Evaluate(table.FinalTime, states, items);
        return [.. items.Select((item, i) => result(states[i], last[i], table.FinalTime, item))];
    }

    private float[][] Evaluate(double time, float[][] states, IReadOnlyList<SampleItem> items) => _data.Asks(time)
        ? network.Evaluate(
            [.. items.Select((item, i) => new NetworkInput(_data.Encode(states[i], item), _data.Mask(item), time, item.Class))])
        : [.. items.Select(_ => new float[network.Network.Output.Count])];

    // Element cell · ⌈channels/4⌉ + channel/4 of the noise holds channels 4i to 4i + 3 of a cell.
    private void AddNoise(float[] state, ulong seed, uint step, Func<int, float> deviationOf)
    {
        int channels = _data.State.Channels, cells = _data.State.Area, blocks = (channels + 3) / 4;
        Span<float> four = stackalloc float[4];
        for (int cell = 0; cell < cells; cell++)
        {
            float deviation = deviationOf(cell);
            for (int block = 0; block < blocks && deviation != 0; block++)
            {
                Noise.Normal4(seed, (uint)(cell * blocks + block), step, four);
                for (int k = block * 4; k < Math.Min(channels, block * 4 + 4); k++) state[k * cells + cell] += deviation * four[k % 4];
            }
        }
    }
}
