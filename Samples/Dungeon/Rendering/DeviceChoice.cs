using Silk.NET.Core;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>A physical device, and a family of its queues that draws, computes and shows on a surface.</summary>
internal readonly unsafe record struct DeviceChoice(PhysicalDevice Handle, uint QueueFamily, string Name)
{
    /// <summary>The best: discrete before integrated before virtual before software.</summary>
    /// <exception cref="GpuUnavailableException">There is none.</exception>
    public static DeviceChoice Best(Vk api, Instance instance, SurfaceKHR surface)
    {
        uint count = 0;
        api.EnumeratePhysicalDevices(instance, ref count, null).Check("vkEnumeratePhysicalDevices");
        var devices = new PhysicalDevice[count];
        fixed (PhysicalDevice* first = devices)
            api.EnumeratePhysicalDevices(instance, ref count, first).Check("vkEnumeratePhysicalDevices");
        DeviceChoice? best = null;
        int bestRank = int.MaxValue;
        foreach (PhysicalDevice device in devices)
        {
            api.GetPhysicalDeviceProperties(device, out PhysicalDeviceProperties properties);
            int rank = properties.DeviceType switch
            {
                PhysicalDeviceType.DiscreteGpu => 0, PhysicalDeviceType.IntegratedGpu => 1, PhysicalDeviceType.VirtualGpu => 2, _ => 3,
            };
            if (rank >= bestRank || properties.ApiVersion < Vk.Version12) continue;
            if (Family(api, instance, device, surface) is not { } family) continue;
            (best, bestRank) = (new DeviceChoice(device, family, SilkMarshal.PtrToString((nint)properties.DeviceName) ?? "?"), rank);
        }
        return best ?? throw new GpuUnavailableException($"None of the {count} Vulkan devices draws and computes with Vulkan 1.2"
            + (surface.Handle == 0 ? "" : " and shows pictures on this display")
            + ": update the graphics driver, or install software Vulkan (Debian/Ubuntu: apt-get install mesa-vulkan-drivers).");
    }

    private static uint? Family(Vk api, Instance instance, PhysicalDevice device, SurfaceKHR surface)
    {
        uint count = 0;
        api.GetPhysicalDeviceQueueFamilyProperties(device, ref count, null);
        var families = new QueueFamilyProperties[count];
        fixed (QueueFamilyProperties* first = families) api.GetPhysicalDeviceQueueFamilyProperties(device, ref count, first);
        for (uint i = 0; i < count; i++)
            if (families[i].QueueFlags.HasFlag(QueueFlags.GraphicsBit | QueueFlags.ComputeBit) && Shows(api, instance, device, i, surface))
                return i;
        return null;
    }

    private static bool Shows(Vk api, Instance instance, PhysicalDevice device, uint family, SurfaceKHR surface)
    {
        if (surface.Handle == 0) return true;
        var ask = (delegate* unmanaged<PhysicalDevice, uint, SurfaceKHR, Bool32*, Result>)
            api.GetInstanceProcAddr(instance, "vkGetPhysicalDeviceSurfaceSupportKHR").Handle;
        Bool32 shows;
        ask(device, family, surface, &shows).Check("vkGetPhysicalDeviceSurfaceSupportKHR");
        return shows;
    }
}
