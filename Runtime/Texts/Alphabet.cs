using System.Globalization;
using BfnProcGen.Models;

namespace BfnProcGen.Texts;

/// <summary>
/// Texts as classes and back. A character is what a reader takes for one (a text element of Unicode's UAX #29): a letter with its marks, an
/// emoji of several code points.
/// </summary>
public sealed class Alphabet
{
    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(code => ((char)code).ToString())];

    private readonly Dictionary<string, byte> _classes;

    /// <summary>The alphabet of a format.</summary>
    public Alphabet(TextFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        Format = format;
        _classes = format.Characters.Index().ToDictionary(entry => entry.Item, entry => (byte)entry.Index, StringComparer.Ordinal);
    }

    /// <summary>The format.</summary>
    public TextFormat Format { get; }

    /// <summary>The class of the end symbol, or null where texts have no end.</summary>
    public byte? End => Format.HasEnd ? (byte)Format.Characters.Count : null;

    /// <summary>The characters of a text.</summary>
    public static List<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var characters = new List<string>(text.Length);
        characters.AddRange(Each(text));
        return characters;
    }

    /// <summary>The same one after the other, for texts of which a list would not fit into memory.</summary>
    public static IEnumerable<string> Each(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int at = 0; at < text.Length;)
        {
            // Nothing of ASCII joins what is before it, but for a line feed.
            bool isAlone = text[at] < Ascii.Length && text[at] != '\r' && (at + 1 == text.Length || text[at + 1] < Ascii.Length);
            int length = isAlone ? 1 : StringInfo.GetNextTextElementLength(text, at);
            yield return isAlone ? Ascii[text[at]] : text.Substring(at, length);
            at += length;
        }
    }

    /// <summary>The class of a character, or null for one that is not in the alphabet.</summary>
    public byte? ClassOf(string character) => _classes.TryGetValue(character, out byte index) ? index : null;

    /// <summary>
    /// The classes of a text, filled up to <paramref name="length"/> with the end symbol; null for one that is longer, that is shorter
    /// where
    /// there is no end symbol, or that has characters which are not in the alphabet.
    /// </summary>
    public byte[]? Encode(string text, int length)
    {
        List<string> characters = Split(text);
        if (characters.Count > length || (characters.Count < length && End is null)) return null;
        var classes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            if ((i < characters.Count ? ClassOf(characters[i]) : End) is not { } index) return null;
            classes[i] = index;
        }
        return classes;
    }
}
