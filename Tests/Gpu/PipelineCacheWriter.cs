using System.Runtime.InteropServices;
using BfnProcGen.Gpu;
using Silk.NET.Vulkan;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Writes the pipeline cache of a made-up device again and again, other data each time, until somebody ends the process.</summary>
internal static unsafe class PipelineCacheWriter
{
    private const int Header = 32, Vendor = 0x1234, Device = 0x5678;

    /// <summary>The cache of the made-up device.</summary>
    public static PipelineCacheFile FileIn(string folder)
    {
        var properties = new PhysicalDeviceProperties { VendorID = Vendor, DeviceID = Device, DriverVersion = 1 };
        for (int i = 0; i < 16; i++) properties.PipelineCacheUuid[i] = (byte)i;
        return new PipelineCacheFile(folder, properties);
    }

    /// <summary>The data with a number: a header as Vulkan defines it, the number, and one to three megabytes that follow from it.</summary>
    public static byte[] Data(int number)
    {
        var random = new Random(number);
        var data = new byte[random.Next(1 << 20, 3 << 20)];
        random.NextBytes(data);
        uint[] header = [Header, 1, Vendor, Device];
        MemoryMarshal.AsBytes<uint>(header).CopyTo(data);
        for (int i = 0; i < 16; i++) data[16 + i] = (byte)i;
        BitConverter.TryWriteBytes(data.AsSpan(Header), number);
        return data;
    }

    /// <summary>The number of some data.</summary>
    public static int NumberOf(byte[] data) => BitConverter.ToInt32(data, Header);

    /// <summary>Goes on from the number that is there, and tells when the first file is written.</summary>
    public static void Run(string folder, TextWriter told)
    {
        PipelineCacheFile file = FileIn(folder);
        byte[] found = file.Read();
        int number = found.Length > 0 ? NumberOf(found) : 0;
        file.Write(Data(++number));
        told.WriteLine(number);
        while (true) file.Write(Data(++number));
    }
}
