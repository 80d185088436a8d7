using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
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
    private readonly CorpusOptions _options;

    private DiscreteCorpus(CorpusOptions options) => _options = options;

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
    /// <exception cref="TrainingException">No maps, too few or too many classes, or maps that don't fit the crop; says which and what to do.</exception>
    public static DiscreteCorpus Create(IReadOnlyList<SourceMap> maps, AssetFormat format, CorpusOptions options, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(options);
        int classes = format.ClassNames.Count;
        if (maps.Count == 0) throw new TrainingException("There is nothing to train on.");
        if (classes is < 2 or > 256) throw new TrainingException($"Training needs 2 to 256 different tiles, colours or characters; there are {classes}.");
        if (options.ValidationShare is not (>= 0 and < 1))
            throw new TrainingException($"The share kept back for validation must be at least 0 and below 1, not {options.ValidationShare}.");
        foreach (SourceMap map in maps)
        {
            int wrong = MemoryExtensions.IndexOfAnyExceptInRange(map.Map.Cells, (byte)0, (byte)(classes - 1));
            if (wrong >= 0)
                throw new TrainingException($"{map.Source}: cell {wrong} holds class {map.Map.Cells[wrong]}, but there are only {classes}.");
        }
        CropSize size = SizeOf(maps, options.Crop);
        HashSet<string> kept = KeptBack(maps, options.ValidationShare, seed);
        string[] labels = [.. maps.Select(map => map.Label).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        return new DiscreteCorpus(options)
        {
            Format = format,
            Item = new Shape(1, size.Height, size.Width),
            Labels = labels,
            Training = Windows(map => !kept.Contains(map.Source)),
            Validation = Windows(map => kept.Contains(map.Source)),
            Hash = HashOf(maps, format),
        };

        TileWindows Windows(Func<SourceMap, bool> isThere)
        {
            SourceMap[] there = [.. maps.Where(isThere)];
            return new TileWindows([.. there.Select(map => map.Map)], size, [.. there.Select(map => Array.IndexOf(labels, map.Label))]);
        }
    }

    /// <inheritdoc/>
    public override Flow FlowFor(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int classes = Format.ClassNames.Count;
        return new DiscreteFlow(classes, options.FlowBeta1 ?? DiscreteFlow.SuggestBeta1(classes));
    }

    /// <inheritdoc/>
    public override ItemBatch Draw(int count, ref RandomStream random)
    {
        var batch = new ItemBatch(new float[count * Item.Count], new int[count]);
        var window = new byte[Item.Count];
        for (int i = 0; i < count; i++)
        {
            long index = (long)(random.NextUnit() * Training.Count);
            Training.CopyTo(index, window);
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
            Span<byte> upper = window.Slice(y * Size.Width, Size.Width), lower = window.Slice((Size.Height - 1 - y) * Size.Width, Size.Width);
            upper.CopyTo(row);
            lower.CopyTo(upper);
            row.CopyTo(lower);
        }
    }

    private static CropSize SizeOf(IReadOnlyList<SourceMap> maps, CropSize? crop)
    {
        if (crop is { } size)
        {
            foreach ((string file, TileMap map, _, _) in maps)
            {
                if (map.Width < size.Width || map.Height < size.Height)
                {
                    throw new TrainingException(
                        $"{file} has {map.Width}×{map.Height} cells, less than the crop of {size}. Take a smaller crop or leave that file out.");
                }
            }
            return size;
        }
        TileMap first = maps[0].Map;
        foreach ((string file, TileMap map, _, _) in maps)
        {
            if (map.Width == first.Width && map.Height == first.Height) continue;
            var smallest = new CropSize(maps.Min(m => m.Map.Width), maps.Min(m => m.Map.Height));
            throw new TrainingException(
                $"The maps have different sizes: {maps[0].Source} has {first.Width}×{first.Height} cells, {file} has {map.Width}×{map.Height}. "
                + $"Train on crops of one size with --crop WIDTHxHEIGHT; the largest that fits all maps is {smallest}.");
        }
        return new CropSize(first.Width, first.Height);
    }

    // What has said itself on which side it is, stays there. Of the others those with the lowest hashes are kept back: adding or removing
    // a file moves few others.
    private static HashSet<string> KeptBack(IReadOnlyList<SourceMap> maps, double share, ulong seed)
    {
        HashSet<string> kept = [.. maps.Where(map => map.IsKeptBack == true).Select(map => map.Source)];
        string[] open = [.. maps.Where(map => map.IsKeptBack is null).Select(map => map.Source).Distinct()];
        if (open.Length < 2 || share == 0) return kept;
        int count = Math.Clamp((int)Math.Round(share * open.Length), 1, open.Length - 1);
        kept.UnionWith(open.OrderBy(Rank, StringComparer.Ordinal).Take(count));
        return kept;

        string Rank(string source) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{source}")));
    }

    private static string HashOf(IReadOnlyList<SourceMap> maps, AssetFormat format)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in format.ClassNames) Append(name);
        foreach ((string file, TileMap map, string? label, _) in maps)
        {
            Append(file);
            Append(label ?? "");
            AppendNumber(map.Width);
            AppendNumber(map.Height);
            hash.AppendData(map.Cells);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            AppendNumber(bytes.Length);
            hash.AppendData(bytes);
        }

        void AppendNumber(int number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }
    }
}

/// <summary>A map to train on.</summary>
/// <param name="Source">The file or line it came from: all maps of a source are on one side of the split.</param>
/// <param name="Map">The classes of its cells.</param>
/// <param name="Label">Its label, such as its sub-folder, or null.</param>
/// <param name="IsKeptBack">Whether it is kept back for validation; null leaves that to the split.</param>
public readonly record struct SourceMap(string Source, TileMap Map, string? Label = null, bool? IsKeptBack = null);
