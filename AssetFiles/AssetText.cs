using System.Text;

namespace BfnProcGen.AssetFiles;

/// <summary>Reads a whole text file, refusing what is no text.</summary>
internal static class AssetText
{
    /// <summary>Far above any map: 64 million tiles.</summary>
    private const long MaxBytes = 64L << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="AssetException">The file can't be opened, is too large, or is not UTF-8 text; the message names <paramref name="place"/>.</exception>
    public static string Read(string path, string place)
    {
        byte[] bytes;
        try
        {
            long length = new FileInfo(path).Length;
            if (length > MaxBytes)
                throw new AssetException(place, $"The file has {length >> 20} MiB; a map has at most {MaxBytes >> 20}.", "Split it, or take it out of the folder.");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AssetException(place, $"The file can't be read ({e.Message.TrimEnd('.')}).", "Check its permissions.", e);
        }
        if (bytes.Contains((byte)0)) throw Binary(null);
        try
        {
            ReadOnlySpan<byte> content = bytes;
            return Strict.GetString(content.StartsWith(Encoding.UTF8.Preamble) ? content[3..] : content);
        }
        catch (DecoderFallbackException e)
        {
            throw Binary(e);
        }

        AssetException Binary(Exception? inner) =>
            new(place, "The file is binary or not in UTF-8.", "Save it as UTF-8 text, or take it out of the folder.", inner);
    }
}
