using System.Buffers.Binary;
using System.Text.Json;

namespace BfnProcGen.Models;

/// <summary>
/// The safetensors format: an 8-byte little-endian length, a JSON header of that length, then the raw tensors. Reading refuses
/// everything malformed with the reason; nothing is allocated on the word of a header alone.
/// </summary>
public sealed class SafetensorsFile
{
    /// <summary>A longer header is refused, as by every reader of the format.</summary>
    public const long LongestHeader = 100_000_000;

    private SafetensorsFile(IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, SafetensorsTensor> tensors) =>
        (Metadata, Tensors) = (metadata, tensors);

    /// <summary>The texts under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>All tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">The file is missing, can't be read, or is not a whole, well-formed safetensors file.</exception>
    public static SafetensorsFile Read(string path)
    {
        try
        {
            using FileStream stream = RegularFile.Open(path);
            return Read(stream);
        }
        catch (ModelFormatException e)
        {
            throw new ModelFormatException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFormatException($"{path}: there is no such file. Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelFormatException($"{path}: can't be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a seekable stream from its start.</summary>
    /// <exception cref="ModelFormatException">Says what is malformed.</exception>
    public static SafetensorsFile Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.Length < 8) throw Malformed($"it has {stream.Length} bytes, too few for a header");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader) throw Malformed($"its header claims {length} bytes; the limit is {LongestHeader}");
        if ((long)length > stream.Length - 8) throw Malformed($"its header claims {length} bytes, but the file ends after {stream.Length - 8}");

        var header = new byte[length];
        stream.ReadExactly(header);
        try
        {
            using JsonDocument json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(json.RootElement, stream);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // the latter for text that is not valid Unicode
        {
            throw Malformed($"its header is not JSON: {e.Message}");
        }
    }

    /// <summary>Writes a file whole or not at all; tensors are laid out in the given order.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsTensor> tensors) =>
        AtomicFile.Write(path, stream => Write(stream, metadata, tensors));

    /// <summary>Writes to a stream.</summary>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(tensors);
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
            long at = 0;
            foreach (SafetensorsTensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.DataType);
                json.WriteStartArray("shape");
                foreach (long extent in tensor.Shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');   // keeps the tensors aligned, as the reference writer does
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        header.WriteTo(stream);
        foreach (SafetensorsTensor tensor in tensors) stream.Write(tensor.Data.Span);
    }

    private static SafetensorsFile Read(JsonElement root, Stream stream)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Malformed("its header is not a JSON object");
        var metadata = new Dictionary<string, string>();
        var entries = new List<Entry>();
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == "__metadata__") ReadMetadata(property.Value, metadata);
            else entries.Add(ReadEntry(property));
        }
        long size = stream.Length - stream.Position, expected = 0;
        foreach (Entry entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin < expected) throw Malformed($"the tensor '{entry.Name}' overlaps the one before it");
            if (entry.Begin > expected) throw Malformed($"{entry.Begin - expected} bytes before the tensor '{entry.Name}' belong to no tensor");
            if (entry.End > size) throw Malformed($"the tensor '{entry.Name}' ends at byte {entry.End} of the data, which has {size} bytes (is the file cut off?)");
            expected = entry.End;
        }
        if (expected != size) throw Malformed($"{size - expected} bytes after the last tensor belong to no tensor");

        long start = stream.Position;
        var tensors = new Dictionary<string, SafetensorsTensor>();
        foreach (Entry entry in entries)
        {
            var data = new byte[entry.End - entry.Begin];
            stream.Position = start + entry.Begin;
            stream.ReadExactly(data);
            tensors.Add(entry.Name, new SafetensorsTensor(entry.Name, entry.DataType, entry.Shape, data));
        }
        return new SafetensorsFile(metadata, tensors);
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Malformed("__metadata__ is not an object");
        foreach (JsonProperty property in element.EnumerateObject())
        {
            metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw Malformed($"the metadata '{property.Name}' is not a text");
        }
    }

    private sealed record Entry(string Name, string DataType, long[] Shape, long Begin, long End);

    private static Entry ReadEntry(JsonProperty property)
    {
        string name = property.Name;
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out JsonElement type) || type.ValueKind != JsonValueKind.String
            || !property.Value.TryGetProperty("shape", out JsonElement extents)
            || !property.Value.TryGetProperty("data_offsets", out JsonElement offsets))
            throw Malformed($"the tensor '{name}' lacks dtype, shape or data_offsets");

        string dataType = type.GetString()!;
        int bytes = SafetensorsTensor.SizeOf(dataType) ?? throw Malformed($"the tensor '{name}' has the unknown type '{dataType}'");
        long[] shape = ReadIntegers(name, "shape", extents), span = ReadIntegers(name, "data_offsets", offsets);
        if (span.Length != 2 || span[0] > span[1]) throw Malformed($"the tensor '{name}' has the data_offsets [{string.Join(", ", span)}]");
        try
        {
            long size = shape.Aggregate((long)bytes, (product, extent) => checked(product * extent));
            if (size != span[1] - span[0] || size > Array.MaxLength)
                throw Malformed($"the tensor '{name}' of shape [{string.Join(", ", shape)}] needs {size} bytes, but has {span[1] - span[0]}");
        }
        catch (OverflowException)
        {
            throw Malformed($"the tensor '{name}' has the impossible shape [{string.Join(", ", shape)}]");
        }
        return new Entry(name, dataType, shape, span[0], span[1]);
    }

    private static long[] ReadIntegers(string tensor, string key, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array) throw Malformed($"{key} of the tensor '{tensor}' is not an array");
        return [.. element.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out long value) && value >= 0
            ? value
            : throw Malformed($"{key} of the tensor '{tensor}' holds {item.GetRawText()}, which is not an integer of 0 or more"))];
    }

    private static ModelFormatException Malformed(string reason) =>
        new($"this is not a valid safetensors file: {reason}. Copy it again from where it came, or train the model again.");
}
