using System.Text;

namespace BfnProcGen.AssetFiles;

/// <summary>Reads a whole text file, refusing what is no text.</summary>
internal static class AssetText
{
    /// <summary>Far above any map: 64 million tiles.</summary>
    private const long MaxBytes = 64L << 20;

    /// <summary>Far above any book: two and a half times text8.</summary>
    private const long MaxRunningBytes = 256L << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="AssetException">
    /// The file can't be opened, leads out of the bounds, is too large, or is not UTF-8 text; the message names <paramref name="place"/>.
    /// </exception>
    public static string Read(string path, string place, AssetBounds bounds)
    {
        try
        {
            return Strict.GetString(ReadBytes(path, place, bounds, MaxBytes));
        }
        catch (DecoderFallbackException e)
        {
            throw Binary(place, e);
        }
    }

    /// <summary>The same, with U+FFFD wherever bytes are no UTF-8, for files whose other lines are worth having.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">What errors call it.</param>
    /// <param name="bounds">Where it may lie.</param>
    /// <param name="isRunning">Whether it is one long text, which may be longer.</param>
    /// <exception cref="AssetException">
    /// The file can't be opened, is too large, or is binary; the message names <paramref name="place"/>.
    /// </exception>
    public static string ReadWithGaps(string path, string place, AssetBounds bounds, bool isRunning = false) =>
        Encoding.UTF8.GetString(ReadBytes(path, place, bounds, isRunning ? MaxRunningBytes : MaxBytes));

    private static ReadOnlySpan<byte> ReadBytes(string path, string place, AssetBounds bounds, long most)
    {
        byte[] bytes;
        try
        {
            using FileStream stream = bounds.Open(path, place);
            if (stream.Length > most)
                throw new AssetException(place, $"The file has {stream.Length >> 20} MiB; at most {most >> 20} are read.",
                    "Split it, or take it out of the folder.");
            // Never more than it had when it was measured, however it grows.
            bytes = new byte[stream.Length];
            Array.Resize(ref bytes, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AssetException(place, $"The file can't be read ({e.Message.TrimEnd('.')}).",
                "Check that it is a file, not empty, and may be read.", e);
        }
        if (bytes.Contains((byte)0)) throw Binary(place, null);
        return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes;
    }

    private static AssetException Binary(string place, Exception? inner) =>
        new(place, "The file is binary or not in UTF-8.", "Save it as UTF-8 text, or take it out of the folder.", inner);
}
