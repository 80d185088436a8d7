using System.Runtime.InteropServices;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>A rectangle of pixels in the buffer that holds all pictures.</summary>
/// <param name="First">Its upper left pixel.</param>
/// <param name="Stride">Pixels from row to row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct PixelRegion(int First, int Stride, int Width, int Height);

/// <summary>How a sprite is drawn, as <c>sprite_fragment.frag</c> has it.</summary>
[Flags]
internal enum SpriteLook : uint
{
    None = 0,
    Flipped = 1 << 16,
    Lit = 1 << 17,
    Plain = 1 << 18,
}

/// <summary>What the shaders know of a sprite: <c>sprite_vertex.vert</c> explains each.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Sprite
{
    public const int ScaleShift = 20;

    public int X, Y;
    public uint Size, First, Look, Tint;
    public float Ambient;
    public uint Unused;
}

/// <summary>What the shaders know of a light.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Light
{
    public float X, Y, Radius, Unused, Red, Green, Blue, Alpha;
}
