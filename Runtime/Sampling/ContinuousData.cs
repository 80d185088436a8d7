using BfnProcGen.Flows;
using BfnProcGen.Networks;

namespace BfnProcGen.Sampling;

/// <summary>
/// Continuous data: the state is the mean μ, which the network sees with known values put in; it returns the noise ε̂, one channel a
/// channel. The sample and the result are x̂, clipped to [−1, 1].
/// </summary>
internal class ContinuousData : SampledData
{
    private readonly ContinuousFlow _flow;

    public ContinuousData(ContinuousFlow flow, Network network)
        : this(flow, network, outputs: 1)
    {
    }

    /// <summary>For data whose network returns <paramref name="outputs"/> numbers a variable.</summary>
    protected ContinuousData(ContinuousFlow flow, Network network, int outputs)
        : base(network, network.State.Channels * network.State.Height * network.State.Width)
    {
        _flow = flow;
        RequireOutput(flow, outputs * State.Channels);
    }

    /// <inheritdoc/>
    public override void RequireLevels() =>
        throw new RequestException("Continuous data has values, not classes or bins: ask for the value of every variable.");

    /// <inheritdoc/>
    public override float[] TargetOf(byte[] levels) => throw new InvalidOperationException("Continuous data has no levels.");

    /// <inheritdoc/>
    public override float[]? OriginTarget(SampleItem item) => item.OriginValues is { } origin ? Array.ConvertAll(origin, Known) : null;

    /// <inheritdoc/>
    public override uint[]? OriginWords(SampleItem item) =>
        OriginTarget(item) is { } origin ? Array.ConvertAll(origin, BitConverter.SingleToUInt32Bits) : null;

    /// <inheritdoc/>
    public override bool Asks(double time) => _flow.PredictionAt(time).IsAsked;

    /// <inheritdoc/>
    public override float[] Encode(float[] state, SampleItem item) => WithKnown((float[])state.Clone(), item);

    /// <inheritdoc/>
    public override float[]? Mask(SampleItem item)
    {
        if (item.KnownValues is not { } known) return null;
        var mask = new float[State.Area];
        for (int cell = 0; cell < mask.Length; cell++) mask[cell] = IsKnown(known, cell) ? 1 : 0;
        return mask;
    }

    /// <inheritdoc/>
    public override uint[]? KnownWords(SampleItem item)
    {
        if (item.KnownValues is not { } values) return null;
        var words = new uint[values.Length];
        for (int v = 0; v < words.Length; v++)
            words[v] = IsKnown(values, v % State.Area) ? BitConverter.SingleToUInt32Bits(Known(values[v])) : Unknown;
        return words;
    }

    /// <inheritdoc/>
    public override float[] Estimate(float[] state, float[] output, double time, SampleItem item, StepTable table, uint? draw) =>
        Clipped(state, output, time);

    private float[] Clipped(float[] state, float[] output, double time)
    {
        NoisePrediction prediction = _flow.PredictionAt(time);
        var estimate = new float[state.Length];
        for (int v = 0; v < estimate.Length; v++) estimate[v] = Math.Clamp(Mean(state[v], output[v], prediction), -1, 1);
        return estimate;
    }

    /// <inheritdoc/>
    public override byte[] Levels(float[] state, float[] output, double time, SampleItem item) =>
        throw new InvalidOperationException("Continuous data has no levels.");

    /// <inheritdoc/>
    public override float[] Values(float[] state, float[] output, double time, SampleItem item) =>
        WithKnown(Clipped(state, output, time), item);

    /// <summary>What stands for a known value.</summary>
    protected virtual float Known(float value) => value;

    /// <summary>x̂ before clipping.</summary>
    protected static float Mean(float state, float noise, NoisePrediction prediction) =>
        (float)prediction.PerMean * state - (float)prediction.PerNoise * noise;

    /// <inheritdoc/>
    protected override void CheckConditions(SampleItem item)
    {
        if (item.Known is not null) throw new RequestException("The model makes continuous values: give what is known in KnownValues.");
        if (item.Bias is not null) throw new RequestException("The model makes continuous values; only discrete data takes a bias.");
        if (item.Origin is not null) throw new RequestException("The model makes continuous values: give what is varied in OriginValues.");
        if (item.KnownValues is { } known) CheckValues(known, "known values", mayBeUnknown: true);
        if (item.OriginValues is { } origin) CheckValues(origin, "values to vary", mayBeUnknown: false);
    }

    private void CheckValues(float[] values, string what, bool mayBeUnknown)
    {
        if (values.Length != Variables)
            throw new RequestException($"The model makes {State} values; {values.Length} {what} were given.");
        int wrong = Array.FindIndex(values, value => float.IsNaN(value) ? !mayBeUnknown : value is < -1 or > 1);
        if (wrong >= 0) throw new RequestException($"Values lie between -1 and 1; variable {wrong} is given as {values[wrong]}.");
    }

    /// <summary>Whether all channels of a cell are known.</summary>
    protected bool IsKnown(float[] values, int cell)
    {
        for (int v = cell; v < values.Length; v += State.Area)
            if (float.IsNaN(values[v])) return false;
        return true;
    }

    private float[] WithKnown(float[] values, SampleItem item)
    {
        if (item.KnownValues is not { } known) return values;
        for (int v = 0; v < values.Length; v++)
            if (IsKnown(known, v % State.Area)) values[v] = Known(known[v]);
        return values;
    }
}
