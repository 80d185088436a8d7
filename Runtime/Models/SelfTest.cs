using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Models;

/// <summary>
/// What the plain interpreter samples from a model with one seed. A device that samples nearly the same computes the model rightly.
/// </summary>
/// <param name="Seed">The seed.</param>
/// <param name="Steps">Network evaluations, with the model's own solver for that number.</param>
/// <param name="Cells">
/// Discrete data: the class of every cell; discretised: the bin of every variable; continuous: the value of every variable, as one of
/// <see cref="ValueLevels"/> equal intervals of [−1, 1].
/// </param>
public sealed record SelfTest(ulong Seed, int Steps, byte[] Cells)
{
    /// <summary>
    /// The least share of equal variables: rounding differs between devices, and a cell between two equally probable classes may tip over.
    /// </summary>
    public const double LeastAgreement = 0.98;

    /// <summary>
    /// Intervals in which continuous values are kept. They count as equal in a neighbouring interval too, since a value at a border tips
    /// over: what differs by more than 1/64 is never equal, what differs by less than 1/128 always.
    /// </summary>
    public const int ValueLevels = 256;

    /// <summary>Computes the self-test of a model; takes as long as one sample of the plain interpreter.</summary>
    public static SelfTest Of(Model model, ulong seed = 1, int steps = 8)
    {
        ArgumentNullException.ThrowIfNull(model);
        var sampler = new PlainSampler(model.Flow, new PlainNetwork(model.Network, model.Weights));
        StepTable table = model.Flow.Steps(model.SolverFor(steps), steps);
        SampleItem[] items = [new(seed)];
        byte[] cells = model.Flow.HasLevels ? sampler.Sample(table, items)[0] : Coarsely(sampler.SampleValues(table, items)[0]);
        return new SelfTest(seed, steps, cells);
    }

    /// <summary>The share of variables in which a sample of the same model equals this one.</summary>
    public double Agreement(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample.HasLevels ? Agreement(sample.Levels, 0) : Agreement(Coarsely(sample.Values), 1);
    }

    /// <summary>How many <see cref="Cells"/> the self-test of a model has.</summary>
    internal static int LengthFor(Model model) =>
        model.Height * model.Width * (model.Flow is DiscreteFlow ? 1 : model.Network.State.Channels);

    private static byte[] Coarsely(ReadOnlySpan<float> values)
    {
        var levels = new byte[values.Length];
        for (int v = 0; v < levels.Length; v++) levels[v] = (byte)BinnedNormal.BinOf(values[v], ValueLevels);
        return levels;
    }

    private double Agreement(ReadOnlySpan<byte> cells, int tolerance)
    {
        if (cells.Length != Cells.Length) return 0;
        int equal = 0;
        for (int i = 0; i < Cells.Length; i++)
            if (Math.Abs(cells[i] - Cells[i]) <= tolerance) equal++;
        return (double)equal / Cells.Length;
    }
}
