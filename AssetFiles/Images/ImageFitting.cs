namespace BfnProcGen.AssetFiles;

/// <summary>Brings images to one size without squashing any.</summary>
internal static class ImageFitting
{
    /// <summary>The size that a rule leads to.</summary>
    public static (int Width, int Height) SizeFor(IReadOnlyList<ImageFile> images, ImageFit fit) => fit switch
    {
        ImageFit.Pad => (images.Max(file => file.Image.Width), images.Max(file => file.Image.Height)),
        ImageFit.Crop => (images.Min(file => file.Image.Width), images.Min(file => file.Image.Height)),
        _ => images.GroupBy(file => (file.Image.Width, file.Image.Height)).MaxBy(group => group.Count())!.Key,
    };

    /// <summary>The middle of an image, at most as large as a size.</summary>
    public static Image Crop(Image image, int width, int height)
    {
        (width, height) = (Math.Min(width, image.Width), Math.Min(height, image.Height));
        return Resample(image, width, height, -((image.Width - width) / 2), -((image.Height - height) / 2), outside: false);
    }

    /// <summary>An image in the middle of an area at least as large as a size, transparent around it, or with its edge repeated.</summary>
    public static Image Pad(Image image, int width, int height, bool transparent)
    {
        (width, height) = (Math.Max(width, image.Width), Math.Max(height, image.Height));
        return Resample(image, width, height, (width - image.Width) / 2, (height - image.Height) / 2, transparent);
    }

    // The image at (left, top) of an area. Transparency outside needs a channel for opacity.
    private static Image Resample(Image image, int width, int height, int left, int top, bool outside)
    {
        if ((image.Width, image.Height) == (width, height)) return image;
        Image from = outside ? PixelLayout.WithAlpha(image) : image;
        var samples = new ushort[width * height * from.Channels];
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            int sourceX = Math.Clamp(x - left, 0, image.Width - 1), sourceY = Math.Clamp(y - top, 0, image.Height - 1);
            if (outside && (sourceX != x - left || sourceY != y - top)) continue;
            from[sourceX, sourceY].CopyTo(samples.AsSpan((y * width + x) * from.Channels));
        }
        return new Image(width, height, from.Layout, from.BitDepth, samples);
    }
}
