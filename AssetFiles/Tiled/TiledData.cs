using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using ZstdSharp;

namespace BfnProcGen.AssetFiles.Tiled;

/// <summary>The cells of a layer as Tiled writes them: numbers between commas, or 32-bit numbers in base64, compressed or not.</summary>
internal static class TiledData
{
    private const string Remedy = "Save it with the layer format CSV (Map > Map Properties > Tile Layer Format).";

    /// <summary>The cells of a layer, row after row. No more is decompressed than they can take.</summary>
    /// <param name="encoding">"csv" or "base64".</param>
    /// <param name="compression">"zlib", "gzip", "zstd", or none.</param>
    /// <param name="text">The data.</param>
    /// <param name="cells">How many there must be.</param>
    /// <param name="error">Makes an error of a problem and its remedy.</param>
    /// <exception cref="AssetException">It can't be decoded, or there are more or fewer.</exception>
    public static uint[] Decode(string encoding, string? compression, string text, int cells, Func<string, string, AssetException> error)
    {
        if (encoding == "csv") return Numbers(text, cells, error);
        if (encoding != "base64") throw error($"The layer's encoding '{encoding}' is unknown.", Remedy);
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw error("The layer's data is no base64.", Remedy);
        }
        byte[] plain = compression is null or "" ? bytes : Decompress(bytes, compression, cells, error);
        if (plain.Length != 4L * cells)
            throw error($"The layer's data has {plain.Length} bytes instead of {4L * cells} for {cells} cells.", Remedy);
        var numbers = new uint[cells];
        for (int i = 0; i < cells; i++) numbers[i] = BinaryPrimitives.ReadUInt32LittleEndian(plain.AsSpan(4 * i));
        return numbers;
    }

    private static byte[] Decompress(byte[] bytes, string compression, int cells, Func<string, string, AssetException> error)
    {
        try
        {
            using var compressed = new MemoryStream(bytes);
            using Stream stream = compression switch
            {
                "zlib" => new ZLibStream(compressed, CompressionMode.Decompress),
                "gzip" => new GZipStream(compressed, CompressionMode.Decompress),
                "zstd" => new DecompressionStream(compressed),
                _ => throw error($"The layer's compression '{compression}' is unknown.", Remedy),
            };
            // One byte more shows that there is too much.
            var plain = new byte[4 * cells + 1];
            int count = stream.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
            if (count > 4 * cells) throw error($"The layer's data holds more than its {cells} cells.", Remedy);
            return plain[..count];
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException or IOException)
        {
            throw error($"The layer's data can't be decompressed as {compression}.", Remedy);
        }
    }

    private static uint[] Numbers(string text, int cells, Func<string, string, AssetException> error)
    {
        var numbers = new uint[cells];
        int count = 0;
        ReadOnlySpan<char> all = text.AsSpan().Trim();
        if (all.EndsWith(",")) all = all[..^1];
        foreach (Range range in all.Split(','))
        {
            if (count == cells) throw error($"The layer has more than its {cells} cells.", Remedy);
            ReadOnlySpan<char> field = all[range].Trim();
            if (!uint.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[count++]))
                throw error($"Cell {count} of the layer is '{field[..Math.Min(24, field.Length)]}' instead of a tile's number.", Remedy);
        }
        return count == cells ? numbers : throw error($"The layer has {count} cells instead of {cells}.", Remedy);
    }
}
