using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>Turns every result that is not a success into a <see cref="GpuException"/>.</summary>
internal static class VulkanResult
{
    public static void Check(this Result result, string call)
    {
        if (result != Result.Success) throw Failure(result, call);
    }

    public static GpuException Failure(Result result, string call) => result switch
    {
        Result.ErrorDeviceLost => new DeviceLostException(
            $"The GPU device was lost in {call}: dispose it, open another and load the model again. If it happens often, use smaller batches."),
        Result.ErrorOutOfDeviceMemory or Result.ErrorOutOfHostMemory =>
            new GpuException($"{call} ran out of memory ({result}): use a smaller batch."),
        _ => new GpuException($"{call} failed with {result}."),
    };
}
