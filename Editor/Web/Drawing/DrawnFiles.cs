using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Web.Access;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Saves what was drawn into the folder <c>drawn</c> of the opened folder, and overwrites nothing that was saved before.</summary>
internal sealed class DrawnFiles(OpenedFolder folder)
{
    public const string FolderName = "drawn";

    /// <summary>Writes a file under the first name that is free.</summary>
    /// <param name="name">What it is called, before its number.</param>
    /// <param name="extension">Its ending.</param>
    /// <param name="encode">Makes the file of that name, and what lies beside it.</param>
    /// <returns>Its path, relative to the opened folder.</returns>
    /// <exception cref="RequestException">It can't be written in this form.</exception>
    /// <exception cref="OutputException">It can't be written.</exception>
    public string Save(string name, string extension, Func<string, IReadOnlyList<OutputFile>> encode)
    {
        string target = folder.Inside(FolderName);
        string path = Enumerable.Range(1, int.MaxValue).Select(i => Path.Combine(target, $"{name}-{i}{extension}"))
            .First(file => !Path.Exists(file));
        IReadOnlyList<OutputFile> files = encode(Path.GetFileName(path));
        AssetOutput.MakeFolder(target);
        foreach (OutputFile file in files) AssetOutput.Write(Path.Combine(target, file.Name), file.Bytes);
        return folder.Relative(path);
    }
}
