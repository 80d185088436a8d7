using BfnProcGen.Dungeon.Play;
using Silk.NET.Core.Native;
using Silk.NET.Input;
using Silk.NET.Maths;
using Silk.NET.Vulkan;
using Silk.NET.Windowing;

namespace BfnProcGen.Dungeon.Windows;

/// <summary>
/// The game's window by Silk.NET.Windowing, in builds with the property <c>SilkWindowing</c>; the members are those of
/// <c>GlfwWindow</c>. For the main thread.
/// </summary>
internal sealed unsafe class SilkWindow : IDisposable
{
    private readonly IWindow _window;
    private readonly IInputContext _input;
    private readonly Keyboard _keys = new();

    /// <exception cref="GameException">There is no display, or no Vulkan for it; says what to do.</exception>
    public SilkWindow(string title, int width, int height)
    {
        try
        {
            _window = Window.Create(WindowOptions.DefaultVulkan with { Title = title, Size = new Vector2D<int>(width, height) });
            _window.Initialize();
            _input = _window.CreateInput();
        }
        catch (Exception e) // each of its platforms has exceptions of its own
        {
            _window?.Dispose();
            throw NoWindow.Because($"no window can be opened here: {e.Message}", e);
        }
        foreach (IKeyboard keyboard in _input.Keyboards)
        {
            keyboard.KeyDown += (_, key, _) => _keys.Take((int)key, isDown: true);
            keyboard.KeyUp += (_, key, _) => _keys.Take((int)key, isDown: false);
        }
        if (_window.Native?.X11 is { } x11) LostDisplay.Watch(x11.Display);
        if (_window.VkSurface is not null) return;
        Dispose();
        throw NoWindow.Because("Vulkan can't show pictures on it");
    }

    /// <summary>Extensions of the Vulkan instance that windows need here.</summary>
    public IReadOnlyList<string> RequiredExtensions
    {
        get
        {
            byte** names = _window.VkSurface!.GetRequiredExtensions(out uint count);
            return [.. Enumerable.Range(0, (int)count).Select(i => SilkMarshal.PtrToString((nint)names[i])!)];
        }
    }

    /// <summary>The window's size in pixels; 0 while it is minimised.</summary>
    public (int Width, int Height) Size => (_window.FramebufferSize.X, _window.FramebufferSize.Y);

    /// <summary>Makes what pictures are shown on; it is the caller's.</summary>
    public SurfaceKHR CreateSurface(Instance instance) =>
        _window.VkSurface!.Create<AllocationCallbacks>(instance.ToHandle(), null).ToSurface();

    /// <summary>What the player did since the last call.</summary>
    /// <exception cref="GameException">The display is gone.</exception>
    public Controls Poll()
    {
        _window.DoEvents();
        if (LostDisplay.Is) throw LostDisplay.Error();
        return _keys.Controls(_window.IsClosing);
    }

    public void Dispose()
    {
        if (LostDisplay.Is) return;
        _input.Dispose();
        _window.Dispose();
    }
}
