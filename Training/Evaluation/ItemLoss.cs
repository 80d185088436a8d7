using BfnProcGen.Flows;
using BfnProcGen.Networks;

namespace BfnProcGen.Training.Evaluation;

/// <summary>The losses of a whole item in nats, from the network's output for a state drawn from the flow: sums over its variables.</summary>
internal abstract class ItemLoss
{
    public static ItemLoss For(Flow flow) => flow switch
    {
        DiscreteFlow discrete => new DiscreteItemLoss(discrete),
        ContinuousFlow continuous => new NumberItemLoss(continuous),
        _ => throw new ArgumentOutOfRangeException(nameof(flow)),
    };

    /// <summary>Variables of an item, from the shape of the network's output.</summary>
    public abstract int Variables(Shape output);

    /// <summary>Numbers of the state of an item of <paramref name="variables"/> variables; also of the noise that draws it.</summary>
    public abstract int StateSize(int variables);

    /// <summary>A state drawn from the flow.</summary>
    public abstract float[] State(ReadOnlySpan<float> values, double time, ReadOnlySpan<float> normals);

    /// <summary>What the network sees of a state.</summary>
    public abstract float[] Seen(float[] state);

    /// <summary>n times the loss of step <paramref name="i"/> of <paramref name="steps"/>, with <paramref name="normals"/> drawing the sender.</summary>
    public abstract double Step(ReadOnlySpan<float> values, float[] state, float[] output, int i, int steps, float[] normals);

    /// <summary>The continuous-time loss at <paramref name="time"/>.</summary>
    public abstract double ContinuousTime(ReadOnlySpan<float> values, float[] state, float[] output, double time);

    /// <summary>The reconstruction loss, of a state and an output at t = 1.</summary>
    public abstract double Reconstruction(ReadOnlySpan<float> values, float[] state, float[] output);
}

/// <summary>Discrete data: a softmax over the classes of every cell.</summary>
internal sealed class DiscreteItemLoss(DiscreteFlow flow) : ItemLoss
{
    public override int Variables(Shape output) => output.Area;

    public override int StateSize(int variables) => variables * flow.Classes;

    public override float[] State(ReadOnlySpan<float> values, double time, ReadOnlySpan<float> normals)
    {
        var state = new float[normals.Length];
        for (int cell = 0; cell < values.Length; cell++)
        {
            FlowMoment moment = flow.At(time, cell);
            for (int k = 0; k < flow.Classes; k++)
            {
                int i = k * values.Length + cell;
                state[i] = (float)((k == (int)values[cell] ? moment.Signal : 0) + moment.Noise * normals[i]);
            }
        }
        return state;
    }

    public override float[] Seen(float[] state)
    {
        int cells = state.Length / flow.Classes;
        var seen = new float[state.Length];
        Span<double> logs = stackalloc double[flow.Classes];
        for (int cell = 0; cell < cells; cell++)
        {
            LogProbabilities(state, cell, cells, logs);
            for (int k = 0; k < logs.Length; k++) seen[k * cells + cell] = (float)(2 * Math.Exp(logs[k]) - 1);
        }
        return seen;
    }

    public override double Step(ReadOnlySpan<float> values, float[] state, float[] output, int i, int steps, float[] normals)
    {
        double sum = 0;
        Span<double> logs = stackalloc double[flow.Classes], noise = stackalloc double[flow.Classes];
        for (int cell = 0; cell < values.Length; cell++)
        {
            LogProbabilities(output, cell, values.Length, logs);
            for (int k = 0; k < noise.Length; k++) noise[k] = normals[k * values.Length + cell];
            sum += DiscreteTimeLoss.Discrete(flow, (int)values[cell], logs, i, steps, noise, cell);
        }
        return sum;
    }

    // K·β₁·t·‖e_x − ê‖² (equation 205).
    public override double ContinuousTime(ReadOnlySpan<float> values, float[] state, float[] output, double time)
    {
        double sum = 0;
        Span<double> logs = stackalloc double[flow.Classes];
        for (int cell = 0; cell < values.Length; cell++)
        {
            LogProbabilities(output, cell, values.Length, logs);
            double square = 0;
            for (int k = 0; k < logs.Length; k++)
            {
                double difference = (k == (int)values[cell] ? 1 : 0) - Math.Exp(logs[k]);
                square += difference * difference;
            }
            sum += flow.At(time, cell).Weight * square;
        }
        return sum;
    }

    public override double Reconstruction(ReadOnlySpan<float> values, float[] state, float[] output)
    {
        double sum = 0;
        Span<double> logs = stackalloc double[flow.Classes];
        for (int cell = 0; cell < values.Length; cell++)
        {
            LogProbabilities(output, cell, values.Length, logs);
            sum += ReconstructionLoss.Discrete((int)values[cell], logs);
        }
        return sum;
    }

    private static void LogProbabilities(float[] logits, int cell, int cells, Span<double> logs)
    {
        double most = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < logs.Length; k++) most = Math.Max(most, logs[k] = logits[k * cells + cell]);
        foreach (double log in logs) sum += Math.Exp(log - most);
        double total = most + Math.Log(sum);
        for (int k = 0; k < logs.Length; k++) logs[k] -= total;
    }
}

/// <summary>Continuous and discretised data: a normal distribution for every variable.</summary>
internal sealed class NumberItemLoss(ContinuousFlow flow) : ItemLoss
{
    // Continuous data is scored as if it had these bins, which is what 8-bit files have; 16 where the flow ends as coarsely (paper, 6.3).
    private readonly int _bins = flow.Sigma1 > 0.01 ? 16 : 256;

    public override int Variables(Shape output) => flow is DiscretisedFlow ? output.Count / 2 : output.Count;

    public override int StateSize(int variables) => variables;

    public override float[] State(ReadOnlySpan<float> values, double time, ReadOnlySpan<float> normals)
    {
        FlowMoment moment = flow.At(time);
        var state = new float[normals.Length];
        for (int i = 0; i < state.Length; i++) state[i] = (float)(moment.Signal * Target(values[i]) + moment.Noise * normals[i]);
        return state;
    }

    public override float[] Seen(float[] state) => state;

    public override double Step(ReadOnlySpan<float> values, float[] state, float[] output, int i, int steps, float[] normals)
    {
        double sum = 0, time = (i - 1.0) / steps;
        for (int d = 0; d < values.Length; d++)
        {
            NormalOutput normal = OutputOf(state, output, d, time);
            if (flow is DiscretisedFlow discretised)
            {
                // Far from the mean probabilities underflow; their logarithms must not.
                double[] logs = Array.ConvertAll(normal.Probabilities(discretised.Bins), p => Math.Log(Math.Max(p, double.Epsilon)));
                sum += DiscreteTimeLoss.Discretised(discretised, (int)values[d], logs, i, steps, normals[d]);
            }
            else
            {
                sum += DiscreteTimeLoss.Continuous(flow, values[d], normal.Clipped, i, steps);
            }
        }
        return sum;
    }

    // −ln σ₁·σ₁^(−2t)·(x − x̂)² (equation 101; for discretised data x̂ is the mean over bins).
    public override double ContinuousTime(ReadOnlySpan<float> values, float[] state, float[] output, double time)
    {
        double sum = 0;
        for (int d = 0; d < values.Length; d++)
        {
            NormalOutput normal = OutputOf(state, output, d, time);
            double difference = Target(values[d]) - (flow is DiscretisedFlow discretised ? normal.BinnedMean(discretised) : normal.Clipped);
            sum += difference * difference;
        }
        return flow.At(time).Weight * sum;
    }

    public override double Reconstruction(ReadOnlySpan<float> values, float[] state, float[] output)
    {
        double sum = 0;
        for (int d = 0; d < values.Length; d++)
        {
            NormalOutput normal = OutputOf(state, output, d, 1);
            sum += flow is DiscretisedFlow discretised
                ? ReconstructionLoss.Discretised(discretised, (int)values[d], normal)
                : ReconstructionLoss.Continuous(flow, values[d], normal.Clipped, _bins);
        }
        return sum;
    }

    private double Target(float value) => flow is DiscretisedFlow discretised ? discretised.Centre((int)value) : value;

    private NormalOutput OutputOf(float[] state, float[] output, int d, double time) =>
        NormalOutput.From(flow, state[d], time, output[d], flow is DiscretisedFlow ? output[state.Length + d] : 0);
}
