using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// Draws images side by side on one sheet, every pixel repeated a whole number of times; a checkerboard shows through transparency.
/// </summary>
public static class ImageSheet
{
    private static readonly Colour Dark = new(0x3a, 0x3d, 0x45), Light = new(0x4a, 0x4e, 0x57);

    /// <summary>
    /// Draws images in rows. Their sizes on the sheet, and how many fit, are those of <see cref="ContactSheet"/> with the scale as tile
    /// size.
    /// </summary>
    /// <exception cref="ArgumentException">There is no image, or the sheet would be larger than a <see cref="Picture"/> can be.</exception>
    public static Picture Draw(IReadOnlyList<Image> images, int scale)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        if (images.Count == 0) throw new ArgumentException("A sheet needs an image.", nameof(images));
        int width = images.Max(image => image.Width), height = images.Max(image => image.Height);
        return ContactSheet.Arrange(images.Count, width, height, scale,
            (sheet, i, left, top) => sheet.Draw(DrawImage(images[i], scale), left, top));
    }

    /// <summary>Draws one image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The picture would be larger than one can be.</exception>
    public static Picture DrawImage(Image image, int scale)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        var picture = new Picture(image.Width * scale, image.Height * scale);
        // Squares of about eight pixels, whatever the scale.
        int square = Math.Max(1, 8 / scale);
        for (int y = 0; y < image.Height; y++)
        for (int x = 0; x < image.Width; x++)
        {
            Rgba colour = image.ColourAt(x, y);
            Colour ground = (x / square + y / square) % 2 == 0 ? Dark : Light;
            byte[] pixel = [Over(colour.Red, ground.Red), Over(colour.Green, ground.Green), Over(colour.Blue, ground.Blue), 255];
            for (int i = 0; i < scale * scale; i++) pixel.CopyTo(picture[x * scale + i % scale, y * scale + i / scale]);

            byte Over(byte front, byte back) => (byte)((front * colour.Alpha + back * (255 - colour.Alpha) + 127) / 255);
        }
        return picture;
    }
}
