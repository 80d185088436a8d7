using System.Buffers.Binary;
using System.Security.Cryptography;
using BfnProcGen.Models;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// What is kept between runs of a program for a device, its driver and a version of this library: a mark, a hash of the rest, then the
/// rest. Whatever is wrong with the file or its folder, the program goes on without it.
/// </summary>
internal sealed unsafe class DeviceFile
{
    private const int LargestFile = 1 << 28, MarkBytes = 8;

    private readonly string _folder, _extension;
    private readonly byte[] _mark, _device;

    /// <summary>Names a file; nothing is read yet.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="properties">The device.</param>
    /// <param name="extension">What kind of file it is.</param>
    /// <param name="mark">The eight bytes it begins with.</param>
    public DeviceFile(string folder, PhysicalDeviceProperties properties, string extension, ReadOnlySpan<byte> mark)
    {
        if (mark.Length != MarkBytes) throw new ArgumentException($"A mark has {MarkBytes} bytes.", nameof(mark));
        (_folder, _extension, _mark) = (folder, extension, mark.ToArray());
        _device = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(_device, properties.VendorID);
        BinaryPrimitives.WriteUInt32LittleEndian(_device.AsSpan(4), properties.DeviceID);
        new ReadOnlySpan<byte>(properties.PipelineCacheUuid, 16).CopyTo(_device.AsSpan(8));
        // A build's identifier is a hash of all that went into it, the shaders among it.
        string build = typeof(DeviceFile).Module.ModuleVersionId.ToString("N");
        Name = $"{Convert.ToHexStringLower(_device)}-{properties.DriverVersion:x8}-{build}.{extension}";
    }

    /// <summary>The file's name, which says whose it is.</summary>
    public string Name { get; }

    /// <summary>Vendor, device and the driver's identifier, as they stand in the header of a <c>VkPipelineCache</c>.</summary>
    public ReadOnlySpan<byte> Device => _device;

    private string Path => System.IO.Path.Combine(_folder, Name);

    /// <summary>The rest; empty where there is no file, or one that is damaged.</summary>
    public byte[] Read()
    {
        try
        {
            var file = new FileInfo(Path);
            if (!file.Exists || file.Length > LargestFile) return [];
            byte[] all = File.ReadAllBytes(Path);
            const int header = MarkBytes + SHA256.HashSizeInBytes;
            if (all.Length < header || !all.AsSpan().StartsWith(_mark)) return [];
            byte[] data = all[header..];
            return all.AsSpan(MarkBytes, SHA256.HashSizeInBytes).SequenceEqual(SHA256.HashData(data)) ? data : [];
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
                stream.Write(_mark);
                stream.Write(SHA256.HashData(data));
                stream.Write(data);
            });
            foreach (string part in Directory.EnumerateFiles(_folder, $"*.{_extension}.*.tmp")) ClearAway(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start does the work again.
        }
    }
    // Whoever writes a file keeps it to himself; what can be had alone belongs to a program that was killed.
    private static void ClearAway(string part)
    {
        try
        {
            new FileStream(part, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (IOException)
        {
            // It is being written.
        }
    }
}
