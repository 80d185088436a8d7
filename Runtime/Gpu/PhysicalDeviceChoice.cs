using Silk.NET.Core;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>One device of the machine: its name, its kind, and why it can't be used, if it can't.</summary>
internal sealed unsafe class PhysicalDeviceChoice
{
    /// <summary>The extension that tells how much memory is left.</summary>
    public const string MemoryBudget = "VK_EXT_memory_budget";

    // A driver that has it, such as MoltenVK on macOS, demands that it is enabled.
    private const string PortabilitySubset = "VK_KHR_portability_subset";

    private readonly QueueFamilyProperties[] _families;

    // The family is chosen where none is given.
    private PhysicalDeviceChoice(Vk api, PhysicalDevice handle, uint? queueFamily = null)
    {
        Handle = handle;
        api.GetPhysicalDeviceProperties(handle, out PhysicalDeviceProperties properties);
        Properties = properties;
        Name = SilkMarshal.PtrToString((nint)properties.DeviceName) ?? "";
        IsSoftware = properties.DeviceType == PhysicalDeviceType.Cpu;
        _families = FamiliesOf(api, handle);
        QueueFamily = queueFamily ?? ComputeFamily(_families);
        Extensions = ExtensionsOf(api, handle);
        Obstacle = FindObstacle();
        if (properties.ApiVersion < Vk.Version12) return;

        var subgroups = new PhysicalDeviceSubgroupProperties { SType = StructureType.PhysicalDeviceSubgroupProperties };
        var driver = new PhysicalDeviceDriverProperties { SType = StructureType.PhysicalDeviceDriverProperties, PNext = &subgroups };
        var all = new PhysicalDeviceProperties2 { SType = StructureType.PhysicalDeviceProperties2, PNext = &driver };
        api.GetPhysicalDeviceProperties2(handle, &all);
        SubgroupSize = (int)subgroups.SubgroupSize;
        Driver = $"{SilkMarshal.PtrToString((nint)driver.DriverName)} {SilkMarshal.PtrToString((nint)driver.DriverInfo)}".Trim();
    }

    public PhysicalDevice Handle { get; }

    public PhysicalDeviceProperties Properties { get; }

    public string Name { get; }

    public string Driver { get; } = "";

    public bool IsSoftware { get; }

    public int SubgroupSize { get; }

    public uint? QueueFamily { get; }

    /// <summary>Bits of a timestamp that the queue family writes; 0 where it writes none.</summary>
    public int TimestampBits => (int)_families[QueueFamily!.Value].TimestampValidBits;

    /// <summary>The names of the device's extensions.</summary>
    public IReadOnlySet<string> Extensions { get; }

    /// <summary>Why the device can't be used, or null.</summary>
    public string? Obstacle { get; }

    private int Rank => Properties.DeviceType switch
    {
        PhysicalDeviceType.DiscreteGpu => 0,
        PhysicalDeviceType.IntegratedGpu => 1,
        PhysicalDeviceType.VirtualGpu => 2,
        PhysicalDeviceType.Other => 3,
        _ => 4,
    };

    /// <summary>The best usable device: discrete before integrated before virtual before software.</summary>
    /// <exception cref="GpuUnavailableException">No device, or none that can be used; names the limits.</exception>
    public static PhysicalDeviceChoice Best(VulkanInstance instance, string? name)
    {
        uint count = 0;
        instance.Api.EnumeratePhysicalDevices(instance.Handle, ref count, null).Check("vkEnumeratePhysicalDevices");
        var handles = new PhysicalDevice[count];
        fixed (PhysicalDevice* first = handles)
            instance.Api.EnumeratePhysicalDevices(instance.Handle, ref count, first).Check("vkEnumeratePhysicalDevices");
        if (count == 0)
        {
            throw new GpuUnavailableException("There is no Vulkan device. Install a graphics driver with Vulkan, or software Vulkan "
                + "(Debian/Ubuntu: apt-get install mesa-vulkan-drivers).");
        }

        PhysicalDeviceChoice[] all = Array.ConvertAll(handles, handle => new PhysicalDeviceChoice(instance.Api, handle));
        PhysicalDeviceChoice[] named = name is null ? all : [.. all.Where(d => d.Name.Contains(name, StringComparison.OrdinalIgnoreCase))];
        if (named.Length == 0)
            throw new GpuUnavailableException($"No Vulkan device is named like '{name}'. There are: {string.Join(", ", all.Select(d => d.Name))}.");
        return named.Where(device => device.Obstacle is null).MinBy(device => device.Rank)
            ?? throw new GpuUnavailableException("No Vulkan device can be used: "
                + string.Join("; ", named.Select(device => $"{device.Name} {device.Obstacle}")) + ". Update the graphics driver.");
    }

    /// <summary>The device that an engine uses.</summary>
    /// <exception cref="GpuUnavailableException">It can't be used; says why.</exception>
    public static PhysicalDeviceChoice Of(Vk api, EngineDevice engine)
    {
        var device = new PhysicalDeviceChoice(api, engine.PhysicalDevice, engine.QueueFamily);
        if (engine.QueueFamily >= device._families.Length)
        {
            throw new GpuUnavailableException(
                $"{device.Name} has {device._families.Length} families of queues; the adopted queue can't be of family {engine.QueueFamily}.");
        }
        if (!device._families[engine.QueueFamily].QueueFlags.HasFlag(QueueFlags.ComputeBit))
        {
            throw new GpuUnavailableException($"The queue family {engine.QueueFamily} of {device.Name} doesn't compute: "
                + "adopt a queue of a family with VK_QUEUE_COMPUTE_BIT.");
        }
        return device.Obstacle is null ? device : throw new GpuUnavailableException($"The adopted device {device.Name} {device.Obstacle}.");
    }

    /// <summary>Makes a device with one queue, and with the extensions that are put to use.</summary>
    public Device CreateDevice(Vk api, bool usesMatrices)
    {
        float priority = 1;
        var queueInfo = new DeviceQueueCreateInfo
        {
            SType = StructureType.DeviceQueueCreateInfo, QueueFamilyIndex = QueueFamily!.Value, QueueCount = 1, PQueuePriorities = &priority,
        };
        string[] extensions =
        [
            .. new[] { PortabilitySubset, MemoryBudget }.Where(Extensions.Contains),
            .. usesMatrices ? CooperativeFeatures.Extensions : [],
        ];
        CooperativeFeatures features = CooperativeFeatures.All;
        nint names = SilkMarshal.StringArrayToPtr(extensions);
        try
        {
            var info = new DeviceCreateInfo
            {
                SType = StructureType.DeviceCreateInfo, QueueCreateInfoCount = 1, PQueueCreateInfos = &queueInfo,
                PNext = usesMatrices ? CooperativeFeatures.Link(&features) : null,
                EnabledExtensionCount = (uint)extensions.Length, PpEnabledExtensionNames = (byte**)names,
            };
            api.CreateDevice(Handle, in info, null, out Device handle).Check("vkCreateDevice");
            return handle;
        }
        finally
        {
            SilkMarshal.Free(names);
        }
    }

    private string? FindObstacle()
    {
        PhysicalDeviceLimits limits = Properties.Limits;
        if (Properties.ApiVersion < Vk.Version12)
        {
            var version = (Version32)Properties.ApiVersion;
            return $"has Vulkan {version.Major}.{version.Minor}; 1.2 is needed";
        }
        if (QueueFamily is null) return "has no compute queue";
        foreach ((string limit, uint has, uint needed) in new[]
        {
            ("maxPushConstantsSize", limits.MaxPushConstantsSize, KernelBindings.PushConstantBytes),
            ("maxPerStageDescriptorStorageBuffers", limits.MaxPerStageDescriptorStorageBuffers, (uint)KernelBindings.Count),
            ("maxComputeWorkGroupInvocations", limits.MaxComputeWorkGroupInvocations, 128u),
            ("maxStorageBufferRange", limits.MaxStorageBufferRange, 1u << 27),
        })
        {
            if (has < needed) return $"has {limit} {has}; {needed} is needed";
        }
        return null;
    }

    private static HashSet<string> ExtensionsOf(Vk api, PhysicalDevice handle)
    {
        uint count = 0;
        api.EnumerateDeviceExtensionProperties(handle, (byte*)null, ref count, null).Check("vkEnumerateDeviceExtensionProperties");
        var extensions = new ExtensionProperties[count];
        fixed (ExtensionProperties* first = extensions)
            api.EnumerateDeviceExtensionProperties(handle, (byte*)null, ref count, first).Check("vkEnumerateDeviceExtensionProperties");
        return [.. extensions.Select(extension => SilkMarshal.PtrToString((nint)extension.ExtensionName)!)];
    }

    private static QueueFamilyProperties[] FamiliesOf(Vk api, PhysicalDevice handle)
    {
        uint count = 0;
        api.GetPhysicalDeviceQueueFamilyProperties(handle, ref count, null);
        var families = new QueueFamilyProperties[count];
        fixed (QueueFamilyProperties* first = families) api.GetPhysicalDeviceQueueFamilyProperties(handle, ref count, first);
        return families;
    }

    // A family that computes but does not draw leaves the graphics queue to the game; otherwise the first that computes.
    private static uint? ComputeFamily(QueueFamilyProperties[] families)
    {
        int own = Array.FindIndex(families, f => f.QueueFlags.HasFlag(QueueFlags.ComputeBit) && !f.QueueFlags.HasFlag(QueueFlags.GraphicsBit));
        int any = Array.FindIndex(families, f => f.QueueFlags.HasFlag(QueueFlags.ComputeBit));
        return own >= 0 ? (uint)own : any >= 0 ? (uint)any : null;
    }
}
