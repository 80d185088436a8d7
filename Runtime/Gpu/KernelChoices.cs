using System.Collections.Concurrent;
using System.Text;

namespace BfnProcGen.Gpu;

/// <summary>
/// Which form of a kernel was found fastest for a shape on a device: in memory, and in a file for the next start. Safe to use from several
/// threads.
/// </summary>
internal sealed class KernelChoices
{
    private const char Separator = '\t';

    private readonly ConcurrentDictionary<string, string> _choices = new();
    private readonly DeviceFile? _file;
    private readonly Lock _saving = new();

    /// <summary>Reads the file, if there is one.</summary>
    public KernelChoices(DeviceFile? file)
    {
        _file = file;
        if (file is null) return;
        string[] lines = Encoding.UTF8.GetString(file.Read()).Split('\n');
        if (lines[0] != file.Name) return;
        foreach (string line in lines.Skip(1))
            if (line.Split(Separator) is [var shape, var choice]) _choices[shape] = choice;
    }

    /// <summary>How many were measured here rather than found in the file.</summary>
    public int Measured { get; private set; }

    /// <summary>The choice for a shape; null where none was made.</summary>
    public string? Find(string shape) => _choices.GetValueOrDefault(shape);

    /// <summary>Keeps what was found by one measurement.</summary>
    public void Keep(params ReadOnlySpan<(string Shape, string Choice)> found)
    {
        foreach ((string shape, string choice) in found) _choices[shape] = choice;
        lock (_saving) Measured++;
    }

    /// <summary>Writes the file.</summary>
    public void Save()
    {
        if (_file is null) return;
        lock (_saving)
        {
            IEnumerable<string> lines = _choices.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => $"{entry.Key}{Separator}{entry.Value}");
            _file.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines.Prepend(_file.Name))));
        }
    }
}
