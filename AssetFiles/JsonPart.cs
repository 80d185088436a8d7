using System.Globalization;
using System.Text.Json;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// A value of a JSON file that knows where it stands (<c>layers[2].data</c>), so that whatever is wrong with it can be said in one line.
/// </summary>
internal readonly struct JsonPart
{
    private readonly string _file, _path, _remedy;
    private readonly JsonElement _element;

    private JsonPart(string file, string path, string remedy, JsonElement element) =>
        (_file, _path, _remedy, _element) = (file, path, remedy, element);

    /// <summary>Where it stands: "file: path".</summary>
    public string Place => _path.Length == 0 ? _file : $"{_file}: {_path}";

    /// <summary>What it is.</summary>
    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>Whether it is an object.</summary>
    public bool IsObject => Kind == JsonValueKind.Object;

    /// <summary>Whether it is a list.</summary>
    public bool IsList => Kind == JsonValueKind.Array;

    /// <summary>Reads a whole document. A key that stands twice in an object is an error.</summary>
    /// <param name="text">The document.</param>
    /// <param name="file">What errors call the file.</param>
    /// <param name="remedy">What to do when anything in it is wrong.</param>
    /// <exception cref="AssetException">It is no JSON; says in which line.</exception>
    public static JsonPart Parse(string text, string file, string remedy)
    {
        try
        {
            var options = new JsonDocumentOptions
            {
                AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false,
            };
            using JsonDocument document = JsonDocument.Parse(text, options);
            if (text.Contains("\\u", StringComparison.Ordinal)) CheckNames(document.RootElement);
            return new JsonPart(file, "", remedy, document.RootElement.Clone());
        }
        catch (InvalidOperationException e)
        {
            throw new AssetException(file, "This is no valid JSON (a name has half a character).", remedy, e);
        }
        catch (JsonException e)
        {
            throw new AssetException(e.LineNumber is { } line ? $"{file}:{line + 1}:{e.BytePositionInLine + 1}" : file,
                $"This is no valid JSON ({e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0].TrimEnd('.')}).", remedy, e);
        }
    }

    /// <summary>What an object has under a name; null for nothing and for null.</summary>
    /// <exception cref="AssetException">It is no object.</exception>
    public JsonPart? Find(string name)
    {
        Require(IsObject, "an object");
        return _element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? Part(Member(name), value)
            : null;
    }

    /// <summary>What an object has under a name.</summary>
    /// <exception cref="AssetException">It is no object, or has no such thing.</exception>
    public JsonPart Get(string name) => Find(name) ?? throw Error($"\"{name}\" is missing.");

    /// <summary>The members of an object, in the file's order.</summary>
    /// <exception cref="AssetException">It is no object.</exception>
    public IEnumerable<(string Name, JsonPart Value)> Members()
    {
        Require(IsObject, "an object");
        JsonPart here = this;
        return _element.EnumerateObject().Select(property => (property.Name, here.Part(here.Member(property.Name), property.Value)));
    }

    /// <summary>The items of a list.</summary>
    /// <exception cref="AssetException">It is no list.</exception>
    public IEnumerable<JsonPart> Items()
    {
        Require(IsList, "a list");
        JsonPart here = this;
        return _element.EnumerateArray().Select((item, i) => here.Part($"{here._path}[{i}]", item));
    }

    /// <summary>The items of a list under a name; none where there is nothing.</summary>
    /// <exception cref="AssetException">It is no list.</exception>
    public IEnumerable<JsonPart> Items(string name) => Find(name)?.Items() ?? [];

    /// <summary>A text.</summary>
    /// <exception cref="AssetException">It is something else.</exception>
    public string Text()
    {
        Require(Kind == JsonValueKind.String, "a text");
        try
        {
            return _element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Error("The text has half a character.", e);
        }
    }

    /// <summary>The text under a name; null where there is none.</summary>
    public string? Text(string name) => Find(name)?.Text();

    /// <summary>A whole number within limits.</summary>
    /// <exception cref="AssetException">It is something else.</exception>
    public long Whole(long least, long most)
    {
        if (Kind == JsonValueKind.Number && TryWhole(_element, out long value) && value >= least && value <= most) return value;
        throw Error($"{Shown} is no whole number from {least.ToString("N0", CultureInfo.InvariantCulture)} to "
            + $"{most.ToString("N0", CultureInfo.InvariantCulture)}.");
    }

    /// <summary>A whole number under a name.</summary>
    public int Whole(string name, int least, int most, int? byDefault = null) =>
        byDefault is { } usual && Find(name) is null ? usual : (int)Get(name).Whole(least, most);

    /// <summary>A whole number without a sign.</summary>
    /// <exception cref="AssetException">It is something else.</exception>
    public ulong Unsigned() =>
        Kind == JsonValueKind.Number && _element.TryGetUInt64(out ulong value)
            ? value
            : throw Error($"{Shown} is no whole number from 0 on.");

    /// <summary>A number.</summary>
    /// <exception cref="AssetException">It is something else.</exception>
    public double Number() => Kind == JsonValueKind.Number && _element.TryGetDouble(out double value) && double.IsFinite(value)
        ? value
        : throw Error($"{Shown} is no number.");

    /// <summary>True or false.</summary>
    /// <exception cref="AssetException">It is something else.</exception>
    public bool Truth() => Kind is JsonValueKind.True or JsonValueKind.False
        ? Kind == JsonValueKind.True
        : throw Error($"{Shown} is neither true nor false.");

    /// <summary>A list of exactly so many whole numbers within limits.</summary>
    /// <exception cref="AssetException">It is something else.</exception>
    public long[] Wholes(int count, long least, long most)
    {
        Require(IsList, "a list");
        if (_element.GetArrayLength() != count) throw Error($"The list has {_element.GetArrayLength()} numbers instead of {count}.");
        var numbers = new long[count];
        int i = 0;
        foreach (JsonElement item in _element.EnumerateArray())
        {
            numbers[i] = item.ValueKind == JsonValueKind.Number && TryWhole(item, out long value) && value >= least && value <= most
                ? value
                : Part($"{_path}[{i}]", item).Whole(least, most);
            i++;
        }
        return numbers;
    }

    /// <summary>An error at this place.</summary>
    public AssetException Error(string problem, Exception? inner = null) => Error(problem, _remedy, inner);

    /// <summary>An error at this place with a remedy of its own.</summary>
    public AssetException Error(string problem, string remedy, Exception? inner = null) => new(Place, problem, remedy, inner);

    private string Shown
    {
        get
        {
            string raw = _element.GetRawText();
            return raw.Length <= 40 ? raw : raw[..40] + "…";
        }
    }

    // Names are only decoded, and found to be no text, when they are asked for.
    private static void CheckNames(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray()) CheckNames(item);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                _ = property.Name;
                CheckNames(property.Value);
            }
        }
    }

    private string Member(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private JsonPart Part(string path, JsonElement element) => new(_file, path, _remedy, element);

    private void Require(bool isSo, string what)
    {
        if (!isSo) throw Error($"{Shown} is not {what}.");
    }

    // 3.0 is a whole number too, as some programs write them.
    private static bool TryWhole(JsonElement element, out long value)
    {
        if (element.TryGetInt64(out value)) return true;
        if (!element.TryGetDouble(out double number) || Math.Abs(number) > 1L << 53 || number != Math.Truncate(number)) return false;
        value = (long)number;
        return true;
    }
}
