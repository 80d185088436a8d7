using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// Chooses how each convolution of a plan is computed on a device. All ways give the same bits: only the time depends on it.
/// </summary>
internal static class ConvolutionChoice
{
    private const string Registers = "registers";

    /// <summary>The convolutions that are computed in shared memory, and in which tiles.</summary>
    /// <param name="context">Where they are computed.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="buffers">The recording's buffers, with nothing in them that must stay.</param>
    /// <param name="variants">What to choose from, and how.</param>
    public static Dictionary<ConvolutionStep, SharedTile> Of(
        KernelContext context, Plan plan, KernelBuffers buffers, KernelVariants variants)
    {
        if (variants == KernelVariants.Automatic) variants = context.Device.IsSoftware ? KernelVariants.Registers : KernelVariants.Measured;
        var tiles = new Dictionary<ConvolutionStep, SharedTile>();
        if (variants == KernelVariants.Registers) return tiles;

        var candidates = plan.Steps.OfType<ConvolutionStep>().Distinct()
            .ToDictionary(step => step, step => SharedTile.Candidates(context, step));
        if (variants == KernelVariants.Measured) Measure(context, buffers, candidates);
        foreach ((ConvolutionStep step, IReadOnlyList<SharedTile> some) in candidates)
        {
            SharedTile? tile = variants == KernelVariants.SharedMemory
                ? some.Cast<SharedTile?>().FirstOrDefault()
                : Kept(context, step, some).Tile;
            if (tile is { } chosen) tiles.Add(step, chosen);
        }
        return tiles;
    }

    // What is not known yet; one of the steps of a shape for all of them.
    private static void Measure(
        KernelContext context, KernelBuffers buffers, Dictionary<ConvolutionStep, IReadOnlyList<SharedTile>> candidates)
    {
        var unknown = candidates.Where(entry => !Kept(context, entry.Key, entry.Value).IsKnown)
            .DistinctBy(entry => ShapeOf(context, entry.Key)).ToArray();
        if (unknown.Length == 0) return;
        using var trial = new ConvolutionTrial(context, buffers);
        trial.Compile(unknown.SelectMany(entry => entry.Value.Select(tile => (entry.Key, (SharedTile?)tile)).Prepend((entry.Key, null))));
        foreach ((ConvolutionStep step, IReadOnlyList<SharedTile> some) in unknown)
            context.Device.Choices.Keep(ShapeOf(context, step), trial.Best(step, some)?.ToString() ?? Registers);
        context.Device.Choices.Save();
    }

    // A tile that is none of the candidates comes from a file of somebody else's: it is measured anew.
    private static (bool IsKnown, SharedTile? Tile) Kept(KernelContext context, ConvolutionStep step, IReadOnlyList<SharedTile> candidates)
    {
        string? kept = context.Device.Choices.Find(ShapeOf(context, step));
        SharedTile? tile = candidates.Cast<SharedTile?>().FirstOrDefault(candidate => candidate.ToString() == kept);
        return (kept == Registers || tile is not null, tile);
    }

    // All that decides how long it takes, and nothing else.
    private static string ShapeOf(KernelContext context, ConvolutionStep step)
    {
        Shape source = step.Source.Shape;
        return $"convolution {source} to {step.Target.Shape.Channels}, kernel {step.Kernel}, stride {step.Stride}, batch {context.Batch}"
            + (step.Statistics is null ? "" : " norm") + (step.Activate ? " silu" : "") + (step.Conditioning is null ? "" : " vector")
            + (step.Residual is null ? "" : " residual") + (context.Weights.AreHalves(step.Weights) ? " halves" : "")
            + (context.ReadsTexels ? " texels" : "");
    }
}
