using System.Text.Json;

namespace BfnProcGen.AssetFiles.Texts;

/// <summary>Items as JSON, an object a line.</summary>
internal static class JsonLinesText
{
    private const string Remedy = "Correct it, or remove it.";

    /// <exception cref="AssetException">No object has a field that was asked for.</exception>
    public static void Read(string text, string place, TextReadOptions options, TextLines lines, string? label)
    {
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        bool hasText = false, hasLabel = false, hasObject = false;
        foreach ((int i, string line) in text.Split('\n').Index())
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (Parse(line) is not { } values)
            {
                lines.Leave(i + 1, "is no JSON object", Remedy);
                continue;
            }
            hasObject = true;
            fields.UnionWith(values.Keys);
            string? found = Value(values, options.TextColumn, "text", "name"), own = Value(values, options.LabelColumn, "label");
            hasLabel |= own is not null;
            if (found is null)
            {
                lines.Leave(i + 1, $"has no text in the field '{options.TextColumn ?? "text"}'", Remedy);
                continue;
            }
            hasText = true;
            lines.Add(new RawItem(found, own ?? (options.LabelColumn is null ? null : ""), i + 1), label);
        }
        string[] names = [.. fields];
        // Asked of all fields there are, they say by what name it was looked for and what there is.
        if (hasObject && !hasText) TextColumns.Text(place, [.. names, ""], options.TextColumn ?? "text");
        if (hasObject && !hasLabel && options.LabelColumn is not null) TextColumns.Label(place, [.. names], options.LabelColumn);
    }

    // Strings, numbers and truth values by name; null for what is no object, or holds half characters.
    private static Dictionary<string, string>? Parse(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            var values = new Dictionary<string, string>();
            foreach (JsonProperty field in document.RootElement.EnumerateObject())
            {
                string? value = field.Value.ValueKind switch
                {
                    JsonValueKind.String => field.Value.GetString(),
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.Value.GetRawText(),
                    _ => null,
                };
                if (value is not null) values[field.Name] = value;
            }
            return values;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Value(Dictionary<string, string> values, string? asked, params string[] usual) =>
        (asked is null ? usual : [asked]).Select(values.GetValueOrDefault).FirstOrDefault(value => value is not null);
}
