using System.Buffers.Binary;
using System.IO.Compression;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// Reads IDX files of bytes, as the MNIST digits come in: two zeros, 8 for bytes, the number of dimensions, these, the data; maybe gzipped.
/// </summary>
internal static class IdxFile
{
    private const byte UnsignedBytes = 8;

    /// <summary>
    /// Reads a file of <paramref name="dimensions"/> dimensions and returns the extents of an item behind the first, and the items.
    /// </summary>
    /// <exception cref="AssetException">The file can't be read, is damaged, or something else.</exception>
    public static (int[] Extents, List<byte[]> Items) Read(string path, string place, AssetBounds bounds, int dimensions)
    {
        try
        {
            using FileStream file = bounds.Open(path, place);
            using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionMode.Decompress) : file;
            var header = new byte[4 + 4 * dimensions];
            stream.ReadExactly(header);
            if (header is not [0, 0, UnsignedBytes, var found, ..] || found != dimensions)
                throw new AssetException(place, $"The file is no IDX file of bytes in {dimensions} dimensions.",
                    "Take it out of the folder.");
            uint[] extents = [.. Enumerable.Range(1, dimensions).Select(i => BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 * i)))];
            if (extents.Skip(1).Any(extent => extent is < 1 or > Picture.MaxEdge)
                || extents.Skip(1).Aggregate(1L, (all, extent) => all * extent) > Picture.MaxPixelsRead)
                throw new AssetException(place, $"The items have {string.Join('×', extents.Skip(1))} numbers.",
                    "Take the file out of the folder.");
            return ([.. extents.Skip(1).Select(extent => (int)extent)], ReadItems(stream, extents, place));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The end of the stream and damaged compression among them.
            throw new AssetException(place, $"The file can't be read ({e.Message.TrimEnd('.')}).",
                "Get it again: most likely it is damaged or incomplete.", e);
        }
    }

    // Item by item, so that memory follows what is there and not what the header claims.
    private static List<byte[]> ReadItems(Stream stream, uint[] extents, string place)
    {
        var items = new List<byte[]>();
        int size = (int)extents.Skip(1).Aggregate(1u, (all, extent) => all * extent);
        for (long i = 0; i < extents[0]; i++)
        {
            if (i * size >= ImageFolderReader.MostSamples)
                throw new AssetException(place, "The file has more than fits into memory.", "Split it.");
            var item = new byte[size];
            stream.ReadExactly(item);
            items.Add(item);
        }
        return items;
    }
}
