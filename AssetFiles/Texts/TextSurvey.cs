using BfnProcGen.Texts;

namespace BfnProcGen.AssetFiles.Texts;

/// <summary>Statistics of texts, and what they suggest for training.</summary>
public sealed class TextSurvey
{
    private const int FewItems = 200, LongItem = 256;
    private readonly List<Finding> _findings = [];

    /// <summary>Counts everything.</summary>
    public TextSurvey(TextItems texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Items = texts.Items.Count;
        int[] lengths = new int[Items];
        Characters = Count(texts, lengths);
        Lengths = [.. lengths.CountBy(length => length).OrderBy(entry => entry.Key)
            .Select(entry => new LengthCount(entry.Key, entry.Value))];
        Labels = [.. texts.Items.Where(item => item.Label is not null).CountBy(item => item.Label!)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new LabelCount(entry.Key, entry.Value))];
        Unlabelled = texts.Items.Count(item => item.Label is null);
        Duplicates = Items - texts.Items.DistinctBy(item => item.Text).Count();
        if (Items == 0) return;
        if (!texts.IsRunning)
        {
            SuggestLength(lengths);
            SuggestWindow(texts);
        }
        Suggest(texts);
    }

    /// <summary>How many items there are.</summary>
    public int Items { get; }

    /// <summary>How many items have each length in characters, the shortest first.</summary>
    public IReadOnlyList<LengthCount> Lengths { get; }

    /// <summary>The alphabet with counts, the commonest first.</summary>
    public IReadOnlyList<CharacterCount> Characters { get; }

    /// <summary>Items of each label, in the labels' order.</summary>
    public IReadOnlyList<LabelCount> Labels { get; }

    /// <summary>Items without a label.</summary>
    public int Unlabelled { get; }

    /// <summary>Items that repeat an earlier one.</summary>
    public int Duplicates { get; }

    /// <summary>A length to train with that leaves out at most one item in a hundred, or null where the longest item will do.</summary>
    public int? SuggestedLength { get; private set; }

    /// <summary>A window to train on, or null where the items are no long text.</summary>
    public int? SuggestedWindow { get; private set; }

    /// <summary>What the statistics suggest.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    // Counts the characters of all items, and of each.
    private static CharacterCount[] Count(TextItems texts, int[] lengths)
    {
        var counts = new Dictionary<string, (long All, int Items, int Last)>();
        for (int i = 0; i < lengths.Length; i++)
        {
            foreach (string character in Alphabet.Each(texts.Items[i].Text))
            {
                lengths[i]++;
                (long all, int items, int last) = counts.GetValueOrDefault(character, (0, 0, -1));
                counts[character] = (all + 1, last == i ? items : items + 1, i);
            }
        }
        return [.. counts.Select(entry => new CharacterCount(entry.Key, entry.Value.All, entry.Value.Items))
            .OrderByDescending(count => count.Count).ThenBy(count => count.Character, StringComparer.Ordinal)];
    }

    // Every item is as long as the longest while training: a few long ones make all of them slow.
    private void SuggestLength(int[] lengths)
    {
        int longest = Lengths[^1].Length, left = Items / 100;
        int enough = Lengths.Reverse().SkipWhile(count => (left -= count.Items) >= 0).First().Length;
        if (longest <= 2 * enough && longest <= LongItem) return;
        SuggestedLength = Math.Min(enough, LongItem);
        int more = lengths.Count(length => length > SuggestedLength);
        Note(Severity.Warning, $"The longest item has {longest} characters; 99 in a hundred have at most {enough}.",
            $"Training is as slow as the longest: with --length {SuggestedLength} {more} items are left out.");
    }

    // Lines of many words, some of which end a sentence and some don't: their breaks say nothing. Descriptions all do, or none does.
    private void SuggestWindow(TextItems texts)
    {
        const int ManyWords = 3;
        long spaces = Characters.FirstOrDefault(count => count.Character == " ")?.Count ?? 0;
        double ending = (double)texts.Items.Count(item => ".!?".Contains(item.Text[^1])) / Items;
        if (spaces < ManyWords * (long)Items || ending is < 0.1 or > 0.9) return;
        SuggestedWindow = 64;
        Note(Severity.Warning, "The lines look like parts of one long text.",
            $"If they are, learn it in windows: --window {SuggestedWindow}.");
    }

    private void Suggest(TextItems texts)
    {
        if (!texts.IsRunning && Items < FewItems)
            Note(Severity.Warning, $"There are only {Items} items, which a model soon knows by heart.",
                "Add more, or train for fewer steps.");
        if (Duplicates > 0 && !texts.IsRunning)
            Note(Severity.Note, $"{Duplicates} items repeat others.", "They weigh double in training: remove them unless that is meant.");
        if (Labels.Count > 0 && Unlabelled > 0 && !texts.IsRunning)
            Note(Severity.Note, $"{Unlabelled} items have no label.",
                "They are a kind of their own: what is drawn when no label is asked for.");
        int rare = Math.Max(1, Items / 5000);
        string[] names = [.. Characters.Where(count => count.Count <= rare).Select(count => $"'{Shown(count.Character)}'")];
        if (names.Length == 0 || names.Length == Characters.Count) return;
        string list = string.Join(", ", names.Take(12)) + (names.Length > 12 ? $" and {names.Length - 12} more" : "");
        string often = rare == 1 ? "once" : $"at most {rare} times";
        Note(Severity.Note, $"{(names.Length == 1 ? "A character occurs" : "Characters occur")} {often}: {list}.",
            "The fewer characters, the better a small model: replace them, or limit the alphabet with --characters.");
    }

    private static string Shown(string character) => character switch { "\n" => "\\n", "\t" => "\\t", _ => character };

    private void Note(Severity severity, string message, string remedy) => _findings.Add(new Finding(severity, "", message, remedy));
}

/// <summary>How many items have a length.</summary>
/// <param name="Length">Characters.</param>
/// <param name="Items">Items of that length.</param>
public sealed record LengthCount(int Length, int Items);

/// <summary>How often a character occurs.</summary>
/// <param name="Character">The character.</param>
/// <param name="Count">How often, over all items.</param>
/// <param name="Items">Items in which it occurs.</param>
public sealed record CharacterCount(string Character, long Count, int Items);

/// <summary>How many items have a label.</summary>
public sealed record LabelCount(string Label, int Items);
