using BfnProcGen.Flows;
using BfnProcGen.Networks;

namespace BfnProcGen.Sampling;

/// <summary>
/// Discretised data: as continuous data, but the network returns ln σ̂ as well, in a second half of its channels, and the normal
/// distribution that follows is one over bins. The sample is its mean over the bins' centres or a bin drawn from it, the result the most
/// probable bin.
/// </summary>
internal sealed class DiscretisedData(DiscretisedFlow flow, Network network) : ContinuousData(flow, network, outputs: 2)
{
    /// <inheritdoc/>
    public override void RequireLevels()
    {
    }

    /// <inheritdoc/>
    public override float[] Estimate(float[] state, float[] output, double time, SampleItem item, StepTable table, uint? draw)
    {
        NoisePrediction prediction = flow.PredictionAt(time);
        var estimate = new float[state.Length];
        for (int v = 0; v < estimate.Length; v++)
        {
            float mean = Mean(state[v], output[v], prediction), deviation = Deviation(output, v, prediction);
            estimate[v] = draw is { } step
                ? BinnedNormal.Centre(BinnedNormal.Draw(mean, deviation, flow.Bins, Noise.Uniform(item.Seed, (uint)v, step)), flow.Bins)
                : BinnedNormal.Mean(mean, deviation, flow.Bins);
        }
        return estimate;
    }

    /// <inheritdoc/>
    public override byte[] Levels(float[] state, float[] output, double time, SampleItem item)
    {
        NoisePrediction prediction = flow.PredictionAt(time);
        var bins = new byte[state.Length];
        for (int v = 0; v < bins.Length; v++)
        {
            int bin = item.KnownValues is { } known && IsKnown(known, v % State.Area)
                ? BinnedNormal.BinOf(known[v], flow.Bins)
                : BinnedNormal.Mode(Mean(state[v], output[v], prediction), Deviation(output, v, prediction), flow.Bins);
            bins[v] = (byte)bin;
        }
        return bins;
    }

    /// <inheritdoc/>
    public override float[] Values(float[] state, float[] output, double time, SampleItem item) =>
        TargetOf(Levels(state, output, time, item));

    /// <inheritdoc/>
    public override float[] TargetOf(byte[] levels) => Array.ConvertAll(levels, bin => BinnedNormal.Centre(bin, flow.Bins));

    /// <inheritdoc/>
    protected override float Known(float value) => BinnedNormal.Centre(BinnedNormal.BinOf(value, flow.Bins), flow.Bins);

    private static float Deviation(float[] output, int variable, NoisePrediction prediction) =>
        BinnedNormal.Deviation((float)prediction.PerNoise, output[output.Length / 2 + variable]);
}
