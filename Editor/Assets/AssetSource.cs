using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using Spectre.Console;

namespace BfnProcGen.Editor.Assets;

/// <summary>Assets of one kind, read from a folder or file: what the commands need of them, whatever the kind.</summary>
internal abstract class AssetSource
{
    /// <summary>The folder or file.</summary>
    public required string Path { get; init; }

    /// <summary>What was noticed while reading, errors first.</summary>
    public abstract IReadOnlyList<Finding> Findings { get; }

    /// <summary>The same with what statistics of the assets suggest.</summary>
    public abstract IReadOnlyList<Finding> AllFindings { get; }

    /// <summary>How many assets there are, and of what sort, in a line.</summary>
    public abstract string Headline { get; }

    /// <summary>What training will do with them and why, a sentence each; empty where there is nothing to decide.</summary>
    public virtual IReadOnlyList<string> Intentions => [];

    /// <summary>The assets that could be read, in the order of their files.</summary>
    public abstract IReadOnlyList<AssetItem> Items { get; }

    /// <summary>Groups of assets that are the same, by name.</summary>
    public virtual IReadOnlyList<IReadOnlyList<string>> Duplicates => [];

    /// <summary>How the assets, and what a model makes of their kind, look.</summary>
    /// <param name="format">What the numbers of an item stand for.</param>
    public abstract ItemLook LookOf(AssetFormat format);

    /// <summary>The picture of an item as PNG; null of texts, which are their own.</summary>
    public abstract byte[]? PictureOf(int index);

    /// <summary>True when something must be put right before training.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>Reads assets.</summary>
    /// <param name="path">A folder or file.</param>
    /// <param name="options">What they are, where that is not to be told by the files, and how they are read for training.</param>
    /// <param name="bounds">Where files may lie; null for anywhere.</param>
    /// <exception cref="AssetException">There is nothing, or nothing that can be read.</exception>
    public static AssetSource Read(string path, TrainingOptions options, AssetBounds? bounds = null) =>
        (options.Kind ?? KindOf(path, bounds)) switch
        {
            AssetKind.TileMap => new TileMapSource(TileMapFolder.Read(path, bounds)) { Path = path },
            AssetKind.Text => new TextSource(TextItems.Read(path, options.Text.Reading, bounds)) { Path = path },
            _ => new ImageSource(ImageFolder.Read(path, bounds), options) { Path = path },
        };

    /// <summary>The assets as training data.</summary>
    /// <param name="options">Split, crop and what else decides it.</param>
    /// <param name="model">The model whose format and size the data must have; null for those that follow from the assets.</param>
    /// <exception cref="AssetException">They can't be trained on, or don't fit the model.</exception>
    public Corpus Corpus(TrainingOptions options, Model? model = null)
    {
        AssetException.ThrowIfAny(Path, Findings);
        try
        {
            return Create(options, model);
        }
        catch (TrainingException e)
        {
            // What the corpus refuses is the assets' fault, or that of a crop that doesn't fit them.
            throw new AssetException("", e.Message, "", e);
        }
    }

    /// <summary>What <c>bfn check</c> shows: what there is, then every finding, then what to do next.</summary>
    public abstract void Show(IAnsiConsole screen);

    /// <summary>The same for scripts.</summary>
    public abstract object Report();

    protected abstract Corpus Create(TrainingOptions options, Model? model);

    /// <summary>Writes findings, coloured by their severity.</summary>
    protected static void Show(IAnsiConsole screen, IEnumerable<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            screen.Write(new Text($"{finding.Severity}: ".ToLowerInvariant(), new Style(finding.Severity switch
            {
                Severity.Error => Color.Red,
                Severity.Warning => Color.Yellow,
                _ => Color.Grey,
            })));
            screen.WriteLine(finding.ToString());
        }
    }

    // A file holds lines; a folder's files tell what they are, and text grids are maps unless someone says otherwise.
    private static AssetKind KindOf(string path, AssetBounds? bounds) =>
        TextItems.IsTextPath(path) ? AssetKind.Text
        : ImageFolder.IsImagePath(path, bounds) ? AssetKind.Image
        : AssetKind.TileMap;
}
