namespace BfnProcGen.Gpu;

/// <summary>Copies a value into a place inside another.</summary>
internal struct CopyKernel : IElementKernel
{
    public uint Source { get; set; }
    public uint SourceStride { get; set; }
    public uint Target { get; set; }
    public uint TargetStride { get; set; }
    public uint Count { get; set; }

    public static string Shader => "copy";

    public static IReadOnlyList<string> Constants => [];
}
