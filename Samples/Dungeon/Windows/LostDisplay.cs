using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BfnProcGen.Dungeon.Rendering;
using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Windows;

/// <summary>
/// Notices that the display is gone. Where that is an X server, Xlib would end the program on the spot; from version 1.7 on it can be asked
/// not to. Vulkan may notice it first.
/// </summary>
internal static unsafe partial class LostDisplay
{
    private static volatile bool _isLost;

    /// <summary>Whether it is gone: nothing may be asked of it any more.</summary>
    public static bool Is => _isLost;

    /// <summary>Says that it is gone.</summary>
    public static GameException Error() => new(GameExit.Window, "The display is gone: it was closed, or the connection to it broke.");

    /// <summary>Checks what Vulkan returned.</summary>
    /// <exception cref="GameException">The display is gone.</exception>
    /// <exception cref="GpuException">The call failed.</exception>
    public static void Check(Result result, string call)
    {
        _isLost |= result == Result.ErrorSurfaceLostKhr;
        if (_isLost) throw Error();
        result.Check(call);
    }

    /// <summary>Watches a display.</summary>
    /// <param name="display">Xlib's; 0 for none.</param>
    public static void Watch(nint display)
    {
        if (display == 0) return;
        _isLost = false;
        try
        {
            SetIOErrorExitHandler(display, &OnEnd, 0);
            SetIOErrorHandler(&OnLost);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // An older Xlib ends the program.
        }
    }

    // Takes the place of the one that prints and ends the program.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnLost(nint display)
    {
        _isLost = true;
        return 0;
    }

    // Takes the place of the one that ends the program afterwards.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEnd(nint display, nint data)
    {
    }

    [LibraryImport("libX11.so.6", EntryPoint = "XSetIOErrorHandler")]
    private static partial nint SetIOErrorHandler(delegate* unmanaged[Cdecl]<nint, int> handler);

    [LibraryImport("libX11.so.6", EntryPoint = "XSetIOErrorExitHandler")]
    private static partial void SetIOErrorExitHandler(nint display, delegate* unmanaged[Cdecl]<nint, nint, void> handler, nint data);
}
