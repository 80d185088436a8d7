using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>PNG files of any mode, put together by hand.</summary>
internal static class PngBytes
{
    /// <summary>A file of rows without filter bytes; further chunks (palette, transparency) stand before the data.</summary>
    public static byte[] Of(int width, int height, int bitDepth, int colourType, byte[][] rows,
        params (string Type, byte[] Data)[] chunks) =>
        Of(width, height, bitDepth, colourType, interlaced: false, rows, chunks);

    /// <summary>The same, the rows in seven passes where <paramref name="interlaced"/>.</summary>
    public static byte[] Of(int width, int height, int bitDepth, int colourType, bool interlaced, byte[][] rows,
        params (string Type, byte[] Data)[] chunks)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)bitDepth, (byte)colourType, interlaced ? (byte)1 : (byte)0);
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest))
        {
            foreach (byte[] row in rows) deflate.Write([0, .. row]);
        }
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. chunks.SelectMany(chunk => Chunk(chunk.Type, chunk.Data)),
            .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>Two by two pixels of one grey.</summary>
    public static byte[] Solid(byte shade = 5) => Of(2, 2, 8, 0, [[shade, shade], [shade, shade]]);

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] typeAndData = [.. Encoding.ASCII.GetBytes(type), .. data], length = new byte[4], checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(typeAndData));
        return [.. length, .. typeAndData, .. checksum];
    }
}
