using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Which kernel runs which step of a plan.</summary>
internal static class StepDispatch
{
    public static Dispatch For(KernelContext context, PlanStep step) => step switch
    {
        ConvolutionStep convolution => ConvolutionKernel.For(context, convolution),
        GroupNormStatisticsStep statistics => GroupNormStatisticsKernel.For(context, statistics),
        GroupNormStep norm => GroupNormKernel.For(context, norm),
        LayerNormStep norm => LayerNormKernel.For(context, norm),
        AttentionStep attention => AttentionKernel.For(context, attention),
        UpsampleStep upsample => UpsampleKernel.For(context, upsample),
        SiLUStep silu => SiLUKernel.For(context, silu),
        GELUStep gelu => GELUKernel.For(context, gelu),
        LogProbabilityStep log => LogProbabilityKernel.For(context, log),
        FourierFeaturesStep waves => FourierFeaturesKernel.For(context, waves),
        AddStep add => AddKernel.For(context, add),
        CopyStep copy => CopyKernel.For(context, copy),
        _ => throw new InvalidOperationException($"No kernel runs a {step.GetType().Name}."),
    };
}
