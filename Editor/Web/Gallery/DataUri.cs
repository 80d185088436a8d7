using System.Buffers.Binary;

namespace BfnProcGen.Editor.Web.Gallery;

/// <summary>Small pictures inside a page, which need no address of their own.</summary>
internal static class DataUri
{
    private const string Start = "data:image/png;base64,";

    public static string OfPng(byte[] png) => Start + Convert.ToBase64String(png);

    /// <summary>Whether something to look at is a picture, and not a text.</summary>
    public static bool IsPicture(string item) => item.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>Whether a picture is too wide for its pixels to be shown as squares in a row of eight.</summary>
    public static bool IsWide(string item)
    {
        const int Wide = 96, WidthAt = 16, HeaderCharacters = 32;
        var header = new byte[HeaderCharacters / 4 * 3];
        return item.Length >= Start.Length + HeaderCharacters
            && Convert.TryFromBase64String(item.Substring(Start.Length, HeaderCharacters), header, out _)
            && BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(WidthAt)) > Wide;
    }
}
