using BfnProcGen.Dungeon.Rendering;
using Silk.NET.Vulkan;
using PixelFormat = Silk.NET.Vulkan.Format;
using VkImage = Silk.NET.Vulkan.Image;
using VkSemaphore = Silk.NET.Vulkan.Semaphore;

namespace BfnProcGen.Dungeon.Windows;

/// <summary>The calls of VK_KHR_surface and VK_KHR_swapchain, fetched by name.</summary>
internal sealed unsafe class SurfaceCalls
{
    private readonly GameDevice _device;
    private readonly delegate* unmanaged<PhysicalDevice, SurfaceKHR, SurfaceCapabilitiesKHR*, Result> _capabilities;
    private readonly delegate* unmanaged<PhysicalDevice, SurfaceKHR, uint*, SurfaceFormatKHR*, Result> _formats;
    private readonly delegate* unmanaged<Device, SwapchainCreateInfoKHR*, void*, SwapchainKHR*, Result> _create;
    private readonly delegate* unmanaged<Device, SwapchainKHR, void*, void> _destroy;
    private readonly delegate* unmanaged<Device, SwapchainKHR, uint*, VkImage*, Result> _images;
    private readonly delegate* unmanaged<Device, SwapchainKHR, ulong, VkSemaphore, Fence, uint*, Result> _acquire;
    private readonly delegate* unmanaged<Queue, PresentInfoKHR*, Result> _present;

    public SurfaceCalls(GameDevice device)
    {
        _device = device;
        _capabilities = (delegate* unmanaged<PhysicalDevice, SurfaceKHR, SurfaceCapabilitiesKHR*, Result>)
            OfInstance("vkGetPhysicalDeviceSurfaceCapabilitiesKHR");
        _formats = (delegate* unmanaged<PhysicalDevice, SurfaceKHR, uint*, SurfaceFormatKHR*, Result>)
            OfInstance("vkGetPhysicalDeviceSurfaceFormatsKHR");
        _create = (delegate* unmanaged<Device, SwapchainCreateInfoKHR*, void*, SwapchainKHR*, Result>)OfDevice("vkCreateSwapchainKHR");
        _destroy = (delegate* unmanaged<Device, SwapchainKHR, void*, void>)OfDevice("vkDestroySwapchainKHR");
        _images = (delegate* unmanaged<Device, SwapchainKHR, uint*, VkImage*, Result>)OfDevice("vkGetSwapchainImagesKHR");
        _acquire = (delegate* unmanaged<Device, SwapchainKHR, ulong, VkSemaphore, Fence, uint*, Result>)OfDevice("vkAcquireNextImageKHR");
        _present = (delegate* unmanaged<Queue, PresentInfoKHR*, Result>)OfDevice("vkQueuePresentKHR");
    }

    public SurfaceCapabilitiesKHR Capabilities()
    {
        SurfaceCapabilitiesKHR capabilities;
        LostDisplay.Check(
            _capabilities(_device.PhysicalDevice, _device.Surface, &capabilities), "vkGetPhysicalDeviceSurfaceCapabilitiesKHR");
        return capabilities;
    }

    /// <summary>A format that shows the picture's numbers as they are, where there is one.</summary>
    public SurfaceFormatKHR Format()
    {
        uint count = 0;
        _formats(_device.PhysicalDevice, _device.Surface, &count, null).Check("vkGetPhysicalDeviceSurfaceFormatsKHR");
        var formats = new SurfaceFormatKHR[count];
        fixed (SurfaceFormatKHR* first = formats)
            _formats(_device.PhysicalDevice, _device.Surface, &count, first).Check("vkGetPhysicalDeviceSurfaceFormatsKHR");
        return formats.OrderBy(format => format.Format is PixelFormat.B8G8R8A8Unorm or PixelFormat.R8G8B8A8Unorm ? 0 : 1).First();
    }

    public (SwapchainKHR, VkImage[]) Create(in SwapchainCreateInfoKHR info)
    {
        SwapchainKHR handle;
        fixed (SwapchainCreateInfoKHR* pointer = &info)
            LostDisplay.Check(_create(_device.Handle, pointer, null, &handle), "vkCreateSwapchainKHR");
        uint count = 0;
        _images(_device.Handle, handle, &count, null).Check("vkGetSwapchainImagesKHR");
        var images = new VkImage[count];
        fixed (VkImage* first = images) _images(_device.Handle, handle, &count, first).Check("vkGetSwapchainImagesKHR");
        return (handle, images);
    }

    public void Destroy(SwapchainKHR handle) => _destroy(_device.Handle, handle, null);

    public Result Acquire(SwapchainKHR handle, VkSemaphore acquired, out uint index)
    {
        fixed (uint* pointer = &index) return _acquire(_device.Handle, handle, ulong.MaxValue, acquired, default, pointer);
    }

    public Result Present(Queue queue, SwapchainKHR handle, uint index, VkSemaphore drawn)
    {
        var info = new PresentInfoKHR
        {
            SType = StructureType.PresentInfoKhr, WaitSemaphoreCount = 1, PWaitSemaphores = &drawn, SwapchainCount = 1,
            PSwapchains = &handle, PImageIndices = &index,
        };
        return _present(queue, &info);
    }

    private nint OfInstance(string name) => (nint)_device.Api.GetInstanceProcAddr(_device.Instance, name).Handle;

    private nint OfDevice(string name) => (nint)_device.Api.GetDeviceProcAddr(_device.Handle, name).Handle;
}
