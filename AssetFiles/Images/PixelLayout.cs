using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>Changes between layouts of pixels.</summary>
internal static class PixelLayout
{
    /// <summary>
    /// The image in the fewest channels that hold it. Fully transparent pixels become zeros in all channels: nobody sees their colour, but
    /// a palette would have an entry for each.
    /// </summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bitDepth">8 or 16.</param>
    /// <param name="rgba">Four samples a pixel; they are overwritten.</param>
    public static Image Smallest(int width, int height, int bitDepth, ushort[] rgba)
    {
        int most = (1 << bitDepth) - 1;
        bool alpha = false, colour = false;
        for (int i = 0; i < rgba.Length; i += 4)
        {
            if (rgba[i + 3] == 0) rgba.AsSpan(i, 3).Clear();
            alpha |= rgba[i + 3] != most;
            colour |= rgba[i] != rgba[i + 1] || rgba[i] != rgba[i + 2];
        }
        PixelChannels layout = Of(colour, alpha);
        int[] channels = layout switch
        {
            PixelChannels.Grey => [0],
            PixelChannels.GreyAlpha => [0, 3],
            PixelChannels.Rgb => [0, 1, 2],
            _ => [0, 1, 2, 3],
        };
        var samples = new ushort[rgba.Length / 4 * channels.Length];
        for (int i = 0; i < samples.Length; i++) samples[i] = rgba[i / channels.Length * 4 + channels[i % channels.Length]];
        return new Image(width, height, layout, bitDepth, samples);
    }

    /// <summary>The image with a channel for opacity.</summary>
    public static Image WithAlpha(Image image) =>
        image.HasAlpha ? image : Convert(image, Of(image.Channels > 1, alpha: true), image.BitDepth);

    /// <summary>The image in a layout that has all of its channels, and maybe more, in a depth.</summary>
    public static Image Convert(Image image, PixelChannels layout, int bitDepth)
    {
        if (image.Layout == layout && image.BitDepth == bitDepth) return image;
        if (!Fits(image, layout)) throw new ArgumentException($"An image in {image.Layout} doesn't fit into {layout}.", nameof(layout));
        int channels = (int)layout, colours = channels < 3 ? 1 : 3, own = image.Channels < 3 ? 1 : 3;
        int most = (1 << bitDepth) - 1;
        var samples = new ushort[image.Width * image.Height * channels];
        for (int i = 0; i < samples.Length; i++)
        {
            ReadOnlySpan<ushort> pixel = image.Samples.Slice(i / channels * image.Channels, image.Channels);
            int channel = i % channels;
            int sample = channel < colours ? pixel[own == 1 ? 0 : channel] : image.HasAlpha ? pixel[^1] : image.MaxSample;
            samples[i] = (ushort)((sample * (long)most + image.MaxSample / 2) / image.MaxSample);
        }
        return new Image(image.Width, image.Height, layout, bitDepth, samples);
    }

    /// <summary>Whether a layout has all channels of an image.</summary>
    public static bool Fits(Image image, PixelChannels layout) =>
        (image.Channels < 3 || (int)layout >= 3) && (!image.HasAlpha || layout is PixelChannels.GreyAlpha or PixelChannels.Rgba);

    /// <summary>The layout that holds colour, or opacity, or both.</summary>
    public static PixelChannels Of(bool colour, bool alpha) =>
        colour ? alpha ? PixelChannels.Rgba : PixelChannels.Rgb : alpha ? PixelChannels.GreyAlpha : PixelChannels.Grey;
}
