using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// Chooses how each convolution of a plan is computed on a device. Whether it rounds factors to 16 bits is decided once for a shape and
/// then holds for every batch, so that a seed gives the same alone and in a batch; beyond that only the time depends on the choice.
/// </summary>
internal static class ConvolutionChoice
{
    private const string Registers = "registers", Pays = "pays", DoesNot = "doesn't pay";

    /// <summary>The convolutions that are not computed in registers, and how they are.</summary>
    /// <param name="context">Where they are computed.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="buffers">The recording's buffers, with nothing in them that must stay.</param>
    /// <param name="variants">What to choose from, and how.</param>
    /// <exception cref="GpuUnavailableException">Cooperative matrices were asked for, and can't be used.</exception>
    public static Dictionary<ConvolutionStep, IConvolutionTile> Of(
        KernelContext context, Plan plan, KernelBuffers buffers, KernelVariants variants)
    {
        // A seed is the same world to every player, unless a game gives that up.
        if (variants == KernelVariants.Automatic) variants = context.Device.IsSoftware ? KernelVariants.Registers : KernelVariants.MeasuredExact;
        var tiles = new Dictionary<ConvolutionStep, IConvolutionTile>();
        if (variants == KernelVariants.Registers) return tiles;

        var candidates = plan.Steps.OfType<ConvolutionStep>().Distinct()
            .ToDictionary(step => step, step => Candidates(context, step, variants));
        bool isMeasured = variants is KernelVariants.Measured or KernelVariants.MeasuredExact;
        if (isMeasured) Measure(context, buffers, candidates);
        foreach ((ConvolutionStep step, IReadOnlyList<IConvolutionTile> some) in candidates)
        {
            IConvolutionTile? tile = isMeasured ? Kept(context, step, some).Tile : some.FirstOrDefault();
            if (tile is not null) tiles.Add(step, tile);
        }
        return tiles;
    }

    private static IReadOnlyList<IConvolutionTile> Candidates(KernelContext context, ConvolutionStep step, KernelVariants variants)
    {
        CooperativeMatrices matrices = context.Device.CooperativeMatrices;
        if (variants == KernelVariants.CooperativeMatrices)
            return [.. CooperativeTile.Candidates(context, step, matrices.Demand()).Cast<IConvolutionTile>()];
        IEnumerable<IConvolutionTile> shared = SharedTile.Candidates(context, step).Cast<IConvolutionTile>();
        return variants == KernelVariants.Measured && matrices.Extents is { } extents && context.Weights.CanRound(step.Weights)
            ? [.. shared, .. CooperativeTile.Candidates(context, step, extents)]
            : [.. shared];
    }

    // What is not known yet; one of the steps of a shape for all of them.
    private static void Measure(
        KernelContext context, KernelBuffers buffers, Dictionary<ConvolutionStep, IReadOnlyList<IConvolutionTile>> candidates)
    {
        var unknown = candidates.Where(entry => !Kept(context, entry.Key, entry.Value).IsKnown)
            .DistinctBy(entry => ShapeOf(context, entry.Key, rounds: false)).ToArray();
        if (unknown.Length == 0) return;
        using var trial = new ConvolutionTrial(context, buffers);
        trial.Compile(unknown.SelectMany(
            entry => entry.Value.Select(tile => (entry.Key, (IConvolutionTile?)tile)).Prepend((entry.Key, null))));
        foreach ((ConvolutionStep step, IReadOnlyList<IConvolutionTile> some) in unknown)
        {
            IReadOnlyList<TileTrial> trials = trial.Of(step, some);
            var found = new List<(string, string)>();
            foreach (bool rounds in new[] { false, true })
                if (!rounds || some.Any(tile => tile.RoundsFactors)) found.Add((ShapeOf(context, step, rounds), Best(trials, rounds)));
            if (some.Any(tile => tile.RoundsFactors) && context.Device.Choices.Find(RoundingOf(step)) is not (Pays or DoesNot))
                found.Add((RoundingOf(step), TileTrial.RoundingPays(trials) ? Pays : DoesNot));
            context.Device.Choices.Keep([.. found]);
        }
        context.Device.Choices.Save();
    }

    private static string Best(IReadOnlyList<TileTrial> trials, bool rounds) =>
        TileTrial.Fastest(trials, rounds)?.Tile?.ToString() ?? Registers;

    // A tile that is none of the candidates comes from a file of somebody else's: it is measured anew.
    private static (bool IsKnown, IConvolutionTile? Tile) Kept(
        KernelContext context, ConvolutionStep step, IReadOnlyList<IConvolutionTile> candidates)
    {
        bool mayRound = candidates.Any(tile => tile.RoundsFactors);
        string? pays = mayRound ? context.Device.Choices.Find(RoundingOf(step)) : DoesNot;
        string? kept = context.Device.Choices.Find(ShapeOf(context, step, rounds: pays == Pays));
        IConvolutionTile? tile = candidates.FirstOrDefault(candidate => candidate.ToString() == kept);
        return (pays is Pays or DoesNot && (kept == Registers || tile is not null), tile);
    }

    // What decides whether factors are rounded, for all batches and whatever is fused.
    private static string RoundingOf(ConvolutionStep step) =>
        $"rounding, {step.Source.Shape} to {step.Target.Shape.Channels}, kernel {step.Kernel}, stride {step.Stride}";

    // All that decides how long it takes, and nothing else.
    private static string ShapeOf(KernelContext context, ConvolutionStep step, bool rounds)
    {
        Shape source = step.Source.Shape;
        return $"convolution {source} to {step.Target.Shape.Channels}, kernel {step.Kernel}, stride {step.Stride}, batch {context.Batch}"
            + (step.Conditioning is null ? "" : " vector") + (step.Residual is null ? "" : " residual") + (context.Weights.AreHalves(step.Weights) ? " halves" : "")
            + (context.ReadsTexels ? " texels" : "") + (rounds ? " rounded" : "");
    }
}
