using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Training.Evaluation;

/// <summary>
/// Draws samples of any kind of data as bytes that can be compared: the classes and bins of discrete and discretised data, and continuous
/// values as the one of 256 levels that they are nearest to.
/// </summary>
public sealed class LevelSampler(Flow flow, INetworkEvaluator network)
{
    /// <summary>The levels of continuous values.</summary>
    internal static readonly DiscretisedFlow Bins = new(1e-3, 256);

    private readonly PlainSampler _sampler = new(flow, network);

    /// <summary>The flow whose levels samples of <paramref name="flow"/> are given in.</summary>
    public static Flow LevelsFlow(Flow flow) => flow is DiscreteFlow or DiscretisedFlow ? flow : Bins;

    /// <summary>Samples all items.</summary>
    /// <exception cref="RequestException">An item doesn't fit the model.</exception>
    public byte[][] Sample(StepTable table, IReadOnlyList<SampleItem> items) =>
        flow is DiscreteFlow or DiscretisedFlow
            ? _sampler.Sample(table, items)
            : Array.ConvertAll(_sampler.SampleValues(table, items), LevelsOf);

    /// <summary>The levels of continuous values.</summary>
    public static byte[] LevelsOf(float[] values) => Array.ConvertAll(values, value => (byte)Bins.BinOf(value));
}
