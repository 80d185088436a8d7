using System.Runtime.InteropServices;
using Silk.NET.Vulkan;
using Buffer = Silk.NET.Vulkan.Buffer;

namespace BfnProcGen.Gpu;

/// <summary>Who touches a buffer besides the kernels.</summary>
internal enum BufferAccess
{
    /// <summary>Nobody, or rarely: device-local memory; writing and reading may go through a staging buffer.</summary>
    Device,

    /// <summary>Written by the processor before every run.</summary>
    Upload,

    /// <summary>Written by the processor once, to be copied.</summary>
    Staging,

    /// <summary>Read by the processor after every run.</summary>
    Readback,
}

/// <summary>A storage buffer with memory of its own. Its creator owns it.</summary>
internal sealed unsafe class GpuBuffer : IDisposable
{
    private readonly GpuDevice _device;
    private readonly DeviceMemory _memory;
    private readonly void* _mapped;
    private readonly long _allocated;
    private readonly Dictionary<Format, BufferView> _texels = [];

    public GpuBuffer(GpuDevice device, string name, long bytes, BufferAccess access)
    {
        bytes = Math.Max(bytes, 16);
        CheckSize(device, name, bytes);
        (_device, Name, Bytes) = (device, name, bytes);
        var info = new BufferCreateInfo
        {
            SType = StructureType.BufferCreateInfo, Size = (ulong)bytes, SharingMode = SharingMode.Exclusive,
            Usage = BufferUsageFlags.StorageBufferBit | BufferUsageFlags.UniformTexelBufferBit
                | BufferUsageFlags.TransferSrcBit | BufferUsageFlags.TransferDstBit,
        };
        device.Api.CreateBuffer(device.Handle, in info, null, out Buffer handle).Check("vkCreateBuffer");
        Handle = handle;
        device.Api.GetBufferMemoryRequirements(device.Handle, Handle, out MemoryRequirements needs);
        _allocated = (long)needs.Size;
        device.CountBuffer(1, _allocated);
        try
        {
            Allocate(access, needs, out _memory, out bool visible).Check($"vkAllocateMemory for '{name}' ({bytes >> 10} KiB)");
            device.Api.BindBufferMemory(device.Handle, Handle, _memory, 0).Check("vkBindBufferMemory");
            if (visible)
            {
                void* mapped = null;
                device.Api.MapMemory(device.Handle, _memory, 0, Vk.WholeSize, 0, ref mapped).Check("vkMapMemory");
                _mapped = mapped;
            }
            device.SetName(ObjectType.Buffer, Handle.Handle, name);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Buffer Handle { get; private set; }

    public string Name { get; }

    public long Bytes { get; }

    /// <summary>The buffer as texels, as many as the device can see; the buffer owns the view.</summary>
    public BufferView TexelsOf(Format format)
    {
        if (_texels.TryGetValue(format, out BufferView view)) return view;
        int size = format switch { Format.R32Sfloat => 4, Format.R16G16B16A16Sfloat => 8, _ => 16 };
        var info = new BufferViewCreateInfo
        {
            SType = StructureType.BufferViewCreateInfo, Buffer = Handle, Format = format,
            Range = (ulong)(Math.Min(Bytes / size, _device.MostTexels) * size),
        };
        _device.Api.CreateBufferView(_device.Handle, in info, null, out view).Check($"vkCreateBufferView for '{Name}'");
        _texels.Add(format, view);
        return view;
    }

    /// <summary>Refuses a buffer that no kernel could see whole.</summary>
    /// <exception cref="RequestException">It is larger than the device's limit.</exception>
    public static void CheckSize(GpuDevice device, string name, long bytes)
    {
        if (bytes <= device.LargestBuffer) return;
        throw new RequestException($"The buffer '{name}' would take {bytes >> 20} MiB, but a kernel on {device.Name} sees at most "
            + $"{device.LargestBuffer >> 20} MiB (maxStorageBufferRange): use a smaller batch, or a smaller model.");
    }

    /// <summary>Writes <paramref name="values"/> at a byte offset; no submitted work may be using the buffer.</summary>
    public void Write<T>(ReadOnlySpan<T> values, long offset = 0)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        CheckRange(offset, bytes.Length);
        if (bytes.IsEmpty) return;
        if (_mapped is not null)
        {
            bytes.CopyTo(new Span<byte>((byte*)_mapped + offset, bytes.Length));
            return;
        }
        using var staging = new GpuBuffer(_device, $"{Name} upload", bytes.Length, BufferAccess.Staging);
        staging.Write(bytes);
        Copy(staging, 0, this, offset, bytes.Length);
    }

    /// <summary>Reads from a byte offset; all submitted work must be done.</summary>
    public void Read<T>(Span<T> values, long offset = 0)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        CheckRange(offset, bytes.Length);
        if (bytes.IsEmpty) return;
        if (_mapped is not null)
        {
            new ReadOnlySpan<byte>((byte*)_mapped + offset, bytes.Length).CopyTo(bytes);
            return;
        }
        using var staging = new GpuBuffer(_device, $"{Name} readback", bytes.Length, BufferAccess.Readback);
        Copy(this, offset, staging, 0, bytes.Length);
        staging.Read(bytes);
    }

    public void Dispose()
    {
        if (Handle.Handle == 0) return;
        foreach (BufferView view in _texels.Values) _device.Api.DestroyBufferView(_device.Handle, view, null);
        _device.Api.DestroyBuffer(_device.Handle, Handle, null);
        _device.Api.FreeMemory(_device.Handle, _memory, null);
        Handle = default;
        _device.CountBuffer(-1, _allocated);
    }

    private static void Copy(GpuBuffer from, long fromOffset, GpuBuffer to, long toOffset, int bytes)
    {
        using var commands = new CommandRecorder(from._device);
        CommandBuffer buffer = commands.Begin("copy");
        var region = new BufferCopy { SrcOffset = (ulong)fromOffset, DstOffset = (ulong)toOffset, Size = (ulong)bytes };
        commands.BarrierAll();
        from._device.Api.CmdCopyBuffer(buffer, from.Handle, to.Handle, 1, in region);
        commands.BarrierAll();
        commands.End();
        from._device.Submit([[buffer]]);
    }

    private void CheckRange(long offset, int length)
    {
        if (offset < 0 || offset + length > Bytes)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} don't fit into '{Name}' of {Bytes} bytes.");
    }

    // Mapped memory is always coherent, so that nothing needs flushing. What the processor writes often prefers memory near both sides;
    // what it reads prefers cached memory. On a discrete card only a window of the device's memory is visible: large buffers, and copies on
    // their way there, stay out of it; where it is full, other memory serves.
    private Result Allocate(BufferAccess access, in MemoryRequirements needs, out DeviceMemory memory, out bool isVisible)
    {
        const MemoryPropertyFlags local = MemoryPropertyFlags.DeviceLocalBit;
        const MemoryPropertyFlags visible = MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit;
        // What needs a feature of its own.
        const MemoryPropertyFlags special = MemoryPropertyFlags.ProtectedBit | MemoryPropertyFlags.LazilyAllocatedBit
            | MemoryPropertyFlags.DeviceCoherentBitAmd | MemoryPropertyFlags.DeviceUncachedBitAmd;
        (MemoryPropertyFlags Wanted, MemoryPropertyFlags Unwanted)[] wishes = access switch
        {
            BufferAccess.Device when AllLocalIs(visible) => [(local | visible, 0)],
            BufferAccess.Device => [(local, 0)],
            BufferAccess.Upload => [(local | visible, 0), (visible, 0)],
            BufferAccess.Staging => [(visible, local), (visible, 0)],
            _ => [(visible | MemoryPropertyFlags.HostCachedBit, 0), (visible, 0)],
        };
        (memory, isVisible) = (default, false);
        Result? result = null;
        foreach ((MemoryPropertyFlags wanted, MemoryPropertyFlags unwanted) in wishes)
        {
            for (int i = 0; i < (int)_device.Memory.MemoryTypeCount; i++)
            {
                MemoryPropertyFlags flags = _device.Memory.MemoryTypes[i].PropertyFlags;
                if ((needs.MemoryTypeBits & (1u << i)) == 0 || (flags & wanted) != wanted || (flags & (unwanted | special)) != 0) continue;
                var info = new MemoryAllocateInfo
                {
                    SType = StructureType.MemoryAllocateInfo, AllocationSize = needs.Size, MemoryTypeIndex = (uint)i,
                };
                isVisible = (flags & visible) == visible;
                result = _device.Api.AllocateMemory(_device.Handle, in info, null, out memory);
                if (result != Result.ErrorOutOfDeviceMemory) return result.Value;
            }
        }
        return result ?? throw new GpuUnavailableException($"{_device.Name} offers no memory for '{Name}'.");

        bool AllLocalIs(MemoryPropertyFlags wanted)
        {
            for (int i = 0; i < (int)_device.Memory.MemoryTypeCount; i++)
            {
                MemoryPropertyFlags flags = _device.Memory.MemoryTypes[i].PropertyFlags;
                if ((flags & local) != 0 && (flags & wanted) != wanted) return false;
            }
            return true;
        }
    }
}
