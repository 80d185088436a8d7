using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Rendering;

internal static class VulkanCalls
{
    /// <summary>Turns every result that is not a success into an exception.</summary>
    public static void Check(this Result result, string call)
    {
        if (result == Result.Success) return;
        throw result == Result.ErrorDeviceLost
            ? new DeviceLostException($"The GPU device was lost in {call}: start the game again.")
            : new GpuException($"{call} failed with {result}.");
    }
}
