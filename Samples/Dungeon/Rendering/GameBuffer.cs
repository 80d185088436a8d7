using Silk.NET.Vulkan;
using Buffer = Silk.NET.Vulkan.Buffer;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>A buffer with memory of its own: on the device, or where the program writes it (<see cref="Span"/>).</summary>
internal sealed unsafe class GameBuffer : IDisposable
{
    private readonly GameDevice _device;
    private readonly DeviceMemory _memory;
    private readonly void* _mapped;

    public GameBuffer(GameDevice device, ulong bytes, BufferUsageFlags usage, bool isMapped)
    {
        (_device, Bytes) = (device, bytes);
        var info = new BufferCreateInfo { SType = StructureType.BufferCreateInfo, Size = bytes, Usage = usage };
        device.Api.CreateBuffer(device.Handle, in info, null, out Buffer handle).Check("vkCreateBuffer");
        Handle = handle;
        device.Api.GetBufferMemoryRequirements(device.Handle, handle, out MemoryRequirements needs);
        var allocation = new MemoryAllocateInfo
        {
            SType = StructureType.MemoryAllocateInfo, AllocationSize = needs.Size,
            MemoryTypeIndex = device.MemoryKind(needs.MemoryTypeBits, isMapped
                ? MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit
                : MemoryPropertyFlags.DeviceLocalBit),
        };
        device.Api.AllocateMemory(device.Handle, in allocation, null, out _memory).Check("vkAllocateMemory");
        device.Api.BindBufferMemory(device.Handle, handle, _memory, 0).Check("vkBindBufferMemory");
        if (!isMapped) return;
        void* mapped;
        device.Api.MapMemory(device.Handle, _memory, 0, bytes, 0, &mapped).Check("vkMapMemory");
        _mapped = mapped;
    }

    public Buffer Handle { get; }

    public ulong Bytes { get; }

    /// <summary>The memory of a mapped buffer.</summary>
    public Span<T> Span<T>() where T : unmanaged => new(_mapped, (int)Bytes / sizeof(T));

    public void Dispose()
    {
        _device.Api.DestroyBuffer(_device.Handle, Handle, null);
        _device.Api.FreeMemory(_device.Handle, _memory, null);
    }
}
