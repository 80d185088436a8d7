namespace BfnProcGen.Gpu;

/// <summary>What is the same for all dispatches of a recording.</summary>
/// <param name="Device">Where the pipelines live.</param>
/// <param name="Weights">Where the weights lie.</param>
/// <param name="Batch">Items evaluated together.</param>
/// <param name="ConditioningWidth">Floats in a row of the conditioning table.</param>
/// <param name="ClassRows">Rows of the conditioning table for each evaluation.</param>
internal sealed record KernelContext(GpuDevice Device, GpuWeights Weights, int Batch, int ConditioningWidth, int ClassRows);
