using System.Text.Encodings.Web;
using System.Text.Json;

namespace BfnProcGen.AssetFiles;

/// <summary>Writes JSON files: the same bytes for the same content, on every system.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The bytes of a document, which ends with a line feed.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write) => Write(write, Indented);

    /// <summary>The same on one line.</summary>
    public static byte[] WriteLine(Action<Utf8JsonWriter> write) => Write(write, Indented with { Indented = false });

    /// <summary>Writes texts as an object.</summary>
    public static void WriteEntries(this Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> entries)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in entries) json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>Writes an object whose members are numbers.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, int Value)> members)
    {
        json.WriteStartObject(name);
        foreach ((string member, int value) in members) json.WriteNumber(member, value);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options)) write(json);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
