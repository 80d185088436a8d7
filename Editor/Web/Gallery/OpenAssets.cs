using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Editor.Web.Gallery;

/// <summary>The assets of a place, read, with what was found beside each of them.</summary>
internal sealed class OpenAssets
{
    // Made when it is first asked for: it takes a moment, and the gallery needs none of it.
    private readonly Lazy<(Corpus? Corpus, string? Problem)> _corpus;

    /// <summary>Reads them.</summary>
    /// <exception cref="AssetException">There is nothing that can be read.</exception>
    public OpenAssets(string place, string path, TrainingOptions options, int version, AssetBounds bounds)
    {
        (Place, Path, Options, Version) = (place, path, options, version);
        Source = AssetSource.Read(path, options, bounds);
        Findings = Source.AllFindings;
        Entries = Lay(Source, Findings);
        Readable = Entries.Count(entry => entry.Index >= 0);
        Classes = [.. Entries.Where(entry => entry.Label is not null).CountBy(entry => entry.Label!)
            .OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => (count.Key, count.Value))];
        _corpus = new Lazy<(Corpus?, string?)>(MakeCorpus);
    }

    public string Place { get; }

    public string Path { get; }

    public TrainingOptions Options { get; }

    /// <summary>A number that no other reading has, so that browsers may keep its pictures.</summary>
    public int Version { get; }

    public AssetSource Source { get; }

    /// <summary>All that was found, errors first.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Every asset, and every file that could not be read.</summary>
    public IReadOnlyList<GalleryEntry> Entries { get; }

    /// <summary>How many of them could be read.</summary>
    public int Readable { get; }

    /// <summary>The classes with their numbers of assets.</summary>
    public IReadOnlyList<(string Name, int Count)> Classes { get; }

    /// <summary>What is trained on; null where that is impossible, for the reason in <see cref="Problem"/>.</summary>
    public Corpus? Corpus => _corpus.Value.Corpus;

    /// <summary>Why it can't be trained on.</summary>
    public string? Problem => _corpus.Value.Problem;

    /// <summary>The first items that a run takes at a step; none where training is impossible.</summary>
    public IReadOnlyList<SeenItem> Preview(int step, int most) =>
        Corpus is { } corpus ? new TrainingPreview(corpus, Options, Source.LookOf(corpus.Format)).At(step, most) : [];

    /// <summary>The kind of the assets.</summary>
    public AssetKind Kind => Source switch
    {
        TileMapSource => AssetKind.TileMap,
        TextSource => AssetKind.Text,
        _ => AssetKind.Image,
    };

    private (Corpus?, string?) MakeCorpus()
    {
        try
        {
            return (Source.Corpus(Options), null);
        }
        catch (BfnException e)
        {
            return (null, e.Message);
        }
    }

    private static GalleryEntry[] Lay(AssetSource source, IReadOnlyList<Finding> findings)
    {
        IReadOnlyList<AssetItem> items = source.Items;
        var names = items.Select(item => item.Name).ToHashSet();
        var notes = findings.Where(finding => finding.Place.Length > 0)
            .Select(finding => (Name: NameOf(finding.Place, names), Text: $"{finding.Message} {finding.Remedy}".Trim(), finding.Severity))
            .Concat(source.Duplicates.SelectMany(group => group.Select(name =>
                (Name: name, Text: $"The same as {Others(group, name)}.", Severity: Severity.Warning))))
            .ToLookup(note => note.Name);
        IEnumerable<GalleryEntry> readable = items.Select((item, i) => Entry(i, item.Name, item.Label, item.Detail));
        IEnumerable<GalleryEntry> others = notes.Select(group => group.Key).Where(name => !names.Contains(name))
            .Select(name => Entry(-1, name, null, "can't be used"));
        return [.. others.Concat(readable)];

        GalleryEntry Entry(int index, string name, string? label, string detail) => new(index, name, label, detail,
            string.Join("\n", notes[name].Select(note => note.Text)),
            notes[name].Any() ? notes[name].Max(note => note.Severity) : null);
    }

    private static string Others(IEnumerable<string> group, string name) => string.Join(", ", group.Where(other => other != name).Take(3));

    // "room.txt:3:7" is about room.txt; a text's own place has a colon too.
    private static string NameOf(string place, HashSet<string> names)
    {
        string name = place;
        while (!names.Contains(name) && name.LastIndexOf(':') is > 0 and var colon && int.TryParse(name[(colon + 1)..], out _))
            name = name[..colon];
        return name;
    }
}

/// <summary>One asset in the gallery.</summary>
/// <param name="Index">Its number among the assets, by which its picture is asked for; −1 where it could not be read.</param>
/// <param name="Name">Its file.</param>
/// <param name="Label">Its class, or null.</param>
/// <param name="Detail">Its size, or the text itself.</param>
/// <param name="Notes">What was found beside it, a line each.</param>
/// <param name="Severity">How much the worst of that matters; null where nothing was found.</param>
internal sealed record GalleryEntry(int Index, string Name, string? Label, string Detail, string Notes, Severity? Severity);
