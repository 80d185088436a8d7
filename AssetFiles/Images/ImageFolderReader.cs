namespace BfnProcGen.AssetFiles;

/// <summary>Reads one folder for <see cref="ImageFolder"/>, collecting findings instead of stopping at the first.</summary>
internal sealed class ImageFolderReader(string folder, AssetBounds bounds)
{
    /// <summary>Samples of all images together: two gigabytes of memory.</summary>
    public const long MostSamples = 1L << 30;

    // So many small images are read at once, by all processors: at most 256 megabytes of memory beyond what is meant for all. Larger ones
    // are read one after the other.
    private const int ReadAhead = 64, SmallImage = 1 << 19;

    private readonly List<Finding> _findings = [];
    private readonly List<string> _ignored = [];
    private readonly List<string> _pictures = [];
    private readonly List<string> _json = [];
    private readonly List<AtlasFile> _atlases = [];
    private readonly List<string> _idx = [];
    private readonly List<string> _cifar = [];

    public ImageFolder Read()
    {
        AssetFolder.RequireExists(folder, "images");
        foreach (FolderEntry entry in new FolderWalk(folder, bounds, _findings).Entries()) Sort(entry);
        foreach (string path in _json) ReadAtlas(path);
        if (_ignored.Count > 0)
        {
            string list = string.Join(", ", _ignored.Take(6)) + (_ignored.Count > 6 ? ", …" : "");
            Report(Severity.Note, "", $"Ignored: {list}.",
                "Only PNG files, here and in folders below, and sheets with a JSON atlas are images, and IDX files or CIFAR-10's right "
                + "here.");
        }
        int cifar = _cifar.Count(path => CifarFolder.IsBatch(Path.GetFileName(path)));
        (int Count, string Kind)[] kinds = [.. new[] { (_pictures.Count + _atlases.Count, "PNG"), (_idx.Count, "IDX"), (cifar, "CIFAR-10") }
            .Where(kind => kind.Item1 > 0)];
        if (kinds.Length > 1)
        {
            Report(Severity.Error, "", $"The folder mixes {string.Join(" and ", kinds.Select(kind => $"{kind.Count} {kind.Kind}"))} files.",
                "Keep one kind.");
            return Result([]);
        }
        List<ImageFile> images = [.. cifar > 0 ? new CifarFolder(folder, _cifar, bounds, _findings).Read()
            : _idx.Count > 0 ? new IdxFolder(folder, _idx, bounds, _findings).Read()
            : ReadPictures()];
        if (images.Count == 0 && !_findings.Exists(finding => finding.Severity == Severity.Error))
        {
            Report(Severity.Error, "", kinds.Length > 0 ? "None of the images can be used." : "The folder holds no image.",
                "Put PNG files into it, in a sub-folder for each class where there are classes.");
        }
        foreach (IGrouping<string?, ImageFile> label in images.GroupBy(image => image.Label))
        {
            if (label.Key is not null && label.Count() == 1)
            {
                Report(Severity.Warning, label.First().Name, $"The class '{label.Key}' has this image only.",
                    "Give it more, or move it to another class: the model can't learn a class from one image.");
            }
        }
        return Result(images);
    }

    private ImageFolder Result(List<ImageFile> images) =>
        new(folder, _idx.Count > 0, images, [.. _findings.OrderByDescending(finding => finding.Severity)]);

    private void Sort(FolderEntry entry)
    {
        List<string>? kind = entry switch
        {
            { IsFolder: true } or { IsHidden: true } => null,
            { IsPicture: true } => _pictures,
            _ when Path.GetExtension(entry.Path).Equals(".json", StringComparison.OrdinalIgnoreCase) => _json,
            { Depth: 0 } when IdxFolder.IsIdx(entry.Name) => _idx,
            { Depth: 0 } when CifarFolder.IsCifar(entry.Name) => _cifar,
            _ => null,
        };
        if (kind is null) _ignored.Add(entry.IsFolder ? entry.Name + "/" : entry.Name);
        else kind.Add(entry.Path);
    }

    // JSON that is no atlas is none of this program's business.
    private void ReadAtlas(string path)
    {
        try
        {
            if (AtlasFile.Read(path, NameOf(path), bounds) is not { } atlas) _ignored.Add(NameOf(path));
            else
            {
                _atlases.Add(atlas);
                _pictures.RemoveAll(picture => Path.GetFullPath(picture) == atlas.SheetPath);
            }
        }
        catch (AssetException e)
        {
            LeaveOut(e);
        }
    }

    private IEnumerable<ImageFile> ReadPictures()
    {
        long samples = 0;
        foreach (IEnumerable<ImageFile> files in _pictures.Chunk(ReadAhead).SelectMany(ReadTogether)
            .Concat(_atlases.Select(atlas => Tried(() => Cut(atlas)))))
        {
            foreach (ImageFile file in files)
            {
                if ((samples += file.Image.Samples.Length) > MostSamples)
                {
                    Report(Severity.Error, file.Name, "The images up to here fill the memory that is meant for them.",
                        "Take fewer, or scale them down.");
                    yield break;
                }
                yield return file;
            }
        }
    }

    // The small ones at once; findings come in the order of the files in any case.
    private IEnumerable<IEnumerable<ImageFile>> ReadTogether(string[] paths)
    {
        var read = new (ImageFile? File, AssetException? Problem)[paths.Length];
        Parallel.For(0, paths.Length, i =>
        {
            try
            {
                read[i].File = ReadPicture(paths[i], SmallImage);
            }
            catch (AssetException e)
            {
                read[i].Problem = e;
            }
        });
        return paths.Zip(read, (path, early) => Tried(() => early switch
        {
            { Problem: { } problem } => throw problem,
            { File: { } file } => [file],
            _ => [ReadPicture(path, int.MaxValue)!],
        }));
    }

    private ImageFile? ReadPicture(string path, int mostPixels)
    {
        string name = NameOf(path);
        return PngFile.Read(path, name, bounds, mostPixels) is var (image, mode) ? new ImageFile(name, LabelOf(name), image, mode) : null;
    }

    private IEnumerable<ImageFile> Cut(AtlasFile atlas) => atlas.Cut(bounds).Select(cut =>
        new ImageFile($"{atlas.Place}#{cut.Frame.Name}", cut.Frame.Label ?? LabelOf(atlas.Place), cut.Image, cut.Mode));

    private static string? LabelOf(string name) => name.Contains('/') ? name[..name.IndexOf('/')] : null;

    // A file that can't be used is left out from where that shows.
    private IEnumerable<ImageFile> Tried(Func<IEnumerable<ImageFile>> read)
    {
        IEnumerator<ImageFile>? files = null;
        while (true)
        {
            try
            {
                files ??= read().GetEnumerator();
                if (!files.MoveNext()) yield break;
            }
            catch (AssetException e)
            {
                LeaveOut(e);
                yield break;
            }
            yield return files.Current;
        }
    }

    private void LeaveOut(AssetException e) =>
        _findings.Add(e.Finding with { Severity = Severity.Warning, Remedy = e.Finding.Remedy + " Until then it is left out." });

    private string NameOf(string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');

    private void Report(Severity severity, string place, string message, string remedy) =>
        _findings.Add(new Finding(severity, place, message, remedy));
}
