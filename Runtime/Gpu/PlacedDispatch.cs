namespace BfnProcGen.Gpu;

/// <summary>A dispatch in its place.</summary>
/// <param name="Dispatch">What is launched.</param>
/// <param name="NeedsBarrier">Whether it depends on dispatches right before it.</param>
internal readonly record struct PlacedDispatch(Dispatch Dispatch, bool NeedsBarrier);
