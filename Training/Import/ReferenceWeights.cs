using System.Text.Json;
using BfnProcGen.Models;

namespace BfnProcGen.Training.Import;

/// <summary>
/// The weights file of a network of the reference implementation while it is read: every tensor is taken once, under its name there, and
/// must have the shape that is needed here.
/// </summary>
internal sealed class ReferenceWeights
{
    // What the reference's checkpoints put before the names of the network's parameters.
    private const string Checkpoint = "net.";

    private readonly IReadOnlyDictionary<string, SafetensorsTensor> _tensors;
    private readonly IReadOnlyDictionary<string, string> _metadata;
    private readonly HashSet<string> _taken = [];

    public ReferenceWeights(string path)
    {
        Path = path;
        SafetensorsFile file = SafetensorsFile.Read(path);
        bool isCheckpoint = file.Tensors.Keys.All(name => name.StartsWith(Checkpoint, StringComparison.Ordinal));
        _tensors = isCheckpoint ? file.Tensors.ToDictionary(entry => entry.Key[Checkpoint.Length..], entry => entry.Value) : file.Tensors;
        _metadata = file.Metadata;
    }

    public string Path { get; }

    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>The extents of a tensor.</summary>
    public int[] ShapeOf(string name) => Array.ConvertAll(Find(name).Shape, extent => checked((int)extent));

    /// <summary>Takes a tensor of these extents; extents of 1 at the end don't count, as in the kernels of linear layers.</summary>
    public float[] Take(string name, params ReadOnlySpan<int> extents)
    {
        SafetensorsTensor tensor = Find(name);
        long[] needed = [.. extents.ToArray().Select(extent => (long)extent)];
        if (!WithoutOnes(tensor.Shape).SequenceEqual(WithoutOnes(needed)))
        {
            throw Refused(
                $"the tensor '{name}' has the shape [{string.Join(", ", tensor.Shape)}] instead of [{string.Join(", ", needed)}]");
        }
        _taken.Add(name);
        float[] values = tensor.ToFloats();
        int bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? values : throw Refused($"the tensor '{name}' holds {values[bad]} at element {bad}");
    }

    /// <summary>Says that a tensor is not needed.</summary>
    public void Ignore(string name) => _taken.Add(name);

    // A whole number of the reference's configuration, where the file's metadata holds one.
    private int? Setting(string name)
    {
        if (!_metadata.TryGetValue("config", out string? text)) return null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out JsonElement value)
                && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;
        }
        catch (JsonException e)
        {
            throw Refused($"the metadata 'config' is not JSON ({e.Message})");
        }
    }

    /// <summary>The heads of every attention: what was asked for, or what the configuration says under <paramref name="name"/>.</summary>
    public int Heads(int? given, string name, string usual) =>
        given ?? Setting(name) ?? throw Refused($"the number of heads is not in the file and must be given ({usual})");

    /// <summary>Refuses a file in which something is left that nothing has taken: it is another network than it seemed.</summary>
    public void ExpectNothingLeft()
    {
        string[] left = [.. _tensors.Keys.Where(name => !_taken.Contains(name)).Order(StringComparer.Ordinal)];
        if (left.Length > 0) throw Refused($"{left.Length} tensors have no place in it, the first being '{left[0]}'");
    }

    public ModelFormatException Refused(string reason) => new($"{Path}: not a network that can be imported: {reason}.");

    private SafetensorsTensor Find(string name) =>
        _tensors.TryGetValue(name, out SafetensorsTensor? tensor) ? tensor : throw Refused($"the tensor '{name}' is missing");

    private static IEnumerable<long> WithoutOnes(long[] shape) => shape.Reverse().SkipWhile(extent => extent == 1).Reverse();
}
