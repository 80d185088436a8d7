using System.Text;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bfn-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public TemporaryFolder Add(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text));

    public TemporaryFolder Add(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this;
    }

    /// <summary>Adds copies of all files that lie in another folder.</summary>
    public TemporaryFolder AddCopies(string folder, string to = "")
    {
        Directory.CreateDirectory(this[to]);
        foreach (string file in Directory.EnumerateFiles(folder)) File.Copy(file, this[System.IO.Path.Combine(to, System.IO.Path.GetFileName(file))]);
        return this;
    }

    public string[] Files() => [.. Directory.EnumerateFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
