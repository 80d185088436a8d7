namespace BfnProcGen.Plans;

/// <summary>One dispatch. <see cref="Level"/> is its dependency level: steps of one level don't depend on each other and share a barrier.</summary>
public abstract record PlanStep
{
    /// <summary>The network node whose value this step completes.</summary>
    public required string Node { get; init; }

    /// <summary>Dependency level, rising along the plan.</summary>
    public int Level { get; init; }
}

/// <summary>Convolution and all that is fused into it: bias, a conditioning vector and a residual are added.</summary>
public sealed record ConvolutionStep(View Source, View Target, int Kernel, int Stride) : PlanStep
{
    /// <summary>The name of the node that owns the weights <c>{name}.weight</c> and <c>{name}.bias</c>.</summary>
    public required string Weights { get; init; }

    /// <summary>Offset in the item's conditioning row of a vector that is added to every cell, or null.</summary>
    public int? Conditioning { get; init; }

    /// <summary>A value of the target's shape that is added, or null.</summary>
    public View? Residual { get; init; }
}

/// <summary>Group norm, then SiLU if asked for.</summary>
public sealed record GroupNormStep(View Source, View Target, int Groups, bool Activate) : PlanStep
{
    /// <summary>The name of the node that owns the weights.</summary>
    public required string Weights { get; init; }
}

/// <summary>Layer norm.</summary>
public sealed record LayerNormStep(View Source, View Target) : PlanStep
{
    /// <summary>The name of the node that owns the weights.</summary>
    public required string Weights { get; init; }
}

/// <summary>Self-attention.</summary>
public sealed record AttentionStep(View Source, View Target, int Heads) : PlanStep;

/// <summary>Nearest-neighbour doubling.</summary>
public sealed record UpsampleStep(View Source, View Target) : PlanStep;

/// <summary>SiLU where it is fused into nothing.</summary>
public sealed record SiLUStep(View Source, View Target) : PlanStep;

/// <summary>GELU.</summary>
public sealed record GELUStep(View Source, View Target) : PlanStep;

/// <summary>ln p of x = 2p − 1.</summary>
public sealed record LogProbabilityStep(View Source, View Target) : PlanStep;

/// <summary>Waves of the octaves from <paramref name="First"/> on; how many follows from the target's channels.</summary>
public sealed record FourierFeaturesStep(View Source, View Target, int First) : PlanStep;

/// <summary>A sum that is fused into nothing: with a value or a vector in the arena (<see cref="Second"/>), or a conditioning vector.</summary>
public sealed record AddStep(View Source, View Target) : PlanStep
{
    /// <summary>A value of the source's shape, or a vector; null when a conditioning vector is added.</summary>
    public View? Second { get; init; }

    /// <summary>Offset of the vector in the item's conditioning row; null when <see cref="Second"/> is added.</summary>
    public int? Conditioning { get; init; }
}

/// <summary>Copies a value into a concatenation that it could not be computed into.</summary>
public sealed record CopyStep(View Source, View Target) : PlanStep;
