using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>
/// The game's own Vulkan instance, device and queue. The renderer draws with it, and the generators share it (<see cref="Lent"/>): whoever
/// submits to the queue holds <see cref="QueueLock"/>.
/// </summary>
internal sealed unsafe class GameDevice : IDisposable
{
    private const string SwapchainExtension = "VK_KHR_swapchain";

    private readonly ValidationLog? _log;
    private readonly DeviceChoice _choice;

    /// <param name="validation">Whether the validation layer watches.</param>
    /// <param name="window">Where pictures are shown; null for nowhere.</param>
    /// <exception cref="GpuUnavailableException">There is no device that draws, computes and shows; says what to do.</exception>
    public GameDevice(bool validation, GameWindow? window)
    {
        Api = LoadApi();
        try
        {
            Instance = CreateInstance(validation, window?.RequiredExtensions ?? []);
            if (validation) _log = new ValidationLog(Api, Instance);
            if (window is not null) Surface = window.CreateSurface(Instance);
            _choice = DeviceChoice.Best(Api, Instance, Surface);
            Handle = CreateDevice();
            Api.GetDeviceQueue(Handle, _choice.QueueFamily, 0, out Queue queue);
            Queue = queue;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Vk Api { get; }

    public Instance Instance { get; }

    public SurfaceKHR Surface { get; }

    public PhysicalDevice PhysicalDevice => _choice.Handle;

    public Device Handle { get; }

    public Queue Queue { get; }

    public uint QueueFamily => _choice.QueueFamily;

    public string Name => _choice.Name;

    public object QueueLock { get; } = new();

    public IReadOnlyList<string> ValidationMessages => _log?.Messages ?? [];

    /// <summary>The device as it is lent to the generators.</summary>
    public EngineDevice Lent => new()
    {
        Instance = Instance, PhysicalDevice = PhysicalDevice, Device = Handle, Queue = Queue, QueueFamily = QueueFamily,
        QueueLock = QueueLock, Api = Api, Extensions = _log is null ? [] : [ValidationLog.Extension],
    };

    /// <summary>A kind of memory that a resource may lie in.</summary>
    public uint MemoryKind(uint allowed, MemoryPropertyFlags wanted)
    {
        Api.GetPhysicalDeviceMemoryProperties(PhysicalDevice, out PhysicalDeviceMemoryProperties kinds);
        for (int i = 0; i < (int)kinds.MemoryTypeCount; i++)
            if ((allowed & (1u << i)) != 0 && kinds.MemoryTypes[i].PropertyFlags.HasFlag(wanted)) return (uint)i;
        throw new GpuException($"The device has no memory that is {wanted}.");
    }

    /// <summary>Submits, and waits until the device has done all that was submitted.</summary>
    public void SubmitAndWait(CommandBuffer commands)
    {
        var info = new SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &commands };
        lock (QueueLock)
        {
            Api.QueueSubmit(Queue, 1, in info, default).Check("vkQueueSubmit");
            Api.QueueWaitIdle(Queue).Check("vkQueueWaitIdle");
        }
    }

    public void Dispose()
    {
        if (Handle.Handle != 0) Api.DestroyDevice(Handle, null);
        if (Surface.Handle != 0)
        {
            var destroy = (delegate* unmanaged<Instance, SurfaceKHR, void*, void>)
                Api.GetInstanceProcAddr(Instance, "vkDestroySurfaceKHR").Handle;
            destroy(Instance, Surface, null);
        }
        _log?.Dispose();
        if (Instance.Handle != 0) Api.DestroyInstance(Instance, null);
        Api.Dispose();
    }

    private static Vk LoadApi()
    {
        try
        {
            return Vk.GetApi();
        }
        catch (Exception e) when (e is FileNotFoundException or DllNotFoundException or PlatformNotSupportedException)
        {
            throw new GpuUnavailableException("No Vulkan loader was found. Install a graphics driver with Vulkan, or software Vulkan "
                + "(Debian/Ubuntu: apt-get install libvulkan1 mesa-vulkan-drivers).", e);
        }
    }

    private Instance CreateInstance(bool validation, IReadOnlyList<string> windowExtensions)
    {
        string[] extensions = [.. windowExtensions, .. validation ? new[] { ValidationLog.Extension } : []];
        nint name = SilkMarshal.StringToPtr("Dungeon"), layer = SilkMarshal.StringToPtr(ValidationLog.Layer);
        nint names = SilkMarshal.StringArrayToPtr(extensions);
        try
        {
            var application = new ApplicationInfo
            {
                SType = StructureType.ApplicationInfo, PApplicationName = (byte*)name, ApiVersion = Vk.Version12,
            };
            var info = new InstanceCreateInfo
            {
                SType = StructureType.InstanceCreateInfo, PApplicationInfo = &application,
                EnabledLayerCount = validation ? 1u : 0, PpEnabledLayerNames = (byte**)&layer,
                EnabledExtensionCount = (uint)extensions.Length, PpEnabledExtensionNames = (byte**)names,
            };
            Result result = Api.CreateInstance(in info, null, out Instance instance);
            return result switch
            {
                Result.Success => instance,
                Result.ErrorLayerNotPresent => throw new GpuUnavailableException($"--validation needs the layer {ValidationLog.Layer}, "
                    + "which is not installed (Debian/Ubuntu: apt-get install vulkan-validationlayers)."),
                _ => throw new GpuUnavailableException($"Vulkan could not be started ({result}): install or update the graphics driver, "
                    + "or install software Vulkan (Debian/Ubuntu: apt-get install mesa-vulkan-drivers)."),
            };
        }
        finally
        {
            SilkMarshal.Free(name);
            SilkMarshal.Free(layer);
            SilkMarshal.Free(names);
        }
    }

    private Device CreateDevice()
    {
        float priority = 1;
        var queue = new DeviceQueueCreateInfo
        {
            SType = StructureType.DeviceQueueCreateInfo, QueueFamilyIndex = QueueFamily, QueueCount = 1, PQueuePriorities = &priority,
        };
        nint names = SilkMarshal.StringArrayToPtr([SwapchainExtension]);
        try
        {
            var info = new DeviceCreateInfo
            {
                SType = StructureType.DeviceCreateInfo, QueueCreateInfoCount = 1, PQueueCreateInfos = &queue,
                EnabledExtensionCount = Surface.Handle == 0 ? 0u : 1, PpEnabledExtensionNames = (byte**)names,
            };
            Api.CreateDevice(PhysicalDevice, in info, null, out Device device).Check("vkCreateDevice");
            return device;
        }
        finally
        {
            SilkMarshal.Free(names);
        }
    }
}
