using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>Writes PNG files of 8 and 16 bits a channel.</summary>
public static class PngWriter
{
    /// <summary>Writes an image, whole or not at all.</summary>
    /// <exception cref="OutputException">The file can't be written.</exception>
    /// <inheritdoc cref="Encode(Image, IReadOnlyList{KeyValuePair{string, string}}?)"/>
    public static void Write(string path, Image image, IReadOnlyList<KeyValuePair<string, string>>? texts = null) =>
        AssetOutput.Write(path, Encode(image, texts));

    /// <summary>The bytes of an image's file.</summary>
    /// <param name="image">The image.</param>
    /// <param name="texts">What is recorded in it: each an <c>iTXt</c> chunk, which holds any text, its key in Latin letters.</param>
    public static byte[] Encode(Image image, IReadOnlyList<KeyValuePair<string, string>>? texts = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        int sampleBytes = image.BitDepth / 8;
        var bytes = new byte[image.Samples.Length * sampleBytes];
        for (int i = 0; i < image.Samples.Length; i++)
        {
            if (sampleBytes == 2) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * i), image.Samples[i]);
            else bytes[i] = (byte)image.Samples[i];
        }
        return Encode(image.Width, image.Height, image.Layout, image.BitDepth, bytes, texts);
    }

    /// <summary>The bytes of a file of samples as they lie in it: most significant byte first.</summary>
    internal static byte[] Encode(int width, int height, PixelChannels layout, int bitDepth, ReadOnlySpan<byte> samples,
        IReadOnlyList<KeyValuePair<string, string>>? texts = null)
    {
        using var file = new MemoryStream();
        file.Write(PngFile.Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        byte colourType = layout switch { PixelChannels.Grey => 0, PixelChannels.GreyAlpha => 4, PixelChannels.Rgb => 2, _ => 6 };
        (header[8], header[9]) = ((byte)bitDepth, colourType);
        header[10..].Clear();
        WriteChunk(file, "IHDR", header);
        // Key, end, uncompressed, no language and no translation of the key, text.
        foreach ((string key, string text) in texts ?? [])
            WriteChunk(file, "iTXt", [.. Encoding.Latin1.GetBytes(key), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);
        WriteChunk(file, "IDAT", Compress(samples, samples.Length / height, (int)layout * bitDepth / 8));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(ReadOnlySpan<byte> samples, int rowBytes, int pixelBytes)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            var plain = new byte[rowBytes + 1];
            var difference = new byte[rowBytes + 1];
            difference[0] = 1;
            for (int at = 0; at < samples.Length; at += rowBytes)
            {
                ReadOnlySpan<byte> row = samples.Slice(at, rowBytes);
                row.CopyTo(plain.AsSpan(1));
                for (int i = 0; i < rowBytes; i++) difference[i + 1] = (byte)(row[i] - (i < pixelBytes ? 0 : row[i - pixelBytes]));
                // Flat art is smallest as it is, gradients as differences between neighbours.
                deflate.Write(Repetitions(plain) >= Repetitions(difference) ? plain : difference);
            }
        }
        return compressed.ToArray();
    }

    private static int Repetitions(byte[] row)
    {
        int count = 0;
        for (int i = 2; i < row.Length; i++) count += row[i] == row[i - 1] ? 1 : 0;
        return count;
    }

    private static void WriteChunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        byte[] typeAndData = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(typeAndData);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(typeAndData));
        file.Write(number);
    }
}
