namespace BfnProcGen.Gpu;

/// <summary>How large the buffers are that a sampler needs beside those of the network.</summary>
/// <param name="Steps">Rows of the step table.</param>
/// <param name="Items">Words about the items.</param>
/// <param name="State">Floats of the states and the estimates before.</param>
/// <param name="Result">Bytes of the results.</param>
internal readonly record struct SamplerExtents(long Steps, long Items, long State, long Result);
