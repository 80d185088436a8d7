using Silk.NET.Vulkan;
using Buffer = Silk.NET.Vulkan.Buffer;

namespace BfnProcGen;

/// <summary>What a result looks like in memory of the caller's: one number or pixel a cell, row after row, without gaps.</summary>
public enum ResultForm
{
    /// <summary>The class of a cell (the tile's index, the colour's, the character's) in 8 bits.</summary>
    Index8,

    /// <summary>The class of a cell in 16 bits.</summary>
    Index16,

    /// <summary>The class of a cell in 32 bits.</summary>
    Index32,

    /// <summary>A pixel of an image: red, green, blue, opacity, 8 bits each; not premultiplied. Deeper images are rounded.</summary>
    Rgba8,
}

/// <summary>
/// A caller's buffer or image that a result is copied to on the device. The copy happens in the stage TRANSFER with the access
/// TRANSFER_WRITE: whoever uses the memory afterwards waits for that, and whatever used it before must be done.
/// </summary>
public sealed record ResultTarget
{
    private ResultTarget(ResultForm form) => Form = form;

    /// <summary>What is written.</summary>
    public ResultForm Form { get; }

    internal Buffer Buffer { get; private init; }

    internal ulong Offset { get; private init; }

    internal Silk.NET.Vulkan.Image Image { get; private init; }

    internal ImageLayout Layout { get; private init; }

    /// <summary>A part of a buffer.</summary>
    /// <param name="buffer">
    /// Made with VK_BUFFER_USAGE_TRANSFER_DST_BIT, with room for <see cref="Generator.BytesOf"/> from the offset on.
    /// </param>
    /// <param name="form">What is written.</param>
    /// <param name="offset">The first byte.</param>
    public static ResultTarget InBuffer(Buffer buffer, ResultForm form, ulong offset = 0) => buffer.Handle != 0
        ? new ResultTarget(form) { Buffer = buffer, Offset = offset }
        : throw new RequestException("The handle of the target buffer is null.");

    /// <summary>The first level and layer of an image of the model's size.</summary>
    /// <param name="image">
    /// Made with VK_IMAGE_USAGE_TRANSFER_DST_BIT, in a format of as many bytes a pixel as the form has: R8_UINT, R16_UINT, R32_UINT,
    /// R8G8B8A8_UNORM or R8G8B8A8_SRGB.
    /// </param>
    /// <param name="form">What is written.</param>
    /// <param name="layout">The layout the image is in then: TRANSFER_DST_OPTIMAL or GENERAL. It stays in it.</param>
    public static ResultTarget InImage(
        Silk.NET.Vulkan.Image image, ResultForm form, ImageLayout layout = ImageLayout.TransferDstOptimal)
    {
        if (image.Handle == 0) throw new RequestException("The handle of the target image is null.");
        if (layout is not (ImageLayout.TransferDstOptimal or ImageLayout.General))
            throw new RequestException($"A result is copied to an image in the layout TransferDstOptimal or General, not {layout}.");
        return new ResultTarget(form) { Image = image, Layout = layout };
    }
}
