using BfnProcGen.Networks;

namespace BfnProcGen.Plans;

/// <summary>
/// Where a value of a whole batch lies in the arena, in floats: item b starts at <c>Offset + b · ItemStride</c> and is dense in itself.
/// A value inside a concatenation has the stride of the whole, which makes concatenation free.
/// </summary>
public readonly record struct View(Shape Shape, int Offset, int ItemStride);

/// <summary>
/// A network cut into the dispatches of one evaluation, for a fixed batch: operations with fusion decided, activations placed by liveness
/// in one arena. It holds no Vulkan type: the GPU recording is one consumer of it.
/// </summary>
public sealed class Plan
{
    /// <summary>The network that was planned.</summary>
    public required Network Network { get; init; }

    /// <summary>Items evaluated together.</summary>
    public required int Batch { get; init; }

    /// <summary>The dispatches of one evaluation, in order.</summary>
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>Size of the arena in floats.</summary>
    public required int ArenaSize { get; init; }

    /// <summary>Where the sampler writes what the network sees of the state.</summary>
    public required View State { get; init; }

    /// <summary>Where the sampler writes the mask of known cells; null for a network without one.</summary>
    public required View? Mask { get; init; }

    /// <summary>Where the result of an evaluation lies.</summary>
    public required View Output { get; init; }

    /// <summary>Values that never change, by node: written once, shared by all items (their stride is 0).</summary>
    public IReadOnlyDictionary<int, View> Constants { get; init; } = new Dictionary<int, View>();

    /// <summary>Nodes that depend on time and class alone, in order: evaluated once, before a run, for each time and class.</summary>
    public required IReadOnlyList<int> ConditioningNodes { get; init; }

    /// <summary>Where each conditioning vector that a step uses lies in a row of the conditioning table, by node.</summary>
    public required IReadOnlyDictionary<int, int> ConditioningOffsets { get; init; }

    /// <summary>Floats in a row of the conditioning table.</summary>
    public required int ConditioningWidth { get; init; }

    /// <summary>Some of the steps, on the same arena: what they compute means nothing by itself, but takes its time.</summary>
    internal Plan Only(IReadOnlyList<PlanStep> steps) => new()
    {
        Network = Network, Batch = Batch, Steps = steps, ArenaSize = ArenaSize, State = State, Mask = Mask, Output = Output,
        Constants = Constants, ConditioningNodes = ConditioningNodes, ConditioningOffsets = ConditioningOffsets,
        ConditioningWidth = ConditioningWidth,
    };
}
