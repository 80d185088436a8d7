using System.Text;

namespace BfnProcGen.AssetFiles;

/// <summary>Statistics of a folder of tile maps, and what they suggest for training.</summary>
public sealed class FolderSurvey
{
    private readonly List<Finding> _findings = [];

    /// <summary>Counts everything.</summary>
    public FolderSurvey(TileMapFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Sizes = [.. folder.Maps
            .GroupBy(file => (file.Map.Width, file.Map.Height))
            .Select(group => new MapSize(group.Key.Width, group.Key.Height, group.Count()))
            .OrderByDescending(size => size.Maps)];
        Tiles = Count(folder);
        Duplicates = [.. folder.Maps
            .GroupBy(file => $"{file.Map.Width}×{Encoding.Latin1.GetString(file.Map.Cells)}")
            .Where(group => group.Count() > 1)
            .Select(group => (IReadOnlyList<string>)[.. group.Select(file => file.Name)])];
        if (folder.Maps.Count > 0) Suggest(folder);
    }

    /// <summary>Sizes of maps, the commonest first.</summary>
    public IReadOnlyList<MapSize> Sizes { get; }

    /// <summary>How often each tile occurs, in the order of <see cref="TileMapFolder.Tiles"/>.</summary>
    public IReadOnlyList<TileCount> Tiles { get; }

    /// <summary>Groups of files that hold the same map.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Duplicates { get; }

    /// <summary>What the statistics suggest.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>A size of windows to train on ("28x14"), or null where whole maps will do.</summary>
    public string? SuggestedCrop { get; private set; }

    private static TileCount[] Count(TileMapFolder folder)
    {
        var cells = new long[folder.Tiles.Count];
        var maps = new int[folder.Tiles.Count];
        foreach (MapFile file in folder.Maps)
        {
            var here = new int[folder.Tiles.Count];
            foreach (byte tile in file.Map.Cells) here[tile]++;
            for (int i = 0; i < here.Length; i++)
            {
                cells[i] += here[i];
                if (here[i] > 0) maps[i]++;
            }
        }
        double total = Math.Max(1, cells.Sum());
        return [.. folder.Tiles.Select((tile, i) => new TileCount(tile, cells[i], cells[i] / total, maps[i]))];
    }

    private void Suggest(TileMapFolder folder)
    {
        const int Few = 16, LargeMap = 48 * 48;
        int rare = Math.Max(1, folder.Maps.Count / 100);
        if (Sizes.Count > 1 || Sizes[0].Width * Sizes[0].Height > LargeMap)
        {
            SuggestedCrop = Crop();
            Note(Severity.Warning, Sizes.Count > 1 ? $"The maps have {Sizes.Count} different sizes." : "The maps are large.",
                $"Train on windows cut out of them, for example with --crop {SuggestedCrop} (width x height).");
        }
        else if (folder.Maps.Count < Few)
        {
            Note(Severity.Warning, $"There are only {folder.Maps.Count} maps, which a model soon knows by heart.",
                "Add more, or allow mirrored ones with --flip x where they make sense.");
        }
        if (Duplicates.Count > 0)
        {
            string first = string.Join(" = ", Duplicates[0].Take(3)) + (Duplicates.Count > 1 ? "; …" : "");
            Note(Severity.Warning, $"{Duplicates.Sum(group => group.Count - 1)} maps repeat others ({first}).",
                "They weigh double in training and may turn up among the maps kept back for validation: remove them unless that is meant.");
        }
        Report(Tiles.Where(count => count.Maps > 0 && count.Maps <= rare), Severity.Warning,
            rare == 1 ? "in one map only" : $"in at most {rare} maps",
            "Give them more examples, or replace them: the model will hardly ever draw them.");
        Report(Tiles.Where(count => count.Maps == 0), Severity.Note, "in no map",
            "Remove them from the legend unless their place in the tile set matters.");
    }

    // As high and wide as the smallest map allows, at most 32, and no more than twice as long as broad.
    private string Crop()
    {
        int width = Sizes.Min(size => size.Width), height = Sizes.Min(size => size.Height);
        return $"{Math.Min(width, Math.Clamp(2 * height, 16, 32))}x{Math.Min(height, Math.Clamp(2 * width, 16, 32))}";
    }

    private void Report(IEnumerable<TileCount> tiles, Severity severity, string where, string remedy)
    {
        string[] names = [.. tiles.Select(count => $"'{count.Tile.Symbol}'{(count.Tile.Name is null ? "" : $" ({count.Tile.Name})")}")];
        if (names.Length == 0) return;
        string list = string.Join(", ", names.Take(8)) + (names.Length > 8 ? $" and {names.Length - 8} more" : "");
        Note(severity, $"{(names.Length == 1 ? "A tile occurs" : "Tiles occur")} {where}: {list}.", remedy);
    }

    private void Note(Severity severity, string message, string remedy) => _findings.Add(new Finding(severity, "", message, remedy));
}

/// <summary>How many maps have a size.</summary>
public sealed record MapSize(int Width, int Height, int Maps);

/// <summary>How often a tile occurs.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Cells">Cells it fills, over all maps.</param>
/// <param name="Share">The same as a share of all cells.</param>
/// <param name="Maps">Maps in which it occurs.</param>
public sealed record TileCount(Tile Tile, long Cells, double Share, int Maps);
