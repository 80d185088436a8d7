using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using StbImageSharp;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// Reads PNG files of every mode. Sizes and checksums are looked at before anything is decoded, and how much comes of the compressed data:
/// the decoder itself checks none of these.
/// </summary>
internal static class PngFile
{
    private const int MaxBytes = 1 << 28;

    /// <summary>The first bytes of every PNG.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads an image; <paramref name="place"/> names it in errors.</summary>
    /// <exception cref="AssetException">The file can't be read, is damaged, too large, or no PNG.</exception>
    public static (Image Image, string Mode) Read(string path, string place) => Read(path, place, AssetBounds.None);

    /// <summary>The same within bounds.</summary>
    /// <exception cref="AssetException">As above, or it leads out of them.</exception>
    public static (Image Image, string Mode) Read(string path, string place, AssetBounds bounds) =>
        Read(path, place, bounds, int.MaxValue)!.Value;

    /// <summary>The same of an image of at most so many pixels; null of a larger one, which is not decoded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">Names it in errors.</param>
    /// <param name="bounds">Where it may lie.</param>
    /// <param name="mostPixels">The most pixels, and the most bytes of the file.</param>
    /// <exception cref="AssetException">As above.</exception>
    public static (Image Image, string Mode)? Read(string path, string place, AssetBounds bounds, int mostPixels)
    {
        try
        {
            using FileStream stream = bounds.Open(path, place);
            if (stream.Length > MaxBytes)
                throw new AssetException(place, $"The file has {stream.Length >> 20} MiB; an image has at most {MaxBytes >> 20}.",
                    "Scale it down.");
            // What is no PNG is not read to its end.
            var start = new byte[Math.Min(stream.Length, PngHeader.Bytes)];
            Array.Resize(ref start, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
            PngHeader header = PngHeader.Read(start, place);
            if (stream.Length > mostPixels || (long)header.Width * header.Height > mostPixels) return null;
            var bytes = new byte[stream.Length];
            start.CopyTo(bytes, 0);
            int rest = stream.ReadAtLeast(bytes.AsSpan(start.Length), bytes.Length - start.Length, throwOnEndOfStream: false);
            Array.Resize(ref bytes, start.Length + rest);
            return Decode(bytes, place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AssetException(place, $"The image can't be read ({e.Message.TrimEnd('.')}).",
                "Check that it is a file, not empty, and may be read.", e);
        }
    }

    /// <summary>The same of bytes in memory.</summary>
    /// <exception cref="AssetException">As above.</exception>
    public static (Image Image, string Mode) Decode(byte[] bytes, string place)
    {
        PngHeader header = PngHeader.Read(bytes, place);
        CheckData(CheckChunks(bytes, place), header, place);
        try
        {
            return (header.BitDepth == 16 ? Decode16(bytes) : Decode8(bytes), header.Mode);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The decoder reports what it can't decode with whatever exception it runs into.
            throw new AssetException(place, $"The image can't be decoded ({e.Message.TrimEnd('.')}).", "Save it again as PNG.", e);
        }
    }

    private static Image Decode8(byte[] bytes)
    {
        ImageResult decoded = ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlueAlpha);
        return PixelLayout.Smallest(decoded.Width, decoded.Height, 8, Array.ConvertAll(decoded.Data, sample => (ushort)sample));
    }

    // The library's own wrapper knows 8 bits only; below it, it decodes 16.
    private static unsafe Image Decode16(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        int width, height, channels;
        ushort* decoded = StbImage.stbi__load_and_postprocess_16bit(new StbImage.stbi__context(stream), &width, &height, &channels, 4);
        if (decoded is null) throw new InvalidDataException("unknown kind of PNG");
        try
        {
            return PixelLayout.Smallest(width, height, 16, new ReadOnlySpan<ushort>(decoded, width * height * 4).ToArray());
        }
        finally
        {
            Marshal.FreeHGlobal((nint)decoded);
        }
    }

    // A chunk: length, type, data, CRC-32 of type and data. Returns the compressed data.
    private static MemoryStream CheckChunks(ReadOnlySpan<byte> bytes, string place)
    {
        var data = new MemoryStream();
        for (ReadOnlySpan<byte> rest = bytes[Signature.Length..]; ;)
        {
            uint length = rest.Length >= 12 ? BinaryPrimitives.ReadUInt32BigEndian(rest) : uint.MaxValue;
            if (length > rest.Length - 12L) throw Damaged(place, "it ends too early");
            ReadOnlySpan<byte> typeAndData = rest.Slice(4, 4 + (int)length);
            if (Crc32.HashToUInt32(typeAndData) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]))
                throw Damaged(place, "a checksum is wrong");
            if (typeAndData.StartsWith("IDAT"u8)) data.Write(typeAndData[4..]);
            if (typeAndData.StartsWith("IEND"u8)) return data;
            rest = rest[(12 + (int)length)..];
        }
    }

    // A few bytes can be made to grow without end.
    private static void CheckData(MemoryStream data, PngHeader header, string place)
    {
        data.Position = 0;
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        try
        {
            long left = header.MostData;
            for (int count; (count = inflated.Read(buffer)) > 0;)
            {
                if ((left -= count) < 0) throw Damaged(place, "it has more data than pixels");
            }
        }
        catch (InvalidDataException)
        {
            throw Damaged(place, "its data can't be decompressed");
        }
    }

    private static AssetException Damaged(string place, string how) =>
        new(place, $"The image is damaged: {how}.", "Save it again, or take it out of the folder.");
}
