using BfnProcGen.AssetFiles;
using BfnProcGen.Dungeon.Windows;
using Silk.NET.Vulkan;
using VkSemaphore = Silk.NET.Vulkan.Semaphore;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>
/// Draws the sprite list into the picture, and shows it in a window where there is one. One frame is under way at a time.
/// </summary>
internal sealed unsafe class Renderer : IDisposable
{
    /// <summary>Columns of the picture.</summary>
    public const int Width = 480;

    /// <summary>Rows of the picture.</summary>
    public const int Height = 270;

    private readonly GameDevice _device;
    private readonly CommandQueue _commands;
    private readonly PictureTarget _target;
    private readonly SpritePipeline _pipeline;
    private readonly Swapchain? _screen;
    private readonly CommandBuffer _frame;
    private readonly Fence _fence;

    /// <param name="device">What draws.</param>
    /// <param name="window">Where pictures are shown; null for nowhere.</param>
    /// <param name="places">Places for monsters.</param>
    /// <param name="monster">Columns and rows of a monster.</param>
    public Renderer(GameDevice device, GameWindow? window, int places, (int Width, int Height) monster)
    {
        _device = device;
        _commands = new CommandQueue(device);
        Store = new PixelStore(device, _commands, places, monster.Width, monster.Height);
        Sprites = new SpriteList(device);
        _target = new PictureTarget(device, Width, Height);
        _pipeline = new SpritePipeline(device, _target, Sprites, Store.Pixels);
        if (window is not null) _screen = new Swapchain(device, window);
        _frame = _commands.Allocate();
        var fence = new FenceCreateInfo { SType = StructureType.FenceCreateInfo };
        device.Api.CreateFence(device.Handle, in fence, null, out _fence).Check("vkCreateFence");
    }

    public PixelStore Store { get; }

    /// <summary>What the next picture shows.</summary>
    public SpriteList Sprites { get; }

    /// <summary>Waits for a picture of the window to draw into, as long as the display takes.</summary>
    public void AwaitScreen() => _screen?.Acquire();

    /// <summary>Draws the picture and waits for it, and with it for everything that was submitted before.</summary>
    /// <param name="cameraX">The world's pixel in the upper left corner.</param>
    /// <param name="cameraY">Likewise.</param>
    public void Draw(int cameraX, int cameraY)
    {
        _commands.Begin(_frame);
        Record(cameraX, cameraY);
        _screen?.Record(_frame, _target);
        _device.Api.EndCommandBuffer(_frame).Check("vkEndCommandBuffer");
        Fence fence = _fence;
        _device.Api.ResetFences(_device.Handle, 1, in fence).Check("vkResetFences");
        CommandBuffer frame = _frame;
        var info = new SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &frame };
        VkSemaphore acquired = _screen?.Acquired ?? default, drawn = _screen?.Drawn ?? default;
        PipelineStageFlags stage = PipelineStageFlags.TransferBit;
        if (acquired.Handle != 0)
        {
            info.WaitSemaphoreCount = info.SignalSemaphoreCount = 1;
            info.PWaitSemaphores = &acquired;
            info.PWaitDstStageMask = &stage;
            info.PSignalSemaphores = &drawn;
        }
        lock (_device.QueueLock) _device.Api.QueueSubmit(_device.Queue, 1, in info, fence).Check("vkQueueSubmit");
        _device.Api.WaitForFences(_device.Handle, 1, in fence, true, ulong.MaxValue).Check("vkWaitForFences");
    }

    /// <summary>Shows the picture that was drawn.</summary>
    public void Present() => _screen?.Present();

    /// <summary>The picture that was drawn last, each pixel repeated both ways.</summary>
    public Picture ReadPicture(int scale)
    {
        using var read = new GameBuffer(_device, Width * Height * sizeof(uint), BufferUsageFlags.TransferDstBit, isMapped: true);
        _commands.Run(recorded =>
        {
            var copy = new BufferImageCopy
            {
                ImageSubresource = new ImageSubresourceLayers { AspectMask = ImageAspectFlags.ColorBit, LayerCount = 1 },
                ImageExtent = new Extent3D(Width, Height, 1),
            };
            _device.Api.CmdCopyImageToBuffer(recorded, _target.Image, ImageLayout.TransferSrcOptimal, read.Handle, 1, in copy);
            var done = new MemoryBarrier
            {
                SType = StructureType.MemoryBarrier, SrcAccessMask = AccessFlags.TransferWriteBit, DstAccessMask = AccessFlags.HostReadBit,
            };
            _device.Api.CmdPipelineBarrier(
                recorded, PipelineStageFlags.TransferBit, PipelineStageFlags.HostBit, 0, 1, in done, 0, null, 0, null);
        });
        var picture = new Picture(Width * scale, Height * scale);
        Span<byte> pixels = read.Span<byte>();
        for (int y = 0; y < picture.Height; y++)
        for (int x = 0; x < picture.Width; x++)
            pixels.Slice((y / scale * Width + x / scale) * 4, 4).CopyTo(picture[x, y]);
        return picture;
    }

    public void Dispose()
    {
        _device.Api.DeviceWaitIdle(_device.Handle);
        _device.Api.DestroyFence(_device.Handle, _fence, null);
        _screen?.Dispose();
        _pipeline.Dispose();
        _target.Dispose();
        Sprites.Dispose();
        Store.Dispose();
        _commands.Dispose();
    }

    private void Record(int cameraX, int cameraY)
    {
        Vk api = _device.Api;
        // Monsters are written by copies, on the same queue.
        var written = new MemoryBarrier
        {
            SType = StructureType.MemoryBarrier, SrcAccessMask = AccessFlags.TransferWriteBit, DstAccessMask = AccessFlags.ShaderReadBit,
        };
        api.CmdPipelineBarrier(
            _frame, PipelineStageFlags.TransferBit, PipelineStageFlags.FragmentShaderBit, 0, 1, in written, 0, null, 0, null);
        var dark = new ClearValue(new ClearColorValue(0.035f, 0.03f, 0.055f, 1f));
        var begin = new RenderPassBeginInfo
        {
            SType = StructureType.RenderPassBeginInfo, RenderPass = _target.Pass, Framebuffer = _target.Framebuffer,
            RenderArea = new Rect2D(default, new Extent2D(Width, Height)), ClearValueCount = 1, PClearValues = &dark,
        };
        api.CmdBeginRenderPass(_frame, in begin, SubpassContents.Inline);
        api.CmdBindPipeline(_frame, PipelineBindPoint.Graphics, _pipeline.Handle);
        DescriptorSet set = _pipeline.Set;
        api.CmdBindDescriptorSets(_frame, PipelineBindPoint.Graphics, _pipeline.Layout, 0, 1, in set, 0, null);
        var constants = new PictureConstants
        {
            Width = Width, Height = Height, CameraX = cameraX, CameraY = cameraY, Lights = (uint)Sprites.Lights,
        };
        api.CmdPushConstants(_frame, _pipeline.Layout, ShaderStageFlags.VertexBit | ShaderStageFlags.FragmentBit, 0,
            (uint)sizeof(PictureConstants), &constants);
        if (Sprites.Sprites > 0) api.CmdDraw(_frame, 4, (uint)Sprites.Sprites, 0, 0);
        api.CmdEndRenderPass(_frame);
    }
}
