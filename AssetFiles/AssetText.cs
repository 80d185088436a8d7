using System.Text;
using BfnProcGen.Models;

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
            using FileStream stream = RegularFile.Open(path);
            if (stream.Length > MaxBytes)
                throw new AssetException(place, $"The file has {stream.Length >> 20} MiB; a map has at most {MaxBytes >> 20}.", "Split it, or take it out of the folder.");
            // Never more than it had when it was measured, however it grows.
            bytes = new byte[stream.Length];
            Array.Resize(ref bytes, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AssetException(place, $"The file can't be read ({e.Message.TrimEnd('.')}).", "Check that it is a file, not empty, and may be read.", e);
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
