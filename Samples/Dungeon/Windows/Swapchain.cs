using BfnProcGen.Dungeon.Rendering;
using Silk.NET.Vulkan;
using VkImage = Silk.NET.Vulkan.Image;
using VkSemaphore = Silk.NET.Vulkan.Semaphore;

namespace BfnProcGen.Dungeon.Windows;

/// <summary>
/// The pictures of the window. The game's picture is copied to the one that is next, enlarged by the largest whole number that fits. Made
/// anew when the window changes its size; while it has none, nothing is shown.
/// </summary>
internal sealed unsafe class Swapchain : IDisposable
{
    private readonly GameDevice _device;
    private readonly GameWindow _window;
    private readonly SurfaceCalls _calls;
    private readonly VkSemaphore _acquired;
    private SwapchainKHR _handle;
    private VkImage[] _images = [];
    private VkSemaphore[] _drawn = [];
    private Extent2D _size;
    private (int Width, int Height) _windowSize;
    private uint _index;
    private bool _hasPicture;

    public Swapchain(GameDevice device, GameWindow window)
    {
        (_device, _window, _calls) = (device, window, new SurfaceCalls(device));
        _acquired = CreateSemaphore();
        Create();
    }

    /// <summary>Signalled when the acquired picture may be drawn into; null where none was acquired.</summary>
    public VkSemaphore Acquired => _hasPicture ? _acquired : default;

    /// <summary>To be signalled when it is drawn.</summary>
    public VkSemaphore Drawn => _hasPicture ? _drawn[_index] : default;

    /// <summary>Waits for the next picture.</summary>
    public void Acquire()
    {
        if (_window.Size != _windowSize) Create();
        _hasPicture = false;
        if (_handle.Handle == 0) return;
        Result result = _calls.Acquire(_handle, _acquired, out _index);
        if (result == Result.ErrorOutOfDateKhr)
        {
            Create();
            return;
        }
        if (result != Result.SuboptimalKhr) LostDisplay.Check(result, "vkAcquireNextImageKHR");
        _hasPicture = true;
    }

    /// <summary>Records the copy of the game's picture into the acquired one.</summary>
    public void Record(CommandBuffer commands, PictureTarget target)
    {
        if (!_hasPicture) return;
        VkImage image = _images[_index];
        Change(commands, image, ImageLayout.Undefined, ImageLayout.TransferDstOptimal, 0, AccessFlags.TransferWriteBit);
        var dark = new ClearColorValue(0.02f, 0.02f, 0.03f, 1f);
        var range = new ImageSubresourceRange { AspectMask = ImageAspectFlags.ColorBit, LevelCount = 1, LayerCount = 1 };
        _device.Api.CmdClearColorImage(commands, image, ImageLayout.TransferDstOptimal, in dark, 1, in range);
        var cleared = new MemoryBarrier
        {
            SType = StructureType.MemoryBarrier, SrcAccessMask = AccessFlags.TransferWriteBit, DstAccessMask = AccessFlags.TransferWriteBit,
        };
        const PipelineStageFlags copying = PipelineStageFlags.TransferBit;
        _device.Api.CmdPipelineBarrier(commands, copying, copying, 0, 1, in cleared, 0, null, 0, null);
        ImageBlit blit = Enlarged(target);
        _device.Api.CmdBlitImage(commands, target.Image, ImageLayout.TransferSrcOptimal, image, ImageLayout.TransferDstOptimal, 1, in blit,
            Filter.Nearest);
        Change(commands, image, ImageLayout.TransferDstOptimal, ImageLayout.PresentSrcKhr, AccessFlags.TransferWriteBit, 0);
    }

    /// <summary>Shows the picture.</summary>
    public void Present()
    {
        if (!_hasPicture) return;
        _hasPicture = false;
        Result result;
        lock (_device.QueueLock) result = _calls.Present(_device.Queue, _handle, _index, _drawn[_index]);
        if (result is Result.ErrorOutOfDateKhr or Result.SuboptimalKhr) Create();
        else LostDisplay.Check(result, "vkQueuePresentKHR");
    }

    public void Dispose()
    {
        Free();
        _device.Api.DestroySemaphore(_device.Handle, _acquired, null);
    }

    private void Create()
    {
        lock (_device.QueueLock) _device.Api.DeviceWaitIdle(_device.Handle).Check("vkDeviceWaitIdle");
        Free();
        _windowSize = _window.Size;
        SurfaceCapabilitiesKHR able = _calls.Capabilities();
        _size = able.CurrentExtent.Width != uint.MaxValue ? able.CurrentExtent : new Extent2D(
            Math.Clamp((uint)_windowSize.Width, able.MinImageExtent.Width, able.MaxImageExtent.Width),
            Math.Clamp((uint)_windowSize.Height, able.MinImageExtent.Height, able.MaxImageExtent.Height));
        if (_size.Width == 0 || _size.Height == 0) return;
        SurfaceFormatKHR format = _calls.Format();
        uint wanted = able.MinImageCount + 1;
        var info = new SwapchainCreateInfoKHR
        {
            SType = StructureType.SwapchainCreateInfoKhr, Surface = _device.Surface, ImageFormat = format.Format,
            ImageColorSpace = format.ColorSpace, ImageExtent = _size, ImageArrayLayers = 1, ImageUsage = ImageUsageFlags.TransferDstBit,
            MinImageCount = able.MaxImageCount == 0 ? wanted : Math.Min(wanted, able.MaxImageCount),
            PreTransform = able.CurrentTransform, CompositeAlpha = CompositeAlphaFlagsKHR.OpaqueBitKhr,
            PresentMode = PresentModeKHR.FifoKhr, Clipped = true,
        };
        (_handle, _images) = _calls.Create(in info);
        _drawn = [.. _images.Select(_ => CreateSemaphore())];
    }

    private void Free()
    {
        foreach (VkSemaphore semaphore in _drawn) _device.Api.DestroySemaphore(_device.Handle, semaphore, null);
        _drawn = [];
        if (_handle.Handle != 0) _calls.Destroy(_handle);
        _handle = default;
        _hasPicture = false;
    }

    // In the middle, with what doesn't fit cut off.
    private ImageBlit Enlarged(PictureTarget target)
    {
        int scale = Math.Max(1, Math.Min((int)_size.Width / target.Width, (int)_size.Height / target.Height));
        int width = Math.Min(target.Width, (int)_size.Width / scale), height = Math.Min(target.Height, (int)_size.Height / scale);
        int left = ((int)_size.Width - width * scale) / 2, top = ((int)_size.Height - height * scale) / 2;
        var layer = new ImageSubresourceLayers { AspectMask = ImageAspectFlags.ColorBit, LayerCount = 1 };
        var blit = new ImageBlit { SrcSubresource = layer, DstSubresource = layer };
        blit.SrcOffsets.Element1 = new Offset3D(width, height, 1);
        blit.DstOffsets.Element0 = new Offset3D(left, top, 0);
        blit.DstOffsets.Element1 = new Offset3D(left + width * scale, top + height * scale, 1);
        return blit;
    }

    private void Change(CommandBuffer commands, VkImage image, ImageLayout from, ImageLayout to, AccessFlags before, AccessFlags after)
    {
        var barrier = new ImageMemoryBarrier
        {
            SType = StructureType.ImageMemoryBarrier, OldLayout = from, NewLayout = to, Image = image, SrcAccessMask = before,
            DstAccessMask = after, SrcQueueFamilyIndex = Vk.QueueFamilyIgnored, DstQueueFamilyIndex = Vk.QueueFamilyIgnored,
            SubresourceRange = new ImageSubresourceRange { AspectMask = ImageAspectFlags.ColorBit, LevelCount = 1, LayerCount = 1 },
        };
        const PipelineStageFlags copying = PipelineStageFlags.TransferBit;
        _device.Api.CmdPipelineBarrier(commands, copying, after == 0 ? PipelineStageFlags.BottomOfPipeBit : copying, 0, 0, null, 0, null, 1,
            in barrier);
    }

    private VkSemaphore CreateSemaphore()
    {
        var info = new SemaphoreCreateInfo { SType = StructureType.SemaphoreCreateInfo };
        _device.Api.CreateSemaphore(_device.Handle, in info, null, out VkSemaphore semaphore).Check("vkCreateSemaphore");
        return semaphore;
    }
}
