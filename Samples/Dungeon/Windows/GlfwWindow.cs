using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BfnProcGen.Dungeon.Play;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Windows;

/// <summary>
/// The game's window: all that the game knows of a windowing library is in this folder. For one window and the main thread.
/// </summary>
internal sealed unsafe class GlfwWindow : IDisposable
{
    // GLFW's key callback has no place for a state of ours.
    private static readonly List<(int Key, bool IsDown)> KeyEvents = [];

    private readonly nint _window;
    private readonly List<Direction> _held = [];

    /// <exception cref="GameException">There is no GLFW, no display, or no Vulkan for it; says what to do.</exception>
    public GlfwWindow(string title, int width, int height)
    {
        try
        {
            if (Glfw.Init() == 0) throw Failure($"no window can be opened here: {Glfw.LastError}");
        }
        catch (DllNotFoundException e)
        {
            throw new GameException(GameExit.Window, "The library of windows, GLFW 3, was not found: install it (Debian/Ubuntu: apt-get "
                + "install libglfw3; macOS: brew install glfw; Windows: glfw3.dll beside the game), or play with --headless.", e);
        }
        try
        {
            if (Glfw.VulkanSupported() == 0) throw Failure($"GLFW finds no Vulkan: {Glfw.LastError}");
            Glfw.WindowHint(Glfw.ClientApi, Glfw.NoApi);
            _window = Glfw.CreateWindow(width, height, title, 0, 0);
            if (_window == 0) throw Failure($"the window can't be opened: {Glfw.LastError}");
            Glfw.SetWindowSizeLimits(_window, Rendering.Renderer.Width, Rendering.Renderer.Height, -1, -1);
            Glfw.SetKeyCallback(_window, &OnKey);
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
            if (names is null) throw Failure($"Vulkan can't show pictures on this display: {Glfw.LastError}");
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
            : throw Failure($"Vulkan can't show pictures in the window ({result}): {Glfw.LastError}");
    }

    /// <summary>What the player did since the last call.</summary>
    public Controls Poll()
    {
        KeyEvents.Clear();
        Glfw.PollEvents();
        var pressed = new List<GameKey>();
        foreach ((int code, bool isDown) in KeyEvents)
        {
            if (KeyCodes.DirectionOf(code) is { } direction)
            {
                _held.Remove(direction);
                if (isDown) _held.Add(direction);
            }
            if (isDown && KeyCodes.KeyOf(code) is { } key) pressed.Add(key);
        }
        return new Controls
        {
            Held = _held is [.., var last] ? last : null, Pressed = pressed,
            IsEnd = Glfw.WindowShouldClose(_window) != 0 || pressed.Contains(GameKey.Escape),
        };
    }

    public void Dispose()
    {
        Glfw.DestroyWindow(_window);
        Glfw.Terminate();
    }

    private static GameException Failure(string what) => new(GameExit.Window,
        $"The game needs a display, and {what}. Play where there is one, under a virtual one (xvfb-run), or with --headless.");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnKey(nint window, int key, int scanCode, int action, int modifiers)
    {
        if (action is Glfw.Press or Glfw.Release) KeyEvents.Add((key, action == Glfw.Press));
    }
}
