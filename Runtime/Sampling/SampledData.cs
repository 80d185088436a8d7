using BfnProcGen.Flows;
using BfnProcGen.Networks;

namespace BfnProcGen.Sampling;

/// <summary>
/// What differs between kinds of data while one item is sampled: how the network sees a state, how its output becomes the sample that the
/// state is pulled toward, and what the result is. Everything is stored plane after plane, row after row.
/// </summary>
/// <param name="network">The network that is asked.</param>
/// <param name="variables">Numbers in a result.</param>
internal abstract class SampledData(Network network, int variables)
{
    /// <summary>What stands for an unknown variable in <see cref="KnownWords"/>; as the bits of a float it is no number.</summary>
    public const uint Unknown = uint.MaxValue;

    /// <summary>The shape of the state, which is that of what the network sees.</summary>
    public Shape State { get; } = new(network.State.Channels, network.State.Height, network.State.Width);

    /// <summary>Numbers in a result: one a cell of discrete data, one a channel and cell of other data.</summary>
    public int Variables => variables;

    /// <summary>The kind of data that a flow is for.</summary>
    /// <exception cref="NetworkException">The network's extents don't fit the flow.</exception>
    public static SampledData Of(Flow flow, Network network) => flow switch
    {
        DiscreteFlow discrete => new DiscreteData(discrete, network),
        DiscretisedFlow discretised => new DiscretisedData(discretised, network),
        ContinuousFlow continuous => new ContinuousData(continuous, network),
        _ => throw new ArgumentException($"No sampler knows a {flow.GetType().Name}.", nameof(flow)),
    };

    /// <summary>Refuses items that don't fit, or don't fit a run.</summary>
    /// <exception cref="RequestException">Says what doesn't fit, and what is possible.</exception>
    public void Check(SampleItem item, StepTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        bool varies = item.Origin is not null || item.OriginValues is not null;
        if (varies != table.StartSignal > 0)
        {
            throw new RequestException(varies
                ? "There is something to vary, but the run starts from noise alone: give the time to start from."
                : "The run starts late, from something that is varied: give every item of it what to vary.");
        }
        if (item.Class < -1 || item.Class >= network.Classes)
            throw new RequestException($"The model has {network.Classes} classes; {item.Class} was asked for.");
        CheckConditions(item);
    }

    /// <summary>Refuses data without levels.</summary>
    public virtual void RequireLevels()
    {
    }

    /// <summary>Refuses data without values.</summary>
    public virtual void RequireValues()
    {
    }

    /// <summary>Whether the network is evaluated at a time; where it isn't, its output counts as zeros.</summary>
    public virtual bool Asks(double time) => true;

    /// <summary>
    /// What the flow of discrete or discretised data pulls a state toward: the one-hot vectors of classes, the centres of bins.
    /// </summary>
    public abstract float[] TargetOf(byte[] levels);

    /// <summary>What an item varies, as the flow pulls a state toward it; null where it varies nothing.</summary>
    public abstract float[]? OriginTarget(SampleItem item);

    /// <summary>The same as kernels read it: the class of each cell, or the bits of each variable's value.</summary>
    public abstract uint[]? OriginWords(SampleItem item);

    /// <summary>What the network sees of a state, known variables put in.</summary>
    public abstract float[] Encode(float[] state, SampleItem item);

    /// <summary>1 for each known cell and 0 for each other, or null when nothing is known.</summary>
    public abstract float[]? Mask(SampleItem item);

    /// <summary>
    /// What is known of each variable, as kernels read it: its class, or the bits of its value, or <see cref="Unknown"/>; null when nothing
    /// is.
    /// </summary>
    public abstract uint[]? KnownWords(SampleItem item);

    /// <summary>The sample that a state is pulled toward, in the state's shape: drawn from the output distribution, or its mean.</summary>
    /// <param name="state">The state.</param>
    /// <param name="output">What the network returned; it may be overwritten.</param>
    /// <param name="time">When.</param>
    /// <param name="item">The item.</param>
    /// <param name="table">The run, whose temperature and min-p sharpen the output distribution of discrete data.</param>
    /// <param name="draw">The step of the random numbers to draw with, or null for the mean.</param>
    public abstract float[] Estimate(float[] state, float[] output, double time, SampleItem item, StepTable table, uint? draw);

    /// <summary>The result of discrete and discretised data: the most probable class or bin, known variables as given.</summary>
    public abstract byte[] Levels(float[] state, float[] output, double time, SampleItem item);

    /// <summary>The result of continuous and discretised data in [−1, 1], known variables as given.</summary>
    public abstract float[] Values(float[] state, float[] output, double time, SampleItem item);

    /// <summary>Refuses known variables, biases and origins that don't fit.</summary>
    protected abstract void CheckConditions(SampleItem item);

    /// <summary>
    /// Refuses a network whose output has another shape than <paramref name="channels"/> channels of the state's extents.
    /// </summary>
    protected void RequireOutput(Flow flow, int channels)
    {
        Shape expected = State with { Channels = channels };
        if (network.Output != expected)
            throw new NetworkException(
                $"A {flow.GetType().Name} on a state of {State} needs a network output of {expected}, not {network.Output}.");
    }
}
