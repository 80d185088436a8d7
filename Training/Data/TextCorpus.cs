using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Models;
using BfnProcGen.Texts;

namespace BfnProcGen.Training.Data;

/// <summary>
/// Texts as training data: maps of one row, a class a character. Items of a line end with the end symbol, repeated up to the length of the
/// longest; running text is learnt in windows without one.
/// </summary>
/// <param name="Data">The data.</param>
/// <param name="Findings">What was left out.</param>
public sealed record TextCorpus(DiscreteCorpus Data, IReadOnlyList<Finding> Findings)
{
    /// <summary>Builds a corpus.</summary>
    /// <param name="texts">The texts, read with the options' <see cref="TextOptions.Reading"/>.</param>
    /// <param name="options">Length or window, alphabet, split.</param>
    /// <param name="format">The alphabet to use, such as a model's; null for the one that follows from the texts.</param>
    /// <exception cref="TrainingException">
    /// Nothing is left to train on, or options that make no sense for text; says what to do.
    /// </exception>
    public static TextCorpus Create(TextItems texts, TrainingOptions options, TextFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Corpus.Crop is not null || options.Corpus.FlipHorizontally || options.Corpus.FlipVertically)
        {
            throw new TrainingException(
                "Text can't be cropped or mirrored: leave crop and flip away. Long text is learnt in windows ('window').");
        }
        if (texts.IsRunning != options.Text.Window is not null)
            throw new ArgumentException("The texts were not read with the reading options of these training options.", nameof(texts));
        if (format is not null && format.HasEnd == texts.IsRunning)
        {
            throw new TrainingException(format.HasEnd
                ? "The model makes lines: leave the window away."
                : "The model makes pieces of running text: say how long with a window.");
        }
        return options.Text.Window is { } window ? Running(texts, options, window, format) : Lines(texts, options, format);
    }

    /// <summary>
    /// How many variables an item counts as when its likelihood is told in bits a character: its characters and one end, or all of a
    /// window.
    /// </summary>
    public static double[] VariablesOf(TextFormat format, ItemBatch items)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(items);
        int length = items.Values.Length / Math.Max(1, items.Count);
        var counts = new double[items.Count];
        for (int i = 0; i < counts.Length; i++)
        {
            int end = format.HasEnd ? items.Values.AsSpan(i * length, length).IndexOf(format.Characters.Count) : -1;
            counts[i] = format.HasEnd ? (end < 0 ? length : end) + 1 : length;
        }
        return counts;
    }

    private static TextCorpus Lines(TextItems texts, TrainingOptions options, TextFormat? format)
    {
        List<string>[] split = [.. texts.Items.Select(item => Alphabet.Split(item.Text))];
        int longest = split.Length == 0 ? 0 : split.Max(characters => characters.Count);
        int length = options.Text.Length ?? Math.Min(longest, TextOptions.LongestByDefault);
        var findings = new List<Finding>();
        int[] fitting = [.. Enumerable.Range(0, split.Length).Where(i => split[i].Count <= length)];
        Report(findings, texts.Items, split.Length - fitting.Length, i => split[i].Count > length,
            $"longer than {length} characters", "Allow for longer ones with a length, or shorten them.");

        var alphabet = new Alphabet(format
            ?? new TextFormat(Characters(fitting.Select(i => split[i]), options.Text.MostCharacters), HasEnd: true));
        var maps = new List<SourceMap>();
        foreach (int i in fitting)
        {
            if (alphabet.Encode(texts.Items[i].Text, length) is { } classes)
                maps.Add(new SourceMap(texts.Items[i].Text, new TileMap(length, 1, classes), texts.Items[i].Label));
        }
        Report(findings, texts.Items, fitting.Length - maps.Count,
            i => split[i].Count <= length && split[i].Any(c => alphabet.ClassOf(c) is null),
            $"each has a character that is not among the {alphabet.Format.Characters.Count} {Whose(format)}", Remedy(format));
        if (maps.Count == 0)
            throw new TrainingException($"No text of {texts.Path} is left to train on: {string.Join(" ", findings)}".TrimEnd(' ', ':'));
        return new TextCorpus(DiscreteCorpus.Create(maps, alphabet.Format, options.Corpus, options.Seed), findings);
    }

    private static TextCorpus Running(TextItems texts, TrainingOptions options, int window, TextFormat? format)
    {
        var alphabet = new Alphabet(format
            ?? new TextFormat(Characters(texts.Items.Select(item => Alphabet.Each(item.Text)), options.Text.MostCharacters), HasEnd: false));
        var findings = new List<Finding>();
        var maps = new List<SourceMap>();
        foreach (TextItem text in texts.Items)
        {
            (byte[] classes, int left) = Encode(text.Text, alphabet);
            if (left > 0)
            {
                findings.Add(new Finding(Severity.Warning, text.Place,
                    $"{left} characters are left out: the alphabet has the {alphabet.Format.Characters.Count} {Whose(format)}.",
                    Remedy(format)));
            }
            if (classes.Length < window)
            {
                findings.Add(new Finding(Severity.Warning, text.Place,
                    $"The text has {classes.Length} characters, less than a window of {window}.",
                    "Take a smaller window, or leave it out."));
                continue;
            }
            int kept = (int)Math.Round(options.Corpus.ValidationShare * classes.Length);
            // Both parts must have room for a window; a text that is too short for that is learnt whole.
            if (kept < window || classes.Length - kept < window) kept = 0;
            maps.Add(Part(classes[..^kept], text, false));
            if (kept > 0) maps.Add(Part(classes[^kept..], text, true));
        }
        if (maps.Count == 0)
            throw new TrainingException($"No text of {texts.Path} is left to train on: {string.Join(" ", findings)}".TrimEnd(' ', ':'));
        CorpusOptions windows = options.Corpus with { Crop = new CropSize(window, 1) };
        return new TextCorpus(DiscreteCorpus.Create(maps, alphabet.Format, windows, options.Seed), findings);

        static SourceMap Part(byte[] classes, TextItem text, bool isKeptBack) =>
            new($"{text.Place}{(isKeptBack ? " (end)" : "")}", new TileMap(classes.Length, 1, classes), text.Label, isKeptBack);
    }

    // The classes of the characters that have one, and how many have none.
    private static (byte[] Classes, int Left) Encode(string text, Alphabet alphabet)
    {
        var classes = new byte[text.Length];
        int count = 0, left = 0;
        foreach (string character in Alphabet.Each(text))
        {
            if (alphabet.ClassOf(character) is { } index) classes[count++] = index;
            else left++;
        }
        return (count == classes.Length ? classes : classes[..count], left);
    }

    private static string Whose(TextFormat? format) => format is null ? "commonest" : "of the model";

    private static string Remedy(TextFormat? format) =>
        format is null ? "Replace rare characters, or allow more." : "Take texts of the kind the model was trained on.";

    // The commonest, by code point.
    private static string[] Characters(IEnumerable<IEnumerable<string>> texts, int most) =>
    [
        .. texts.SelectMany(text => text).CountBy(character => character)
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, ByCodePoint).Take(most)
            .Select(entry => entry.Key).Order(ByCodePoint),
    ];

    private static readonly Comparer<string> ByCodePoint = Comparer<string>.Create((one, other) =>
        one.EnumerateRunes().Select(rune => rune.Value).Append(-1).Zip(other.EnumerateRunes().Select(rune => rune.Value).Append(-1))
            .Select(pair => pair.First.CompareTo(pair.Second)).FirstOrDefault(order => order != 0));

    private static void Report(
        List<Finding> findings, IReadOnlyList<TextItem> items, int count, Func<int, bool> isMeant, string reason, string remedy)
    {
        if (count == 0) return;
        TextItem first = items[Enumerable.Range(0, items.Count).First(isMeant)];
        string message = $"{count} of {items.Count} items are left out, this one first: {reason}.";
        findings.Add(new Finding(Severity.Warning, first.Place, message, remedy));
    }
}
