using System.Text;

namespace BfnProcGen.AssetFiles.Texts;

/// <summary>Generated texts as a file's content.</summary>
public static class TextOutput
{
    /// <summary>
    /// A text a line. Pieces of running text have line feeds of their own; then a line with nothing but "---" stands between two texts.
    /// </summary>
    public static string Lines(IReadOnlyCollection<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string between = texts.Any(text => text.Contains('\n')) ? "\n---\n" : "\n";
        return texts.Count == 0 ? "" : string.Join(between, texts) + "\n";
    }

    /// <summary>A JSON object a line: <c>{"text": …, "seed": …, "label": …}</c>, as it can be read again.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="record">What is recorded of all of them, in each.</param>
    public static string JsonLines(IEnumerable<DrawnText> texts, IReadOnlyList<KeyValuePair<string, string>>? record = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return string.Concat(texts.Select(text => Encoding.UTF8.GetString(JsonText.WriteLine(json =>
        {
            json.WriteStartObject();
            json.WriteString("text", text.Text);
            json.WriteNumber("seed", text.Seed);
            json.WriteString("label", text.Label);
            foreach ((string key, string value) in record ?? []) json.WriteString(key, value);
            json.WriteEndObject();
        }))));
    }
}

/// <summary>A generated text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Seed">The seed that gave it.</param>
/// <param name="Label">The label it was drawn with, or null.</param>
public sealed record DrawnText(string Text, ulong Seed, string? Label);
