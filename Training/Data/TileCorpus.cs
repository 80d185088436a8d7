using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BfnProcGen.Training.Data;

/// <summary>
/// The maps of a folder as training data: one byte a cell, split into training and validation by source file, so that no level is
/// on both sides.
/// </summary>
public sealed class TileCorpus
{
    private readonly CorpusOptions _options;

    private TileCorpus(CorpusOptions options) => _options = options;

    /// <summary>The tiles that the bytes stand for.</summary>
    public required IReadOnlyList<Tile> Tiles { get; init; }

    /// <summary>The size of what is trained on: the maps', or the crop's.</summary>
    public required CropSize Size { get; init; }

    /// <summary>What is learnt from.</summary>
    public required TileWindows Training { get; init; }

    /// <summary>What is kept back; empty for a single source file or a share of 0.</summary>
    public required TileWindows Validation { get; init; }

    /// <summary>SHA-256 over the names, sizes and cells of all maps and the tiles' symbols, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Builds a corpus.</summary>
    /// <param name="maps">Each map with the file it came from.</param>
    /// <param name="tiles">The tiles, in the order of the indices in the maps.</param>
    /// <param name="options">Crop, flips and split.</param>
    /// <param name="seed">Decides which files are kept back, together with their names.</param>
    /// <exception cref="TrainingException">No maps, too few or too many tiles, or maps that don't fit the crop; says which and what to do.</exception>
    public static TileCorpus Create(
        IReadOnlyList<(string SourceFile, TileMap Map)> maps, IReadOnlyList<Tile> tiles, CorpusOptions options, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(options);
        if (maps.Count == 0) throw new TrainingException("There are no maps to train on.");
        if (tiles.Count is < 2 or > 256) throw new TrainingException($"Training needs 2 to 256 different tiles; these maps have {tiles.Count}.");
        if (options.ValidationShare is not (>= 0 and < 1))
            throw new TrainingException($"The share kept back for validation must be at least 0 and below 1, not {options.ValidationShare}.");
        foreach ((string file, TileMap map) in maps)
        {
            int wrong = MemoryExtensions.IndexOfAnyExceptInRange(map.Cells, (byte)0, (byte)(tiles.Count - 1));
            if (wrong >= 0)
                throw new TrainingException($"{file}: cell {wrong} holds tile {map.Cells[wrong]}, but there are only {tiles.Count} tiles.");
        }
        CropSize size = SizeOf(maps, options.Crop);
        HashSet<string> kept = KeptBack([.. maps.Select(map => map.SourceFile).Distinct()], options.ValidationShare, seed);
        return new TileCorpus(options)
        {
            Tiles = tiles,
            Size = size,
            Training = new TileWindows([.. maps.Where(map => !kept.Contains(map.SourceFile)).Select(map => map.Map)], size),
            Validation = new TileWindows([.. maps.Where(map => kept.Contains(map.SourceFile)).Select(map => map.Map)], size),
            Hash = HashOf(maps, tiles),
        };
    }

    /// <summary>Draws <paramref name="count"/> training windows, one after the other, [count, height, width].</summary>
    public byte[] Draw(int count, ref RandomStream random)
    {
        int area = Size.Width * Size.Height;
        var cells = new byte[count * area];
        for (int i = 0; i < count; i++)
        {
            Span<byte> window = cells.AsSpan(i * area, area);
            Training.CopyTo((long)(random.NextUnit() * Training.Count), window);
            if (_options.FlipHorizontally && random.NextChance(0.5))
                for (int y = 0; y < Size.Height; y++) window.Slice(y * Size.Width, Size.Width).Reverse();
            if (_options.FlipVertically && random.NextChance(0.5)) SwapRows(window);
        }
        return cells;
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

    private static CropSize SizeOf(IReadOnlyList<(string SourceFile, TileMap Map)> maps, CropSize? crop)
    {
        if (crop is { } size)
        {
            foreach ((string file, TileMap map) in maps)
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
        foreach ((string file, TileMap map) in maps)
        {
            if (map.Width == first.Width && map.Height == first.Height) continue;
            var smallest = new CropSize(maps.Min(m => m.Map.Width), maps.Min(m => m.Map.Height));
            throw new TrainingException(
                $"The maps have different sizes: {maps[0].SourceFile} has {first.Width}×{first.Height} cells, {file} has {map.Width}×{map.Height}. "
                + $"Train on crops of one size with --crop WIDTHxHEIGHT; the largest that fits all maps is {smallest}.");
        }
        return new CropSize(first.Width, first.Height);
    }

    // The files with the lowest hashes are kept back: adding or removing a file moves few others.
    private static HashSet<string> KeptBack(string[] files, double share, ulong seed)
    {
        if (files.Length < 2 || share == 0) return [];
        int count = Math.Clamp((int)Math.Round(share * files.Length), 1, files.Length - 1);
        return [.. files.OrderBy(Rank, StringComparer.Ordinal).Take(count)];

        string Rank(string file) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{file}")));
    }

    private static string HashOf(IReadOnlyList<(string SourceFile, TileMap Map)> maps, IReadOnlyList<Tile> tiles)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Tile tile in tiles) Append(tile.Symbol);
        foreach ((string file, TileMap map) in maps)
        {
            Append(file);
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
