using System.Buffers.Binary;

namespace BfnProcGen.AssetFiles;

/// <summary>What the first chunk of a PNG says.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, int ColourType)
{
    /// <summary>Bytes up to the end of what is read.</summary>
    public const int Bytes = 26;

    /// <summary>What the file holds, for people.</summary>
    public string Mode
    {
        get
        {
            string mode = ColourType switch { 0 => "grey", 2 => "RGB", 3 => "palette", 4 => "grey + alpha", _ => "RGBA" };
            return BitDepth == 16 ? mode + " 16 bit" : mode;
        }
    }

    /// <summary>More bytes than the pixels can take, with a filter byte for every row of every interlacing pass.</summary>
    public long MostData => 4096 + 2L * Height * (1 + (long)Width * (ColourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }) * BitDepth / 8);

    /// <summary>Reads the header, and refuses images that are too large.</summary>
    /// <exception cref="AssetException">No PNG, or too large a one.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length < Bytes || !bytes.StartsWith(PngFile.Signature) || !bytes[12..].StartsWith("IHDR"u8))
            throw new AssetException(place, "The file is no PNG.", "Save it as PNG, or take it out of the folder.");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        if (width is < 1 or > Picture.MaxEdge || height is < 1 or > Picture.MaxEdge || width * height > Picture.MaxPixelsRead)
        {
            throw new AssetException(place, $"The image has {width}×{height} pixels.",
                $"Scale it down or cut it up: at most {Picture.MaxEdge} each way and {Picture.MaxPixelsRead >> 20} million in all "
                + "can be read.");
        }
        return new PngHeader((int)width, (int)height, bytes[24], bytes[25]);
    }
}
