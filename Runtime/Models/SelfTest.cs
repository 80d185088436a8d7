using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Models;

/// <summary>What the plain interpreter samples from a model with one seed. A device that samples nearly the same computes the model rightly.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Steps">Network evaluations, with the model's own solver for that number.</param>
/// <param name="Cells">The tile of every cell.</param>
public sealed record SelfTest(ulong Seed, int Steps, byte[] Cells)
{
    /// <summary>
    /// The least share of equal cells: rounding differs between devices, and a cell between two equally probable tiles may tip over.
    /// </summary>
    public const double LeastAgreement = 0.98;

    /// <summary>Computes the self-test of a model of discrete data; takes as long as one sample of the plain interpreter.</summary>
    public static SelfTest Of(Model model, ulong seed = 1, int steps = 8)
    {
        ArgumentNullException.ThrowIfNull(model);
        var flow = (DiscreteFlow)model.Flow;
        var sampler = new PlainSampler(flow, new PlainNetwork(model.Network, model.Weights));
        return new SelfTest(seed, steps, sampler.Sample(flow.Steps(model.SolverFor(steps), steps), [new SampleItem(seed)])[0]);
    }

    /// <summary>The share of cells in which a sample equals this one.</summary>
    public double Agreement(ReadOnlySpan<byte> cells)
    {
        int equal = 0;
        for (int i = 0; i < Cells.Length; i++)
            if (cells[i] == Cells[i]) equal++;
        return (double)equal / Cells.Length;
    }
}
