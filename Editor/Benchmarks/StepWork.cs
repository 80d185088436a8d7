using BfnProcGen.Plans;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>What a plan's steps compute and move at least: each value read and written once.</summary>
/// <param name="Operations">Two for each multiply-add of convolutions and attention, which outweigh all the rest.</param>
/// <param name="Bytes">Of the values and weights.</param>
internal readonly record struct StepWork(double Operations, double Bytes)
{
    public static StepWork Of(Plan plan)
    {
        double operations = 0, floats = 0;
        foreach (PlanStep step in plan.Steps)
        {
            (double computed, double moved, double weights) = Of(step);
            operations += computed * plan.Batch;
            floats += moved * plan.Batch + weights;
        }
        return new StepWork(operations, floats * sizeof(float));
    }

    private static (double Operations, double Moved, double Weights) Of(PlanStep step) => step switch
    {
        ConvolutionStep s => (2.0 * s.Target.Shape.Count * Terms(s),
            (double)s.Source.Shape.Count + s.Target.Shape.Count + Count(s.Residual), (Terms(s) + 1.0) * s.Target.Shape.Channels),
        AttentionStep s => (4.0 * s.Target.Shape.Count * s.Target.Shape.Area, (double)s.Source.Shape.Count + s.Target.Shape.Count, 0),
        GroupNormStep s => (0, 2.0 * s.Source.Shape.Count, 2.0 * s.Source.Shape.Channels),
        LayerNormStep s => (0, 2.0 * s.Source.Shape.Count, 2.0 * s.Source.Shape.Channels),
        AddStep s => (0, 2.0 * s.Source.Shape.Count + (s.Second is null ? s.Source.Shape.Channels : Count(s.Second)), 0),
        UpsampleStep s => (0, (double)s.Source.Shape.Count + s.Target.Shape.Count, 0),
        FourierFeaturesStep s => (0, (double)s.Source.Shape.Count + s.Target.Shape.Count, 0),
        SiLUStep s => (0, 2.0 * s.Source.Shape.Count, 0),
        GELUStep s => (0, 2.0 * s.Source.Shape.Count, 0),
        LogProbabilityStep s => (0, 2.0 * s.Source.Shape.Count, 0),
        CopyStep s => (0, 2.0 * s.Source.Shape.Count, 0),
        _ => throw new InvalidOperationException($"The work of a {step.GetType().Name} is unknown."),
    };

    private static double Terms(ConvolutionStep step) => (double)step.Source.Shape.Channels * step.Kernel * step.Kernel;

    private static double Count(View? view) => view is { } given ? given.Shape.Count : 0;
}
