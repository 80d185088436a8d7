namespace BfnProcGen.Gpu;

/// <summary>ln p of x = 2p − 1, element by element.</summary>
internal struct LogProbabilityKernel : IElementKernel
{
    public uint Source { get; set; }
    public uint SourceStride { get; set; }
    public uint Target { get; set; }
    public uint TargetStride { get; set; }
    public uint Count { get; set; }

    public static string Shader => "log_probability";

    public static IReadOnlyList<string> Constants => [];
}
