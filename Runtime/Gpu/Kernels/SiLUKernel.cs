namespace BfnProcGen.Gpu;

/// <summary>SiLU, element by element.</summary>
internal struct SiLUKernel : IElementKernel
{
    public uint Source { get; set; }
    public uint SourceStride { get; set; }
    public uint Target { get; set; }
    public uint TargetStride { get; set; }
    public uint Count { get; set; }

    public static string Shader => "silu";

    public static IReadOnlyList<string> Constants => [];
}
