using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Which kernel runs which step of a plan.</summary>
internal static class StepDispatch
{
    public static Dispatch For(KernelContext context, PlanStep step) => step switch
    {
        ConvolutionStep convolution => ConvolutionKernel.For(context, convolution),
        GroupNormStep norm => GroupNormKernel.For(context, norm),
        LayerNormStep norm => LayerNormKernel.For(context, norm),
        AttentionStep attention => AttentionKernel.For(context, attention),
        UpsampleStep upsample => UpsampleKernel.For(context, upsample),
        SiLUStep silu => Kernel.LaunchOnElements<SiLUKernel>(context, silu.Source, silu.Target),
        GELUStep gelu => Kernel.LaunchOnElements<GELUKernel>(context, gelu.Source, gelu.Target),
        LogProbabilityStep log => Kernel.LaunchOnElements<LogProbabilityKernel>(context, log.Source, log.Target),
        FourierFeaturesStep waves => FourierFeaturesKernel.For(context, waves),
        AddStep add => AddKernel.For(context, add),
        CopyStep copy => Kernel.LaunchOnElements<CopyKernel>(context, copy.Source, copy.Target),
        _ => throw new InvalidOperationException($"No kernel runs a {step.GetType().Name}."),
    };
}
