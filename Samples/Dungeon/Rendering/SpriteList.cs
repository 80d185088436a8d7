using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>The sprites and lights of one picture, from back to front, written where the device reads them.</summary>
internal sealed class SpriteList : IDisposable
{
    private const int MostSprites = 1 << 14, MostLights = 24, Bytes = 32;

    public SpriteList(GameDevice device)
    {
        SpriteBuffer = new GameBuffer(device, MostSprites * Bytes, BufferUsageFlags.StorageBufferBit, isMapped: true);
        LightBuffer = new GameBuffer(device, MostLights * Bytes, BufferUsageFlags.StorageBufferBit, isMapped: true);
    }

    public GameBuffer SpriteBuffer { get; }

    public GameBuffer LightBuffer { get; }

    public int Sprites { get; private set; }

    public int Lights { get; private set; }

    /// <summary>Begins the next picture; the device must be done with the one before.</summary>
    public void Clear() => (Sprites, Lights) = (0, 0);

    /// <summary>Adds a sprite; a picture that is overfull leaves out what comes last.</summary>
    public void Add(in Sprite sprite)
    {
        if (Sprites < MostSprites) SpriteBuffer.Span<Sprite>()[Sprites++] = sprite;
    }

    /// <summary>Adds a light, likewise.</summary>
    public void Add(in Light light)
    {
        if (Lights < MostLights) LightBuffer.Span<Light>()[Lights++] = light;
    }

    public void Dispose()
    {
        SpriteBuffer.Dispose();
        LightBuffer.Dispose();
    }
}
