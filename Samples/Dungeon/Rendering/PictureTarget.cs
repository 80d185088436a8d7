using Silk.NET.Vulkan;
using VkImage = Silk.NET.Vulkan.Image;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>
/// The game's picture, in pixels of its pixel art, and the render pass that draws it. After the pass it is ready to be copied: to the
/// window, enlarged by a whole number, or to the program.
/// </summary>
internal sealed unsafe class PictureTarget : IDisposable
{
    private const Format Rgba = Format.R8G8B8A8Unorm;

    private readonly GameDevice _device;
    private readonly DeviceMemory _memory;
    private readonly ImageView _view;

    public PictureTarget(GameDevice device, int width, int height)
    {
        (_device, Width, Height) = (device, width, height);
        var info = new ImageCreateInfo
        {
            SType = StructureType.ImageCreateInfo, ImageType = ImageType.Type2D, Format = Rgba, MipLevels = 1, ArrayLayers = 1,
            Extent = new Extent3D((uint)width, (uint)height, 1), Samples = SampleCountFlags.Count1Bit, Tiling = ImageTiling.Optimal,
            Usage = ImageUsageFlags.ColorAttachmentBit | ImageUsageFlags.TransferSrcBit,
        };
        device.Api.CreateImage(device.Handle, in info, null, out VkImage image).Check("vkCreateImage");
        Image = image;
        device.Api.GetImageMemoryRequirements(device.Handle, image, out MemoryRequirements needs);
        var allocation = new MemoryAllocateInfo
        {
            SType = StructureType.MemoryAllocateInfo, AllocationSize = needs.Size,
            MemoryTypeIndex = device.MemoryKind(needs.MemoryTypeBits, MemoryPropertyFlags.DeviceLocalBit),
        };
        device.Api.AllocateMemory(device.Handle, in allocation, null, out _memory).Check("vkAllocateMemory");
        device.Api.BindImageMemory(device.Handle, image, _memory, 0).Check("vkBindImageMemory");
        var view = new ImageViewCreateInfo
        {
            SType = StructureType.ImageViewCreateInfo, Image = image, ViewType = ImageViewType.Type2D, Format = Rgba,
            SubresourceRange = new ImageSubresourceRange { AspectMask = ImageAspectFlags.ColorBit, LevelCount = 1, LayerCount = 1 },
        };
        device.Api.CreateImageView(device.Handle, in view, null, out _view).Check("vkCreateImageView");
        Pass = CreatePass();
        Framebuffer = CreateFramebuffer();
    }

    public int Width { get; }

    public int Height { get; }

    public VkImage Image { get; }

    public RenderPass Pass { get; }

    public Framebuffer Framebuffer { get; }

    public void Dispose()
    {
        _device.Api.DestroyFramebuffer(_device.Handle, Framebuffer, null);
        _device.Api.DestroyRenderPass(_device.Handle, Pass, null);
        _device.Api.DestroyImageView(_device.Handle, _view, null);
        _device.Api.DestroyImage(_device.Handle, Image, null);
        _device.Api.FreeMemory(_device.Handle, _memory, null);
    }

    private RenderPass CreatePass()
    {
        var attachment = new AttachmentDescription
        {
            Format = Rgba, Samples = SampleCountFlags.Count1Bit, LoadOp = AttachmentLoadOp.Clear, StoreOp = AttachmentStoreOp.Store,
            StencilLoadOp = AttachmentLoadOp.DontCare, StencilStoreOp = AttachmentStoreOp.DontCare,
            InitialLayout = ImageLayout.Undefined, FinalLayout = ImageLayout.TransferSrcOptimal,
        };
        var reference = new AttachmentReference { Attachment = 0, Layout = ImageLayout.ColorAttachmentOptimal };
        var subpass = new SubpassDescription
        {
            PipelineBindPoint = PipelineBindPoint.Graphics, ColorAttachmentCount = 1, PColorAttachments = &reference,
        };
        // The picture before has been copied when this one is drawn; this one is drawn when it is copied.
        SubpassDependency* dependencies = stackalloc SubpassDependency[]
        {
            new SubpassDependency
            {
                SrcSubpass = Vk.SubpassExternal, DstSubpass = 0,
                SrcStageMask = PipelineStageFlags.TransferBit, DstStageMask = PipelineStageFlags.ColorAttachmentOutputBit,
                SrcAccessMask = AccessFlags.TransferReadBit, DstAccessMask = AccessFlags.ColorAttachmentWriteBit,
            },
            new SubpassDependency
            {
                SrcSubpass = 0, DstSubpass = Vk.SubpassExternal,
                SrcStageMask = PipelineStageFlags.ColorAttachmentOutputBit, DstStageMask = PipelineStageFlags.TransferBit,
                SrcAccessMask = AccessFlags.ColorAttachmentWriteBit, DstAccessMask = AccessFlags.TransferReadBit,
            },
        };
        var info = new RenderPassCreateInfo
        {
            SType = StructureType.RenderPassCreateInfo, AttachmentCount = 1, PAttachments = &attachment, SubpassCount = 1,
            PSubpasses = &subpass, DependencyCount = 2, PDependencies = dependencies,
        };
        _device.Api.CreateRenderPass(_device.Handle, in info, null, out RenderPass pass).Check("vkCreateRenderPass");
        return pass;
    }

    private Framebuffer CreateFramebuffer()
    {
        ImageView view = _view;
        var info = new FramebufferCreateInfo
        {
            SType = StructureType.FramebufferCreateInfo, RenderPass = Pass, AttachmentCount = 1, PAttachments = &view,
            Width = (uint)Width, Height = (uint)Height, Layers = 1,
        };
        _device.Api.CreateFramebuffer(_device.Handle, in info, null, out Framebuffer framebuffer).Check("vkCreateFramebuffer");
        return framebuffer;
    }
}
