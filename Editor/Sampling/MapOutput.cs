using BfnProcGen.AssetFiles;

namespace BfnProcGen.Editor.Sampling;

/// <summary>Writes drawn maps into a folder: a file a map, named by its seed, and a contact sheet.</summary>
internal sealed class MapOutput
{
    public required string Folder { get; init; }

    public required IReadOnlyList<Tile> Tiles { get; init; }

    /// <summary>How maps are written; null for text where that is possible.</summary>
    public MapFormat? Format { get; init; }

    /// <summary>Names the image to draw with; null for colours.</summary>
    public Legend? Legend { get; init; }

    /// <summary>Pixels a tile, or repetitions of the image's pixels; null for what suits the sheet.</summary>
    public int? Scale { get; init; }

    /// <summary>Also a picture of every map.</summary>
    public bool Pictures { get; init; }

    private MapFormat ActualFormat => Format ?? (Tiles.All(tile => TextGrid.IsSymbol(tile.Symbol)) ? MapFormat.Text : MapFormat.Csv);

    private string Sheet(ulong firstSeed, int count) => Path.Combine(Folder, count == 1 ? $"sheet-{firstSeed}.png" : $"sheet-{firstSeed}-{firstSeed + (ulong)count - 1}.png");

    /// <summary>Finds out, before anything is drawn, whether the results can be written.</summary>
    /// <exception cref="OutputException">The folder can't be written to, or holds results of the same seeds.</exception>
    /// <exception cref="AssetException">The tile set can't be used.</exception>
    public void Prepare(int width, int height, ulong firstSeed, int count, bool force)
    {
        if (ulong.MaxValue - firstSeed < (ulong)count) throw new RequestException($"There are no {count} seeds from {firstSeed} on. Start lower.");
        if (ActualFormat == MapFormat.Text && Tiles.FirstOrDefault(tile => !TextGrid.IsSymbol(tile.Symbol)) is { } wide)
            throw new RequestException($"The tile '{wide.Symbol}' is not a single character, so the maps can't be written as text. Use --format csv.");
        Look(width, height, count);
        OutputPath.Check(Sheet(firstSeed, count), force);
        if (force) return;
        IEnumerable<string> files = Seeds(firstSeed, count).Select(MapFile);
        if (Pictures) files = files.Concat(Seeds(firstSeed, count).Select(PictureFile));
        if (files.FirstOrDefault(Path.Exists) is { } taken)
            throw new OutputException($"'{taken}' exists already. Choose another folder or seed, or overwrite it with --force.");
    }

    /// <summary>Writes everything.</summary>
    /// <exception cref="OutputException">A file can't be written.</exception>
    public Written Write(IReadOnlyList<TileMap> maps, ulong firstSeed)
    {
        var names = new List<string>();
        TileSet look = Look(maps[0].Width, maps[0].Height, maps.Count);
        foreach ((ulong seed, TileMap map) in Seeds(firstSeed, maps.Count).Zip(maps))
        {
            names.Add(MapFile(seed));
            AssetOutput.Write(names[^1], ActualFormat == MapFormat.Csv ? CsvGrid.Format(map, Tiles) : TextGrid.Format(map, Tiles));
            if (Pictures) ContactSheet.DrawMap(map, look).WritePng(PictureFile(seed));
        }
        int shown = Math.Min(maps.Count, ContactSheet.Capacity(maps[0].Width, maps[0].Height, look.TileSize));
        string sheet = Sheet(firstSeed, maps.Count);
        ContactSheet.Draw([.. maps.Take(shown)], look).WritePng(sheet);
        return new Written(names, sheet, shown);
    }

    private TileSet Look(int width, int height, int count)
    {
        int fitting = ContactSheet.FittingTileSize(width, height, count);
        return Legend is null
            ? TileSet.FromColours(Tiles, Scale ?? fitting)
            : TileSet.FromImage(Legend, Tiles, Scale ?? Math.Max(1, fitting / Legend.TileSize));
    }

    private static IEnumerable<ulong> Seeds(ulong first, int count) => Enumerable.Range(0, count).Select(i => first + (ulong)i);

    private string MapFile(ulong seed) => Path.Combine(Folder, $"map-{seed}.{(ActualFormat == MapFormat.Csv ? "csv" : "txt")}");

    private string PictureFile(ulong seed) => Path.Combine(Folder, $"map-{seed}.png");

    /// <summary>What was written.</summary>
    /// <param name="Maps">The maps' files, in the order of their seeds.</param>
    /// <param name="Sheet">The contact sheet.</param>
    /// <param name="OnSheet">How many maps it shows.</param>
    internal sealed record Written(IReadOnlyList<string> Maps, string Sheet, int OnSheet);
}
