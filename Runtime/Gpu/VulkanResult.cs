using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>Turns every result that is not a success into a <see cref="GpuException"/>.</summary>
internal static class VulkanResult
{
    public static void Check(this Result result, string call)
    {
        if (result == Result.Success) return;
        throw new GpuException(result switch
        {
            Result.ErrorDeviceLost =>
                $"The GPU device was lost in {call}: dispose it, open another and load the model again. If it happens often, use smaller batches.",
            Result.ErrorOutOfDeviceMemory or Result.ErrorOutOfHostMemory => $"{call} ran out of memory ({result}): use a smaller batch.",
            _ => $"{call} failed with {result}.",
        }, result == Result.ErrorDeviceLost);
    }
}
