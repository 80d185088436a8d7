namespace BfnProcGen.AssetFiles;

/// <summary>A folder of images, read: the images, and whatever was noticed on the way.</summary>
public sealed class ImageFolder
{
    internal ImageFolder(string path, bool isIdx, IReadOnlyList<ImageFile> images, IReadOnlyList<Finding> findings) =>
        (Path, IsIdx, Images, Findings) = (path, isIdx, images, findings);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Whether it holds IDX files, as MNIST has them, and not PNG.</summary>
    public bool IsIdx { get; }

    /// <summary>The images that could be read, ordered by name.</summary>
    public IReadOnlyList<ImageFile> Images { get; }

    /// <summary>What was noticed, errors first.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>True when something must be put right before training.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>
    /// Reads every PNG in a folder and the folders in it, of which the first is an image's label, the frames of every sprite sheet with a
    /// JSON atlas beside it, where the first folder of a frame's name or its tag is the label, or the IDX files or
    /// CIFAR-10's binary files in it. A file that can't be used is listed in <see cref="Findings"/>, and the others are used.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="bounds">Where files may lie; null for anywhere.</param>
    /// <exception cref="AssetException">The folder doesn't exist or can't be listed.</exception>
    public static ImageFolder Read(string path, AssetBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new ImageFolderReader(path, bounds ?? AssetBounds.None).Read();
    }

    /// <summary>
    /// Whether a folder looks like images: PNG files in it or in its sub-folders, or IDX files, and no file that could be a map; or
    /// CIFAR-10's binary files.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="bounds">Where files may lie; null for anywhere.</param>
    /// <exception cref="AssetException">The folder can't be listed.</exception>
    public static bool IsImagePath(string path, AssetBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Directory.Exists(path)) return false;
        return AssetFolder.Listing(path, () =>
        {
            if (CifarFolder.IsHere(path)) return true;
            string[] maps = [".txt", ".csv", ".tmx", ".tmj", ".tsx", ".tsj", ".ldtk"];
            return !Directory.EnumerateFiles(path)
                    .Any(file => maps.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                && (Directory.EnumerateFiles(path, "*-ubyte*").Any()
                    || new FolderWalk(path, bounds ?? AssetBounds.None, []).Entries()
                        .Any(entry => entry is { IsPicture: true, IsHidden: false }));
        });
    }

    /// <summary>Refuses a folder with errors.</summary>
    /// <exception cref="AssetException">Lists the errors, at most ten.</exception>
    public void ThrowIfUnusable() => AssetException.ThrowIfAny(Path, Findings);
}
