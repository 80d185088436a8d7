using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BfnProcGen.Dungeon.Play;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Windows;

/// <summary>
/// The game's window, by the system's GLFW. With the build property <c>SilkWindowing</c> it is <c>SilkWindow</c> instead, which has the
/// same members: all that the game knows of windows is in this folder. For one window and the main thread.
/// </summary>
internal sealed unsafe class GlfwWindow : IDisposable
{
    // GLFW's key callback has no place for a state of ours.
    private static readonly Keyboard Keys = new();

    private readonly nint _window;

    /// <exception cref="GameException">There is no GLFW, no display, or no Vulkan for it; says what to do.</exception>
    public GlfwWindow(string title, int width, int height)
    {
        try
        {
            if (Glfw.Init() == 0) throw NoWindow.Because($"no window can be opened here: {Glfw.LastError}");
        }
        catch (DllNotFoundException e)
        {
            throw new GameException(GameExit.Window, "The library of windows, GLFW 3, was not found: install it (Debian/Ubuntu: apt-get "
                + "install libglfw3; macOS: brew install glfw; Windows: glfw3.dll beside the game), or play with --headless.", e);
        }
        try
        {
            if (Glfw.VulkanSupported() == 0) throw NoWindow.Because($"GLFW finds no Vulkan: {Glfw.LastError}");
            Glfw.WindowHint(Glfw.ClientApi, Glfw.NoApi);
            _window = Glfw.CreateWindow(width, height, title, 0, 0);
            if (_window == 0) throw NoWindow.Because($"the window can't be opened: {Glfw.LastError}");
            Glfw.SetWindowSizeLimits(_window, Rendering.Renderer.Width, Rendering.Renderer.Height, -1, -1);
            Glfw.SetKeyCallback(_window, &OnKey);
            LostDisplay.Watch(Glfw.X11Display);
        }
        catch
        {
            Glfw.Terminate();
            throw;
        }
    }

    /// <summary>Extensions of the Vulkan instance that windows need here.</summary>
    public IReadOnlyList<string> RequiredExtensions
    {
        get
        {
            byte** names = Glfw.GetRequiredInstanceExtensions(out uint count);
            if (names is null) throw NoWindow.Because($"Vulkan can't show pictures on this display: {Glfw.LastError}");
            return [.. Enumerable.Range(0, (int)count).Select(i => SilkMarshal.PtrToString((nint)names[i])!)];
        }
    }

    /// <summary>The window's size in pixels; 0 while it is minimised.</summary>
    public (int Width, int Height) Size
    {
        get
        {
            Glfw.GetFramebufferSize(_window, out int width, out int height);
            return (width, height);
        }
    }

    /// <summary>Makes what pictures are shown on; it is the caller's.</summary>
    public SurfaceKHR CreateSurface(Instance instance)
    {
        Result result = Glfw.CreateWindowSurface(instance.Handle, _window, null, out ulong surface);
        return result == Result.Success ? new SurfaceKHR(surface)
            : throw NoWindow.Because($"Vulkan can't show pictures in the window ({result}): {Glfw.LastError}");
    }

    /// <summary>What the player did since the last call.</summary>
    /// <exception cref="GameException">The display is gone.</exception>
    public Controls Poll()
    {
        Glfw.PollEvents();
        if (LostDisplay.Is) throw LostDisplay.Error();
        return Keys.Controls(Glfw.WindowShouldClose(_window) != 0);
    }

    public void Dispose()
    {
        if (LostDisplay.Is) return;
        Glfw.DestroyWindow(_window);
        Glfw.Terminate();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnKey(nint window, int key, int scanCode, int action, int modifiers)
    {
        if (action is Glfw.Press or Glfw.Release) Keys.Take(key, action == Glfw.Press);
    }
}
