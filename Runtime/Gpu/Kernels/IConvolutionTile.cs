using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>A form of the convolution other than registers, and the tile that a workgroup computes.</summary>
internal interface IConvolutionTile
{
    /// <summary>Whether factors are rounded to 16 bits; otherwise the bits of all forms are the same.</summary>
    bool RoundsFactors { get; }

    /// <summary>Computes a step in this form.</summary>
    Dispatch DispatchOf(KernelContext context, ConvolutionStep step);
}
