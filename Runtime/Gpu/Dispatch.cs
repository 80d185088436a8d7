using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// One launch of a kernel, ready to be recorded. <paramref name="Work"/> estimates it in multiply-adds; <paramref name="Page"/> is the page
/// of weights it needs.
/// </summary>
internal readonly record struct Dispatch(
    Lazy<Pipeline> Making, byte[] PushConstants, uint GroupsX, uint GroupsY, uint GroupsZ, long Work, int Page = 0)
{
    /// <summary>Its pipeline; waits for it.</summary>
    public Pipeline Pipeline => Making.Value;
}
