using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silk.NET.Core;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>What the validation layer says of an instance: of the game's own calls and of the generators' on the same device.</summary>
internal sealed unsafe class ValidationLog : IDisposable
{
    public const string Layer = "VK_LAYER_KHRONOS_validation", Extension = "VK_EXT_debug_utils";

    private readonly Vk _api;
    private readonly Instance _instance;
    private readonly List<string> _messages = [];
    private readonly GCHandle _handle;
    private readonly DebugUtilsMessengerEXT _messenger;

    public ValidationLog(Vk api, Instance instance)
    {
        (_api, _instance, _handle) = (api, instance, GCHandle.Alloc(_messages));
        delegate* unmanaged[Cdecl]<DebugUtilsMessageSeverityFlagsEXT, DebugUtilsMessageTypeFlagsEXT, DebugUtilsMessengerCallbackDataEXT*,
            void*, Bool32> collect = &Collect;
        var info = new DebugUtilsMessengerCreateInfoEXT
        {
            SType = StructureType.DebugUtilsMessengerCreateInfoExt,
            MessageSeverity = DebugUtilsMessageSeverityFlagsEXT.WarningBitExt | DebugUtilsMessageSeverityFlagsEXT.ErrorBitExt,
            MessageType = DebugUtilsMessageTypeFlagsEXT.GeneralBitExt | DebugUtilsMessageTypeFlagsEXT.ValidationBitExt
                | DebugUtilsMessageTypeFlagsEXT.PerformanceBitExt,
            PfnUserCallback = new PfnDebugUtilsMessengerCallbackEXT(collect),
            PUserData = (void*)GCHandle.ToIntPtr(_handle),
        };
        var create = (delegate* unmanaged<Instance, DebugUtilsMessengerCreateInfoEXT*, void*, DebugUtilsMessengerEXT*, Result>)
            api.GetInstanceProcAddr(instance, "vkCreateDebugUtilsMessengerEXT").Handle;
        DebugUtilsMessengerEXT messenger;
        create(instance, &info, null, &messenger).Check("vkCreateDebugUtilsMessengerEXT");
        _messenger = messenger;
    }

    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_messages) return [.. _messages];
        }
    }

    public void Dispose()
    {
        var destroy = (delegate* unmanaged<Instance, DebugUtilsMessengerEXT, void*, void>)
            _api.GetInstanceProcAddr(_instance, "vkDestroyDebugUtilsMessengerEXT").Handle;
        destroy(_instance, _messenger, null);
        _handle.Free();
    }

    // Layers call from any thread.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static Bool32 Collect(DebugUtilsMessageSeverityFlagsEXT severity, DebugUtilsMessageTypeFlagsEXT kind,
        DebugUtilsMessengerCallbackDataEXT* data, void* messages)
    {
        var list = (List<string>)GCHandle.FromIntPtr((nint)messages).Target!;
        lock (list) list.Add($"{severity}: {SilkMarshal.PtrToString((nint)data->PMessage)}");
        return false;
    }
}
