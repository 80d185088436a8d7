namespace BfnProcGen.Gpu;

/// <summary>GELU, element by element.</summary>
internal struct GELUKernel : IElementKernel
{
    public uint Source { get; set; }
    public uint SourceStride { get; set; }
    public uint Target { get; set; }
    public uint TargetStride { get; set; }
    public uint Count { get; set; }

    public static string Shader => "gelu";

    public static IReadOnlyList<string> Constants => [];
}
