using System.Buffers.Binary;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// What a driver compiled: the data of a <c>VkPipelineCache</c> in a <see cref="DeviceFile"/>, whose hash is there since drivers believe
/// what they are given.
/// </summary>
internal sealed class PipelineCacheFile(string folder, PhysicalDeviceProperties properties)
{
    private const int VulkanHeader = 32;

    private readonly DeviceFile _file = new(folder, properties, "pipelines", "BFNPIPE1"u8);

    /// <summary>The data; empty where there is no file, or one that is damaged, or one of another device.</summary>
    public byte[] Read()
    {
        byte[] data = _file.Read();
        // As Vulkan defines it: the header's length, its version 1, vendor, device and the driver's identifier.
        bool isOurs = data.Length >= VulkanHeader && BinaryPrimitives.ReadUInt32LittleEndian(data) == VulkanHeader
            && BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(4)) == 1
            && data.AsSpan(8, _file.Device.Length).SequenceEqual(_file.Device);
        return isOurs ? data : [];
    }

    /// <summary>Replaces the file, whole or not at all.</summary>
    public void Write(byte[] data) => _file.Write(data);
}
