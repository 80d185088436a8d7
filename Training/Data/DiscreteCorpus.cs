using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;

namespace BfnProcGen.Training.Data;

/// <summary>
/// Discrete data: maps of classes (tiles, colours of a palette, characters), one byte a cell, split into training and validation by
/// source, so that no level is on both sides.
/// </summary>
public sealed class DiscreteCorpus : Corpus
{
    // A text is drawn in as many turns, of one character or more each: far fewer evaluations than that are no use to text anyway.
    private const double TurnsOfText = 16;

    private readonly CorpusOptions _options;
    private readonly TileWindows? _brightness;

    private DiscreteCorpus(CorpusOptions options, TileWindows? brightness) => (_options, _brightness) = (options, brightness);

    /// <summary>The size of an item: the maps', or the crop's.</summary>
    public CropSize Size => new(Item.Width, Item.Height);

    /// <summary>What is learnt from.</summary>
    public required TileWindows Training { get; init; }

    /// <summary>What is kept back; empty for a single source or a share of 0.</summary>
    public required TileWindows Validation { get; init; }

    /// <inheritdoc/>
    public override CorpusCounts Counts => new(Training.Maps.Count, Training.Count, Validation.Maps.Count, Validation.Count);

    /// <summary>Builds a corpus.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="format">What the classes in them are.</param>
    /// <param name="options">Crop, flips and split.</param>
    /// <param name="seed">Decides which sources are kept back, together with their names.</param>
    /// <exception cref="TrainingException">
    /// No maps, too few or too many classes, or maps that don't fit the crop; says which and what to do.
    /// </exception>
    public static DiscreteCorpus Create(IReadOnlyList<SourceMap> maps, AssetFormat format, CorpusOptions options, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(options);
        int classes = format.ClassNames.Count;
        if (maps.Count == 0) throw new TrainingException("There is nothing to train on.");
        if (classes is < 2 or > 256)
            throw new TrainingException($"Training needs 2 to 256 different tiles, colours or characters; there are {classes}.");
        foreach (SourceMap map in maps)
        {
            int wrong = MemoryExtensions.IndexOfAnyExceptInRange(map.Map.Cells, (byte)0, (byte)(classes - 1));
            if (wrong < 0) continue;
            throw new TrainingException($"{map.Source}: cell {wrong} holds class {map.Map.Cells[wrong]}, but there are only {classes}.");
        }
        return Create(maps, maps, format, options, seed);
    }

    /// <summary>
    /// Builds a corpus of black (class 0) and white (1) that is drawn anew every time, as the published MNIST results have it: the cells of
    /// <paramref name="maps"/> are brightnesses, and the probability of white is brightness/255. What is kept back, and the windows
    /// that results are compared with, are drawn once, always alike.
    /// </summary>
    /// <inheritdoc cref="Create(IReadOnlyList{SourceMap}, AssetFormat, CorpusOptions, ulong)"/>
    public static DiscreteCorpus CreateBinarised(IReadOnlyList<SourceMap> maps, AssetFormat format, CorpusOptions options, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(options);
        if (maps.Count == 0) throw new TrainingException("There is nothing to train on.");
        if (format.ClassNames.Count != 2) throw new ArgumentException("Black and white are two classes.", nameof(format));
        return Create(maps, [.. maps.Select(map => map with { Map = Binarisation.Once(map.Map, map.Source) })], format, options, seed);
    }

    // The sources as they are drawn from, and the same as they are compared with.
    private static DiscreteCorpus Create(
        IReadOnlyList<SourceMap> drawn, IReadOnlyList<SourceMap> maps, AssetFormat format, CorpusOptions options, ulong seed)
    {
        CropSize size = WindowGrid.SizeFor([.. maps.Select(map => (map.Source, map.Map.Width, map.Map.Height))], options.Crop);
        HashSet<string> kept = SourceSplit.KeptBack([.. maps.Select(map => (map.Source, map.IsKeptBack))], options.ValidationShare, seed);
        string[] labels = options.UsesLabels ? SourceSplit.Labels(maps.Select(map => map.Label)) : [];
        TileWindows training = Windows(maps, isKept: false);
        return new DiscreteCorpus(options, ReferenceEquals(drawn, maps) ? null : Windows(drawn, isKept: false))
        {
            Format = format,
            Item = new Shape(1, size.Height, size.Width),
            Labels = labels,
            Training = training,
            Validation = Windows(maps, isKept: true),
            Hash = HashOf(drawn, format),
        };

        TileWindows Windows(IReadOnlyList<SourceMap> all, bool isKept)
        {
            SourceMap[] there = [.. all.Where(map => kept.Contains(map.Source) == isKept)];
            return new TileWindows([.. there.Select(map => map.Map)], size, [.. there.Select(map => Array.IndexOf(labels, map.Label))]);
        }
    }

    /// <inheritdoc/>
    public override Flow FlowFor(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int classes = Format.ClassNames.Count;
        TrainingOptions settled = options.SettledFor(Format.Kind);
        double width = settled.RollingWidth ?? (Format.Kind == AssetKind.Text ? Math.Max(1, Item.Area / TurnsOfText) : 0);
        return new DiscreteFlow(
            classes, settled.FlowBeta1 ?? DiscreteFlow.SuggestBeta1(classes), width > 0 ? new RollingWindow(Item.Area, width) : null);
    }

    /// <inheritdoc/>
    public override ItemBatch Draw(int count, ref RandomStream random)
    {
        var batch = new ItemBatch(new float[count * Item.Count], new int[count]);
        var window = new byte[Item.Count];
        for (int i = 0; i < count; i++)
        {
            long index = (long)(random.NextUnit() * Training.Count);
            (_brightness ?? Training).CopyTo(index, window);
            if (_brightness is not null) Binarisation.Draw(window, ref random);
            if (_options.FlipHorizontally && random.NextChance(0.5))
                for (int y = 0; y < Size.Height; y++) window.AsSpan(y * Size.Width, Size.Width).Reverse();
            if (_options.FlipVertically && random.NextChance(0.5)) SwapRows(window);
            Put(batch, i, window, Training.LabelOf(index));
        }
        return batch;
    }

    /// <inheritdoc/>
    public override ItemBatch Learnt(int most) => Spread(Training, most);

    /// <inheritdoc/>
    public override ItemBatch KeptBack(int most) => Spread(Validation, most);

    private ItemBatch Spread(TileWindows windows, int most)
    {
        long[] indices = windows.SpreadIndices(most);
        var batch = new ItemBatch(new float[indices.Length * Item.Count], new int[indices.Length]);
        var window = new byte[Item.Count];
        for (int i = 0; i < indices.Length; i++)
        {
            windows.CopyTo(indices[i], window);
            Put(batch, i, window, windows.LabelOf(indices[i]));
        }
        return batch;
    }

    private static void Put(ItemBatch batch, int at, byte[] cells, int label)
    {
        for (int cell = 0; cell < cells.Length; cell++) batch.Values[at * cells.Length + cell] = cells[cell];
        batch.Labels[at] = label;
    }

    private void SwapRows(Span<byte> window)
    {
        Span<byte> row = stackalloc byte[Size.Width];
        for (int y = 0; y < Size.Height / 2; y++)
        {
            Span<byte> upper = window.Slice(y * Size.Width, Size.Width),
                lower = window.Slice((Size.Height - 1 - y) * Size.Width, Size.Width);
            upper.CopyTo(row);
            lower.CopyTo(upper);
            row.CopyTo(lower);
        }
    }

    private static string HashOf(IReadOnlyList<SourceMap> maps, AssetFormat format)
    {
        using var hash = new CorpusHash();
        foreach (string name in format.ClassNames) hash.Add(name);
        foreach ((string file, TileMap map, string? label, _) in maps)
            hash.Add(file).Add(label ?? "").Add(map.Width).Add(map.Height).Add(map.Cells);
        return hash.Finish();
    }
}

/// <summary>A map to train on.</summary>
/// <param name="Source">The file or line it came from: all maps of a source are on one side of the split.</param>
/// <param name="Map">The classes of its cells.</param>
/// <param name="Label">Its label, such as its sub-folder, or null.</param>
/// <param name="IsKeptBack">Whether it is kept back for validation; null leaves that to the split.</param>
public readonly record struct SourceMap(string Source, TileMap Map, string? Label = null, bool? IsKeptBack = null);
