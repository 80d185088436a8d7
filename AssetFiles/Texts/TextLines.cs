using System.Text;

namespace BfnProcGen.AssetFiles.Texts;

/// <summary>
/// Turns what stands in one file into items, and counts what has to be left out: one finding for each reason, not for each line.
/// </summary>
internal sealed class TextLines(string place)
{
    /// <summary>What a decoder puts where bytes are no UTF-8; in a file that is UTF-8, the trace of an earlier loss.</summary>
    private const char Gap = '\uFFFD';
    private const string NoUtf8 = "is not UTF-8";

    private readonly List<TextItem> _items = [];
    private readonly Dictionary<string, (int First, int Count, string Remedy)> _left = [];

    /// <summary>The items so far.</summary>
    public IReadOnlyList<TextItem> Items => _items;

    /// <summary>Takes an item of one line; <paramref name="label"/> is for one that has none of its own.</summary>
    public void Add(RawItem raw, string? label)
    {
        string text = raw.Text.ReplaceLineEndings(" ").Replace('\t', ' ').Trim();
        if (text.Contains(Gap)) LeaveBroken(raw.Line);
        else if (text.Any(char.IsControl)) Leave(raw.Line, "holds a control character", "Remove it.");
        else if (text.Length > 0)
        {
            string? own = raw.Label is null ? label : raw.Label.Trim() is { Length: > 0 } given ? Nfc.Normalise(given) : null;
            _items.Add(new TextItem(Nfc.Normalise(text), own, $"{place}:{raw.Line}"));
        }
    }

    /// <summary>
    /// Takes a whole file as one running text: line ends become line feeds, broken lines are left out, control characters removed.
    /// </summary>
    public void AddRunning(string text, string? label)
    {
        var running = new StringBuilder(text.Length);
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Contains(Gap))
            {
                LeaveBroken(i + 1);
                continue;
            }
            foreach (char c in lines[i])
                if (c == '\t' || !char.IsControl(c)) running.Append(c);
            if (i < lines.Length - 1) running.Append('\n');
        }
        string whole = Nfc.Normalise(running.ToString());
        if (!string.IsNullOrWhiteSpace(whole)) _items.Add(new TextItem(whole, label, $"{place}:1"));
    }

    /// <summary>Leaves out a line, with what is wrong with it ("is no JSON object").</summary>
    public void Leave(int line, string problem, string remedy)
    {
        (int first, int count, _) = _left.GetValueOrDefault(problem, (line, 0, remedy));
        _left[problem] = (first, count + 1, remedy);
    }

    /// <summary>What was left out.</summary>
    /// <exception cref="AssetException">Most lines are no UTF-8, so the rest is not to be trusted either.</exception>
    public IEnumerable<Finding> Findings(int lines)
    {
        if (_left.TryGetValue(NoUtf8, out var broken) && broken.Count * 2 > lines)
            throw new AssetException($"{place}:{broken.First}", $"{broken.Count} of {lines} lines are not UTF-8.", broken.Remedy);
        return _left.Select(entry => new Finding(Severity.Warning, $"{place}:{entry.Value.First}", entry.Value.Count == 1
            ? $"The line is left out: it {entry.Key}."
            : $"{entry.Value.Count} lines are left out, this one first: each {entry.Key}.", entry.Value.Remedy));
    }

    private void LeaveBroken(int line) => Leave(line, NoUtf8, "Save the file as UTF-8.");
}

/// <summary>An item as it stands in a file.</summary>
/// <param name="Text">The text, which may hold anything.</param>
/// <param name="Label">The label in the file, "" for an empty one, or null where the file has none.</param>
/// <param name="Line">The line it stands in, from 1.</param>
internal readonly record struct RawItem(string Text, string? Label, int Line);
