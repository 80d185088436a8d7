namespace BfnProcGen.Gpu;

/// <summary>A kernel that makes each number of one value from the number at the same place of another.</summary>
internal interface IElementKernel : IKernel
{
    uint Source { get; set; }

    uint SourceStride { get; set; }

    uint Target { get; set; }

    uint TargetStride { get; set; }

    uint Count { get; set; }
}
