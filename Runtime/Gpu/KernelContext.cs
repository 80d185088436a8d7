using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>What is the same for all dispatches of a recording.</summary>
/// <param name="Device">Where the pipelines live.</param>
/// <param name="Weights">Where the weights lie.</param>
/// <param name="Batch">Items evaluated together.</param>
/// <param name="ConditioningWidth">Floats in a row of the conditioning table.</param>
/// <param name="ClassRows">Rows of the conditioning table for each evaluation.</param>
/// <param name="ReadsTexels">
/// Kernels read the arena and the weights as texels, which software Vulkan does for all lanes at once where it would read a storage buffer
/// lane by lane. A real GPU has no reason to.
/// </param>
internal sealed record KernelContext(
    GpuDevice Device, GpuWeights Weights, int Batch, int ConditioningWidth, int ClassRows, bool ReadsTexels)
{
    /// <summary>The convolutions that are not computed in registers, and in which form and tile they are.</summary>
    public IReadOnlyDictionary<ConvolutionStep, IConvolutionTile> Tiles { get; init; } = new Dictionary<ConvolutionStep, IConvolutionTile>();

    /// <summary>Whether rows of a width in these views are whole texels of four floats.</summary>
    public bool ReadsQuads(int width, params ReadOnlySpan<View> views)
    {
        bool aligned = ReadsTexels && width % 4 == 0;
        foreach (View view in views) aligned &= view.Offset % 4 == 0 && view.ItemStride % 4 == 0;
        return aligned;
    }
}
