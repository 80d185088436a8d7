using System.Runtime.InteropServices;
using Silk.NET.Core.Contexts;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// The Vulkan loader by the name that each system knows it by. <see cref="Vk.GetApi()"/> reads the program's list of dependencies before it
/// looks there, which takes a program that starts longer than everything else that is done here before the driver.
/// </summary>
internal sealed class VulkanLibrary : INativeContext
{
    private readonly nint _handle;

    private VulkanLibrary(nint handle) => _handle = handle;

    /// <summary>Vulkan's functions; where the loader is anywhere else, after Silk.NET's own search.</summary>
    /// <exception cref="FileNotFoundException">There is no loader.</exception>
    public static Vk Load()
    {
        string name = OperatingSystem.IsWindows() ? "vulkan-1.dll"
            : OperatingSystem.IsMacOS() ? "libvulkan.1.dylib"
            : OperatingSystem.IsAndroid() ? "libvulkan.so" : "libvulkan.so.1";
        return NativeLibrary.TryLoad(name, out nint handle) ? new Vk(new VulkanLibrary(handle)) : Vk.GetApi();
    }

    public nint GetProcAddress(string proc, int? slot = null) => NativeLibrary.GetExport(_handle, proc);

    public bool TryGetProcAddress(string proc, out nint addr, int? slot = null) => NativeLibrary.TryGetExport(_handle, proc, out addr);

    public void Dispose() => NativeLibrary.Free(_handle);
}
