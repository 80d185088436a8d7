using BfnProcGen.AssetFiles;

namespace BfnProcGen.Editor;

/// <summary>Where results may be written.</summary>
internal static class OutputPath
{
    /// <summary>Refuses a file that may not be written; makes nothing.</summary>
    /// <exception cref="OutputException">It exists already and may not be overwritten, or it is a folder.</exception>
    public static void RefuseTaken(string path, bool force)
    {
        if (Directory.Exists(path)) throw new OutputException($"'{path}' is a folder. Name a file.");
        if (File.Exists(path) && !force)
            throw new OutputException($"'{path}' exists already. Choose another name, or overwrite it with --force.");
    }

    /// <summary>Makes sure, before any work is done, that a file can be written at the end; makes its folder.</summary>
    /// <exception cref="OutputException">Its folder can't be made or written to.</exception>
    public static void Prepare(string path)
    {
        AssetOutput.MakeFolder(FolderOf(path));
        string probe = Path.Combine(FolderOf(path), $".bfn-{Guid.NewGuid():N}");
        AssetOutput.Write(probe, "");
        File.Delete(probe);
    }

    /// <summary>The first of <c>runs/NAME-1</c>, <c>runs/NAME-2</c>, … beside the model that doesn't exist yet.</summary>
    public static string FreeRunFolder(string modelPath)
    {
        string runs = Path.Combine(FolderOf(modelPath), "runs"), name = Path.GetFileNameWithoutExtension(modelPath);
        return Enumerable.Range(1, int.MaxValue).Select(i => Path.Combine(runs, $"{name}-{i}")).First(path => !Path.Exists(path));
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
