using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Web.Access;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>
/// What was drawn, in the folder <c>.bfn/drawn</c> of the opened folder. Nothing there is an asset: saving changes neither what is trained
/// on nor its classes, until someone moves a file to the assets.
/// </summary>
internal sealed class DrawnFiles(OpenedFolder folder)
{
    public const string FolderName = $"{AssetFolder.WorkName}/drawn";

    /// <summary>Writes a file under the first name that is free, so that nothing that was saved before is overwritten.</summary>
    /// <param name="name">What it is called, before its number.</param>
    /// <param name="extension">Its ending.</param>
    /// <param name="encode">Makes the file of that name, and what lies beside it.</param>
    /// <returns>Its path, relative to the opened folder.</returns>
    /// <exception cref="RequestException">It can't be written in this form.</exception>
    /// <exception cref="OutputException">It can't be written.</exception>
    /// <exception cref="RefusedPathException">A link would make it lie outside the opened folder.</exception>
    public string Save(string name, string extension, Func<string, IReadOnlyList<OutputFile>> encode)
    {
        string target = folder.Inside(FolderName);
        string path = Enumerable.Range(1, int.MaxValue).Select(i => Path.Combine(target, $"{name}-{i}{extension}"))
            .First(file => !Path.Exists(file));
        (string Path, byte[] Bytes)[] files =
            [.. encode(Path.GetFileName(path)).Select(file => (folder.Inside($"{FolderName}/{file.Name}"), file.Bytes))];
        AssetOutput.MakeFolder(target);
        foreach ((string file, byte[] bytes) in files) AssetOutput.Write(file, bytes);
        return folder.Relative(path);
    }

    /// <summary>The folder; null where nothing was drawn yet.</summary>
    /// <exception cref="RefusedPathException">A link makes it lie outside the opened folder.</exception>
    public string? Existing() => folder.Inside(FolderName) is var path && Directory.Exists(path) ? path : null;
}
