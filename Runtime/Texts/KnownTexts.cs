using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BfnProcGen.Models;

namespace BfnProcGen.Texts;

/// <summary>
/// The texts a model was trained on, as far as it takes to tell new ones from them without shipping them: a Bloom filter (Bloom 1970) with
/// a
/// false alarm for one new text in ten thousand, in which no known text is missed. Upper and lower case count as one.
/// </summary>
public sealed class KnownTexts
{
    /// <summary>The key in a model's metadata.</summary>
    public const string MetadataKey = "bfn.known_items";

    /// <summary>The most texts; more would make the model file much larger.</summary>
    public const int MostTexts = 200_000;

    // 19.2 bits a text and 13 hashes: the optimum for one false alarm in 10,000.
    private const double BitsPerText = 19.2;
    private const int Hashes = 13;

    private readonly KnownTextsFilter _filter;

    private KnownTexts(KnownTextsFilter filter) => _filter = filter;

    /// <summary>Takes up texts, or gives null for more than <see cref="MostTexts"/>.</summary>
    public static KnownTexts? Create(IReadOnlyCollection<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count > MostTexts) return null;
        var bits = new byte[(int)Math.Ceiling(Math.Max(1, texts.Count) * BitsPerText / 8)];
        var known = new KnownTexts(new KnownTextsFilter(Hashes, bits));
        foreach (string text in texts)
            foreach (long bit in known.BitsOf(text)) bits[bit / 8] |= (byte)(1 << (int)(bit % 8));
        return known;
    }

    /// <summary>What a model knows of the texts it was trained on; null where it doesn't say.</summary>
    /// <exception cref="ModelFormatException">The metadata can't be read.</exception>
    public static KnownTexts? Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Metadata.TryGetValue(MetadataKey, out string? json)) return null;
        try
        {
            KnownTextsFilter? filter = JsonSerializer.Deserialize(json, KnownTextsJson.Default.KnownTextsFilter);
            return filter is { Hashes: >= 1 and <= 64, Bits.Length: > 0 }
                ? new KnownTexts(filter)
                : throw new ModelFormatException($"The metadata '{MetadataKey}' is no filter of texts.");
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"The metadata '{MetadataKey}' can't be read: {e.Message}", e);
        }
    }

    /// <summary>Whether a text is known; true for one in ten thousand that aren't.</summary>
    public bool Contains(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return BitsOf(text).All(bit => (_filter.Bits[bit / 8] & 1 << (int)(bit % 8)) != 0);
    }

    /// <summary>The text for a model's metadata.</summary>
    public string ToMetadata() => JsonSerializer.Serialize(_filter, KnownTextsJson.Default.KnownTextsFilter);

    // Two hashes make all of them (Kirsch and Mitzenmacher 2006).
    private IEnumerable<long> BitsOf(string text)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToUpperInvariant()));
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(hash), second = BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8)) | 1;
        ulong count = 8 * (ulong)_filter.Bits.Length;
        return Enumerable.Range(0, _filter.Hashes).Select(i => (long)(unchecked(first + (ulong)i * second) % count));
    }
}

/// <summary>The filter as it is written.</summary>
/// <param name="Hashes">Hashes a text.</param>
/// <param name="Bits">The filter.</param>
internal sealed record KnownTextsFilter(int Hashes, byte[] Bits);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KnownTextsFilter))]
internal sealed partial class KnownTextsJson : JsonSerializerContext;
