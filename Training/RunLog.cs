using System.Globalization;
using System.Text;

namespace BfnProcGen.Training;

/// <summary>A table of figures in a run's folder that grows with the run, a line a step that is written down.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly string _header;
    private readonly FileStream _file;

    /// <summary>Opens it, or begins it.</summary>
    /// <exception cref="IOException">The file can't be opened or written.</exception>
    public RunLog(string path, string header)
    {
        _header = header;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _file.Position = _file.Length;
        if (_file.Length == 0) Write([header]);
    }

    /// <summary>Appends a line.</summary>
    /// <exception cref="TrainingException">There is no room.</exception>
    public void Add(string line)
    {
        try
        {
            Write([line]);
        }
        catch (IOException e)
        {
            throw new TrainingException($"The log {_file.Name} can't be written: {e.Message} Make room, then resume from the last checkpoint.", e);
        }
    }

    /// <summary>Drops the lines after a step, which a resumed run will write again.</summary>
    public void Rewind(int step)
    {
        using var reader = new StreamReader(_file, leaveOpen: true);
        _file.Position = 0;
        string[] lines = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => int.TryParse(line.Split(',')[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out int at) && at <= step)];
        _file.SetLength(0);
        Write([_header, .. lines]);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(string[] lines)
    {
        _file.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        _file.Flush();
    }
}
