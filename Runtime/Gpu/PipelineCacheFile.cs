using System.Buffers.Binary;
using System.Security.Cryptography;
using BfnProcGen.Models;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// What a driver compiled, in a file for each device, driver and version of this library: a mark, a hash of the rest, then the data of a
/// <c>VkPipelineCache</c>. The hash is there since drivers believe what they are given. Whatever is wrong with the file or its folder, the
/// program goes on without it.
/// </summary>
internal sealed unsafe class PipelineCacheFile
{
    private const int VulkanHeader = 32, LargestFile = 1 << 28;
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly byte[] _device;

    public PipelineCacheFile(string folder, PhysicalDeviceProperties properties)
    {
        _folder = folder;
        _device = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(_device, properties.VendorID);
        BinaryPrimitives.WriteUInt32LittleEndian(_device.AsSpan(4), properties.DeviceID);
        new ReadOnlySpan<byte>(properties.PipelineCacheUuid, 16).CopyTo(_device.AsSpan(8));
        // A build's identifier is a hash of all that went into it, the shaders among it.
        string build = typeof(PipelineCacheFile).Module.ModuleVersionId.ToString("N");
        Path = System.IO.Path.Combine(folder, $"{Convert.ToHexStringLower(_device)}-{properties.DriverVersion:x8}-{build}.pipelines");
    }

    private static ReadOnlySpan<byte> Mark => "BFNPIPE1"u8;

    /// <summary>Where it is, whether it exists or not.</summary>
    public string Path { get; }

    /// <summary>The data; empty where there is no file, or one that is damaged, or one of another device.</summary>
    public byte[] Read()
    {
        try
        {
            var file = new FileInfo(Path);
            if (!file.Exists || file.Length > LargestFile) return [];
            byte[] all = File.ReadAllBytes(Path);
            int header = Mark.Length + SHA256.HashSizeInBytes;
            if (all.Length < header + VulkanHeader || !all.AsSpan().StartsWith(Mark)) return [];
            byte[] data = all[header..];
            bool whole = all.AsSpan(Mark.Length, SHA256.HashSizeInBytes).SequenceEqual(SHA256.HashData(data));
            // As Vulkan defines it: the header's length, its version 1, vendor, device and the driver's identifier.
            bool ours = BinaryPrimitives.ReadUInt32LittleEndian(data) == VulkanHeader && BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(4)) == 1
                && data.AsSpan(8, _device.Length).SequenceEqual(_device);
            return whole && ours ? data : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Replaces the file, whole or not at all.</summary>
    public void Write(byte[] data)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            AtomicFile.Write(Path, stream =>
            {
                stream.Write(Mark);
                stream.Write(SHA256.HashData(data));
                stream.Write(data);
            });
            // Of programs that were killed while they wrote.
            foreach (FileInfo left in new DirectoryInfo(_folder).EnumerateFiles("*.pipelines.*.tmp"))
                if (DateTime.UtcNow - left.LastWriteTimeUtc > Abandoned) left.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start compiles again.
        }
    }
}
