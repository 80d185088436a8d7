using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silk.NET.Core;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// The loader and the Vulkan instance, with the validation layer and its messages where they are asked for; or an engine's instance.
/// </summary>
internal sealed unsafe class VulkanInstance : IDisposable
{
    /// <summary>The extension by which objects get names.</summary>
    public const string DebugUtils = "VK_EXT_debug_utils";

    private const string ValidationLayer = "VK_LAYER_KHRONOS_validation", PortabilityEnumeration = "VK_KHR_portability_enumeration";

    private readonly bool _ownsApi = true, _ownsHandle = true;
    private readonly DebugUtilsMessengerEXT _messenger;
    private readonly GCHandle _messages;

    public VulkanInstance(bool validation)
    {
        Api = LoadApi();
        try
        {
            if (validation && !HasValidationLayer())
            {
                throw new GpuUnavailableException($"Validation was asked for, but the layer {ValidationLayer} is not installed "
                    + "(Debian/Ubuntu: apt-get install vulkan-validationlayers).");
            }
            Handle = Create(validation);
            if (!validation) return;
            HasDebugUtils = true;
            Messages = [];
            _messages = GCHandle.Alloc(Messages);
            _messenger = CreateMessenger();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>An engine's instance, which is left as it is.</summary>
    public VulkanInstance(EngineDevice engine)
    {
        (Api, Handle, _ownsApi, _ownsHandle) = (engine.Api ?? LoadApi(), engine.Instance, engine.Api is null, false);
        HasDebugUtils = engine.Extensions.Contains(DebugUtils);
    }

    public Vk Api { get; }

    public Instance Handle { get; }

    /// <summary>Whether objects can be given names.</summary>
    public bool HasDebugUtils { get; }

    /// <summary>What the validation layer said; null without validation. Lock it: layers call from any thread.</summary>
    public List<string>? Messages { get; }

    /// <summary>An instance-level function by name, for extensions that have no binding here.</summary>
    public nint Function(string name) => (nint)Api.GetInstanceProcAddr(Handle, name).Handle;

    public void Dispose()
    {
        if (_messenger.Handle != 0)
        {
            var destroy = (delegate* unmanaged<Instance, DebugUtilsMessengerEXT, void*, void>)Function("vkDestroyDebugUtilsMessengerEXT");
            destroy(Handle, _messenger, null);
        }
        if (_messages.IsAllocated) _messages.Free();
        if (_ownsHandle && Handle.Handle != 0) Api.DestroyInstance(Handle, null);
        if (_ownsApi) Api.Dispose();
    }

    private static Vk LoadApi()
    {
        try
        {
            return VulkanLibrary.Load();
        }
        catch (Exception e) when (e is FileNotFoundException or DllNotFoundException or PlatformNotSupportedException)
        {
            throw new GpuUnavailableException("No Vulkan loader was found. Install a graphics driver with Vulkan, or software Vulkan "
                + "(Debian/Ubuntu: apt-get install libvulkan1 mesa-vulkan-drivers).", e);
        }
    }

    private bool HasValidationLayer()
    {
        uint count = 0;
        Api.EnumerateInstanceLayerProperties(ref count, null).Check("vkEnumerateInstanceLayerProperties");
        var layers = new LayerProperties[count];
        fixed (LayerProperties* first = layers)
            Api.EnumerateInstanceLayerProperties(ref count, first).Check("vkEnumerateInstanceLayerProperties");
        foreach (LayerProperties layer in layers)
            if (SilkMarshal.PtrToString((nint)layer.LayerName) == ValidationLayer) return true;
        return false;
    }

    private bool HasExtension(string name)
    {
        uint count = 0;
        Api.EnumerateInstanceExtensionProperties((byte*)null, ref count, null).Check("vkEnumerateInstanceExtensionProperties");
        var extensions = new ExtensionProperties[count];
        fixed (ExtensionProperties* first = extensions)
            Api.EnumerateInstanceExtensionProperties((byte*)null, ref count, first).Check("vkEnumerateInstanceExtensionProperties");
        foreach (ExtensionProperties extension in extensions)
            if (SilkMarshal.PtrToString((nint)extension.ExtensionName) == name) return true;
        return false;
    }

    private Instance Create(bool validation)
    {
        nint name = SilkMarshal.StringToPtr("BfnProcGen"), layer = SilkMarshal.StringToPtr(ValidationLayer);
        // Without it the loader hides devices that are Vulkan on top of something else, which on macOS are all.
        bool portability = HasExtension(PortabilityEnumeration);
        string[] extensions = [.. validation ? [DebugUtils] : Array.Empty<string>(), .. portability ? [PortabilityEnumeration] : Array.Empty<string>()];
        nint extensionNames = SilkMarshal.StringArrayToPtr(extensions);
        try
        {
            var application = new ApplicationInfo
            {
                SType = StructureType.ApplicationInfo, PApplicationName = (byte*)name, ApiVersion = Vk.Version12,
            };
            var info = new InstanceCreateInfo
            {
                SType = StructureType.InstanceCreateInfo,
                PApplicationInfo = &application,
                EnabledLayerCount = validation ? 1u : 0,
                PpEnabledLayerNames = (byte**)&layer,
                EnabledExtensionCount = (uint)extensions.Length,
                PpEnabledExtensionNames = (byte**)extensionNames,
                Flags = portability ? InstanceCreateFlags.EnumeratePortabilityBitKhr : 0,
            };
            Result result = Api.CreateInstance(in info, null, out Instance instance);
            if (result == Result.Success) return instance;
            throw new GpuUnavailableException($"Vulkan could not be started ({result}): no driver with Vulkan 1.2 is installed. "
                + "Install or update the graphics driver, or install software Vulkan (Debian/Ubuntu: apt-get install mesa-vulkan-drivers).");
        }
        finally
        {
            SilkMarshal.Free(name);
            SilkMarshal.Free(layer);
            SilkMarshal.Free(extensionNames);
        }
    }

    private DebugUtilsMessengerEXT CreateMessenger()
    {
        delegate* unmanaged[Cdecl]<DebugUtilsMessageSeverityFlagsEXT, DebugUtilsMessageTypeFlagsEXT, DebugUtilsMessengerCallbackDataEXT*,
            void*, Bool32> collect = &Collect;
        var info = new DebugUtilsMessengerCreateInfoEXT
        {
            SType = StructureType.DebugUtilsMessengerCreateInfoExt,
            MessageSeverity = DebugUtilsMessageSeverityFlagsEXT.WarningBitExt | DebugUtilsMessageSeverityFlagsEXT.ErrorBitExt,
            MessageType = DebugUtilsMessageTypeFlagsEXT.GeneralBitExt | DebugUtilsMessageTypeFlagsEXT.ValidationBitExt
                | DebugUtilsMessageTypeFlagsEXT.PerformanceBitExt,
            PfnUserCallback = new PfnDebugUtilsMessengerCallbackEXT(collect),
            PUserData = (void*)GCHandle.ToIntPtr(_messages),
        };
        var create = (delegate* unmanaged<Instance, DebugUtilsMessengerCreateInfoEXT*, void*, DebugUtilsMessengerEXT*, Result>)
            Function("vkCreateDebugUtilsMessengerEXT");
        DebugUtilsMessengerEXT messenger;
        create(Handle, &info, null, &messenger).Check("vkCreateDebugUtilsMessengerEXT");
        return messenger;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static Bool32 Collect(DebugUtilsMessageSeverityFlagsEXT severity, DebugUtilsMessageTypeFlagsEXT kind,
        DebugUtilsMessengerCallbackDataEXT* data, void* messages)
    {
        var list = (List<string>)GCHandle.FromIntPtr((nint)messages).Target!;
        lock (list) list.Add($"{severity}: {SilkMarshal.PtrToString((nint)data->PMessage)}");
        return false;
    }
}
