using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Windows;

/// <summary>The functions of GLFW 3 that the game needs, from the system's library.</summary>
internal static unsafe partial class Glfw
{
    public const int ClientApi = 0x00022001, NoApi = 0, Press = 1, Release = 0;

    private const string Library = "glfw";

    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["glfw3.dll"]
        : OperatingSystem.IsMacOS() ? ["libglfw.3.dylib", "/opt/homebrew/lib/libglfw.3.dylib", "/usr/local/lib/libglfw.3.dylib"]
        : ["libglfw.so.3", "libglfw.so"];

    [ModuleInitializer]
    internal static void FindLibrary() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, assembly, path) =>
    {
        if (name != Library) return 0;
        foreach (string candidate in Names)
            if (NativeLibrary.TryLoad(candidate, assembly, path, out nint handle)) return handle;
        return 0;
    });

    /// <summary>What went wrong last, in GLFW's words.</summary>
    public static string LastError
    {
        get
        {
            GetError(out nint text);
            return SilkMarshal.PtrToString(text)?.TrimEnd('.') ?? "no reason given";
        }
    }

    /// <summary>Xlib's display; 0 where windows are another system's.</summary>
    public static nint X11Display
    {
        get
        {
            try
            {
                return OperatingSystem.IsLinux() ? GetX11Display() : 0;
            }
            catch (EntryPointNotFoundException)
            {
                return 0;
            }
        }
    }

    [LibraryImport(Library, EntryPoint = "glfwInit")]
    public static partial int Init();

    [LibraryImport(Library, EntryPoint = "glfwGetX11Display")]
    private static partial nint GetX11Display();

    [LibraryImport(Library, EntryPoint = "glfwTerminate")]
    public static partial void Terminate();

    [LibraryImport(Library, EntryPoint = "glfwGetError")]
    public static partial int GetError(out nint description);

    [LibraryImport(Library, EntryPoint = "glfwVulkanSupported")]
    public static partial int VulkanSupported();

    [LibraryImport(Library, EntryPoint = "glfwGetRequiredInstanceExtensions")]
    public static partial byte** GetRequiredInstanceExtensions(out uint count);

    [LibraryImport(Library, EntryPoint = "glfwWindowHint")]
    public static partial void WindowHint(int hint, int value);

    [LibraryImport(Library, EntryPoint = "glfwCreateWindow", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint CreateWindow(int width, int height, string title, nint monitor, nint share);

    [LibraryImport(Library, EntryPoint = "glfwDestroyWindow")]
    public static partial void DestroyWindow(nint window);

    [LibraryImport(Library, EntryPoint = "glfwSetWindowSizeLimits")]
    public static partial void SetWindowSizeLimits(nint window, int leastWidth, int leastHeight, int mostWidth, int mostHeight);

    [LibraryImport(Library, EntryPoint = "glfwSetKeyCallback")]
    public static partial nint SetKeyCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, int, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwPollEvents")]
    public static partial void PollEvents();

    [LibraryImport(Library, EntryPoint = "glfwWindowShouldClose")]
    public static partial int WindowShouldClose(nint window);

    [LibraryImport(Library, EntryPoint = "glfwGetFramebufferSize")]
    public static partial void GetFramebufferSize(nint window, out int width, out int height);

    [LibraryImport(Library, EntryPoint = "glfwCreateWindowSurface")]
    public static partial Result CreateWindowSurface(nint instance, nint window, void* allocator, out ulong surface);
}
