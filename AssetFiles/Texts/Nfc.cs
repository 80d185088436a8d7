using System.Globalization;
using System.Text;

namespace BfnProcGen.AssetFiles.Texts;

/// <summary>
/// Unicode's normalisation form C (UAX #15), by which "é" is one character however it was typed. This program runs without the system's
/// culture data, where <see cref="string.Normalize()"/> returns its text as it is; hence a table of its own.
/// </summary>
public static class Nfc
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7, Leads = 19, Vowels = 21, Tails = 28;

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>The text in form C; text without half characters is expected.</summary>
    public static string Normalise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Below U+0300 everything is in form C and combines with nothing before it.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF')) return text;
        var runes = new List<int>(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes()) Decompose(rune.Value, runes);
        Order(runes);
        return Compose(runes);
    }

    private static void Decompose(int value, List<int> result)
    {
        int hangul = value - HangulBase;
        if (hangul is >= 0 and < Leads * Vowels * Tails)
        {
            result.Add(LeadBase + hangul / (Vowels * Tails));
            result.Add(VowelBase + hangul % (Vowels * Tails) / Tails);
            if (hangul % Tails > 0) result.Add(TailBase + hangul % Tails);
        }
        else if (Data.Value.Parts.TryGetValue(value, out (int First, int Second) parts))
        {
            Decompose(parts.First, result);
            if (parts.Second != 0) result.Add(parts.Second);
        }
        else
        {
            result.Add(value);
        }
    }

    // Marks behind a character in the order of their combining classes; equal ones keep theirs.
    private static void Order(List<int> runes)
    {
        for (int i = 1; i < runes.Count; i++)
        {
            int rune = runes[i], order = Data.Value.ClassOf(rune), at = i;
            while (order > 0 && at > 0 && Data.Value.ClassOf(runes[at - 1]) > order)
            {
                runes[at] = runes[at - 1];
                at--;
            }
            runes[at] = rune;
        }
    }

    // Each mark joins the character before it, unless a mark of the same or a higher class stands between them.
    private static string Compose(List<int> runes)
    {
        var result = new List<int>(runes.Count);
        int starter = -1, last = -1;
        foreach (int rune in runes)
        {
            int order = Data.Value.ClassOf(rune);
            if (starter >= 0 && (last < order || last < 0) && Pair(result[starter], rune) is { } whole)
            {
                result[starter] = whole;
                continue;
            }
            if (order == 0) starter = result.Count;
            last = order == 0 ? -1 : order;
            result.Add(rune);
        }
        var text = new StringBuilder(result.Count);
        foreach (int rune in result) text.Append(new Rune(rune).ToString());
        return text.ToString();
    }

    private static int? Pair(int first, int second)
    {
        int lead = first - LeadBase, vowel = second - VowelBase, syllable = first - HangulBase, tail = second - TailBase;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels) return HangulBase + (lead * Vowels + vowel) * Tails;
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails) return first + tail;
        return Data.Value.Wholes.TryGetValue((first, second), out int whole) ? whole : null;
    }

    private sealed class Tables
    {
        private readonly Dictionary<int, byte> _classes = [];

        public Dictionary<int, (int First, int Second)> Parts { get; } = [];

        public Dictionary<(int First, int Second), int> Wholes { get; } = [];

        public int ClassOf(int rune) => rune < 0x300 ? 0 : _classes.GetValueOrDefault(rune);

        public static Tables Read()
        {
            var tables = new Tables();
            using Stream stream = typeof(Nfc).Assembly.GetManifestResourceStream("canonical.txt")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith('#')) continue;
                string[] words = line.TrimStart('!').Split('=', ' ');
                int code = Code(words[0]);
                if (!line.Contains('='))
                {
                    tables._classes.Add(code, byte.Parse(words[1], CultureInfo.InvariantCulture));
                    continue;
                }
                (int, int) parts = (Code(words[1]), words.Length > 2 ? Code(words[2]) : 0);
                tables.Parts.Add(code, parts);
                if (!line.StartsWith('!')) tables.Wholes.Add(parts, code);
            }
            return tables;
        }

        private static int Code(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
