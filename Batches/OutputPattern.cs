using System.Globalization;
using System.Text;

namespace BfnProcGen.Batches;

/// <summary>
/// A path with fields, such as <c>{class}/{seed:6}.png</c>: <c>{model}</c> (the model file's name), <c>{class}</c>, <c>{seed}</c> (of a
/// file of several the first one's), <c>{index}</c> (likewise, counted from 0) and <c>{file}</c> (the number of a file of several, from 0).
/// Numbers take a width, to which they are filled up with zeros.
/// </summary>
internal sealed class OutputPattern
{
    /// <summary>What stands for the class where none is asked for.</summary>
    public const string NoClass = "any";

    private static readonly string[] Fields = ["model", "class", "seed", "index", "file"];

    private readonly (string Text, string? Field, int Width)[] _parts;

    private OutputPattern(string text, (string, string?, int)[] parts) => (Text, _parts) = (text, parts);

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>The folders before the first field: where everything that its files share goes. "" or with '/' at its end.</summary>
    public string Root
    {
        get
        {
            int open = Text.IndexOf('{');
            return Text[..((open < 0 ? Text : Text[..open]).LastIndexOf('/') + 1)];
        }
    }

    /// <summary>Whether a field occurs.</summary>
    public bool Has(string field) => _parts.Any(part => part.Field == field);

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="error">Makes an exception of a problem.</param>
    public static OutputPattern Parse(string text, Func<string, Exception> error)
    {
        var parts = new List<(string, string?, int)>();
        for (int at = 0; at < text.Length;)
        {
            int open = text.IndexOf('{', at), close = open < 0 ? -1 : text.IndexOf('}', open);
            if (text.IndexOf('}', at) is >= 0 and var stray && (open < 0 || stray < open)) throw error("A '}' has no '{' before it.");
            if (open >= 0 && close < 0) throw error("A '{' has no '}' after it.");
            if (open < 0) open = text.Length;
            if (open > at) parts.Add((text[at..open], null, 0));
            if (close < 0) break;
            string[] field = text[(open + 1)..close].Split(':');
            if (!Fields.Contains(field[0])) throw error($"There is no field {{{field[0]}}}; {KeySuggestion.For(field[0], Fields)}");
            int width = 0;
            bool isNumber = field.Length == 2 && int.TryParse(field[1], NumberStyles.None, CultureInfo.InvariantCulture, out width);
            if (field.Length > 1 && !(isNumber && width is >= 1 and <= 20))
                throw error($"The width of {{{text[(open + 1)..close]}}} must be from 1 to 20, as in {{{field[0]}:6}}.");
            parts.Add(("", field[0], width));
            at = close + 1;
        }
        if (text.Contains('\\') || text.Any(char.IsControl) || Path.IsPathRooted(text)
            || text.Split('/').Any(part => part is "" or "." or ".." || part.StartsWith(BatchFolder.Name, StringComparison.Ordinal)))
        {
            throw error($"'{text}' must be a path within the output folder, with '/' between folders, such as {{class}}/{{seed}}.png.");
        }
        return new OutputPattern(text, [.. parts]);
    }

    /// <summary>The path of a file.</summary>
    public string PathOf(string model, string? label, ulong seed, int index, int file)
    {
        var path = new StringBuilder();
        foreach ((string text, string? field, int width) in _parts)
        {
            path.Append(field switch
            {
                null => text,
                "model" => model,
                "class" => label ?? NoClass,
                "seed" => Filled(seed, width),
                "index" => Filled((ulong)index, width),
                _ => Filled((ulong)file, width),
            });
        }
        return path.ToString();
    }

    private static string Filled(ulong number, int width) => number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}
