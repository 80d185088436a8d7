using System.Globalization;
using System.Text;

namespace BfnProcGen.AssetFiles;

/// <summary>Reads one folder for <see cref="TileMapFolder"/>, collecting findings instead of stopping at the first.</summary>
internal sealed class TileMapReader(string folder)
{
    private readonly List<Finding> _findings = [];

    public TileMapFolder Read()
    {
        (List<string> files, List<string> ignored) = ListFiles();
        bool csv = files.Any(IsCsv), text = files.Any(file => !IsCsv(file));
        if (csv && text)
        {
            Report(Severity.Error, "", $"The folder mixes {files.Count(file => !IsCsv(file))} text grids (.txt) and {files.Count(IsCsv)} CSV maps.",
                "Keep one kind: convert the others, or move them to a folder of their own.");
            files.Clear();
        }
        else if (files.Count == 0)
        {
            Report(Severity.Error, "", "The folder holds no map.", "Put maps into it: text grids (.txt, one character a tile) or integers (.csv).");
        }
        MapFormat format = csv && !text ? MapFormat.Csv : MapFormat.Text;
        Legend? legend = ReadLegend(format);
        ReportIgnored(ignored, legend);
        List<(string Name, SymbolGrid Grid)> grids = ReadGrids(files, format);
        Tile[] tiles = legend is not null ? [.. legend.Tiles] : TilesOf(grids, format);
        List<MapFile> maps = tiles.Length <= TileMapFolder.MaxTiles ? Index(grids, tiles, format) : [];
        if (tiles.Length > TileMapFolder.MaxTiles)
        {
            Report(Severity.Error, legend is null ? "" : Legend.FileName, $"There are {tiles.Length} distinct tiles; a model knows at most {TileMapFolder.MaxTiles}.",
                format == MapFormat.Csv
                    ? "Most likely the files hold something else than tile numbers, or rotation flags are added to them: export plain tile numbers."
                    : "Most likely these files are no maps but prose or pictures: keep only maps in the folder.");
        }
        if (tiles.Length == 1) Report(Severity.Error, "", $"There is only one kind of tile, '{tiles[0].Symbol}'.", "Add maps with at least two kinds.");
        return new TileMapFolder(folder, format, maps, tiles, legend, [.. _findings.OrderByDescending(finding => finding.Severity)]);
    }

    private (List<string> Maps, List<string> Ignored) ListFiles()
    {
        AssetFolder.RequireExists(folder, "maps");
        var maps = new List<string>();
        var ignored = new List<string>();
        AssetFolder.Listing(folder, () =>
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileName(path), extension = Path.GetExtension(path).ToLowerInvariant();
                if (Directory.Exists(path)) ignored.Add(name + "/");
                else if (name.StartsWith('.') || extension is not (".txt" or ".csv")) ignored.Add(name);
                else maps.Add(path);
            }
        });
        return (maps, ignored);
    }

    private void ReportIgnored(List<string> ignored, Legend? legend)
    {
        ignored.Remove(Legend.FileName);
        if (legend?.ImagePath is not null) ignored.Remove(Path.GetFileName(legend.ImagePath));
        // A legend that can't be used may still be what the pictures are for.
        if (legend is null && File.Exists(Path.Combine(folder, Legend.FileName))) ignored.RemoveAll(IsPicture);
        if (ignored.Count == 0) return;
        string list = string.Join(", ", ignored.Take(6)) + (ignored.Count > 6 ? ", …" : "");
        Report(Severity.Note, "", $"Ignored: {list}.", "Only .txt and .csv files right in this folder are maps.");
    }

    private Legend? ReadLegend(MapFormat format)
    {
        string path = Path.Combine(folder, Legend.FileName);
        if (!File.Exists(path)) return null;
        try
        {
            Legend legend = Legend.Read(path);
            if (legend.Tiles.FirstOrDefault(tile => !(format == MapFormat.Csv ? CsvGrid.IsSymbol(tile.Symbol) : TextGrid.IsSymbol(tile.Symbol))) is { } wrong)
            {
                throw new AssetException(Legend.FileName, $"The tile '{wrong.Symbol}' can't occur in the maps of this folder.",
                    format == MapFormat.Csv ? "In CSV a tile is an integer." : "In text a tile is one character.");
            }
            if (legend.ImagePath is not null) CheckImage(legend);
            return legend;
        }
        catch (AssetException e)
        {
            _findings.Add(e.Finding);
            return null;
        }
    }

    private void CheckImage(Legend legend)
    {
        try
        {
            TileSet.FromImage(legend, legend.Tiles);
        }
        catch (AssetException e)
        {
            _findings.Add(e.Finding with { Severity = Severity.Warning, Remedy = $"{e.Finding.Remedy} Until then maps are drawn with colours." });
        }
    }

    private List<(string Name, SymbolGrid Grid)> ReadGrids(List<string> files, MapFormat format)
    {
        var grids = new List<(string, SymbolGrid)>();
        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            try
            {
                string text = AssetText.Read(file, name);
                grids.Add((name, format == MapFormat.Csv ? CsvGrid.Parse(name, text) : TextGrid.Parse(name, text)));
            }
            catch (AssetException e)
            {
                _findings.Add(e.Finding);
            }
        }
        return grids;
    }

    private static Tile[] TilesOf(List<(string Name, SymbolGrid Grid)> grids, MapFormat format) =>
        [.. grids.SelectMany(file => file.Grid.Symbols).Distinct().Order().Select(symbol => new Tile(SymbolText(symbol, format)))];

    private List<MapFile> Index(List<(string Name, SymbolGrid Grid)> grids, Tile[] tiles, MapFormat format)
    {
        Dictionary<long, byte> indices = tiles.Select((tile, i) => (tile, i)).ToDictionary(pair => SymbolOf(pair.tile, format), pair => (byte)pair.i);
        var maps = new List<MapFile>();
        foreach ((string name, SymbolGrid grid) in grids)
        {
            int unknown = Array.FindIndex(grid.Symbols, symbol => !indices.ContainsKey(symbol));
            if (unknown >= 0)
            {
                Report(Severity.Error, $"{name}:{unknown / grid.Width + 1}:{unknown % grid.Width + 1}",
                    $"The legend doesn't know the tile '{SymbolText(grid.Symbols[unknown], format)}'.", "Add it to legend.json, or correct the map.");
                continue;
            }
            maps.Add(new MapFile(name, new TileMap(grid.Width, grid.Height, Array.ConvertAll(grid.Symbols, symbol => indices[symbol]))));
        }
        return maps;
    }

    internal static string SymbolText(long symbol, MapFormat format) =>
        format == MapFormat.Csv ? symbol.ToString(CultureInfo.InvariantCulture) : new Rune((int)symbol).ToString();

    internal static long SymbolOf(Tile tile, MapFormat format) =>
        format == MapFormat.Csv ? long.Parse(tile.Symbol, CultureInfo.InvariantCulture) : Rune.GetRuneAt(tile.Symbol, 0).Value;

    private static bool IsPicture(string file) => Path.GetExtension(file).ToLowerInvariant() is ".png" or ".jpg" or ".bmp" or ".tga";

    private static bool IsCsv(string file) => Path.GetExtension(file).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    private void Report(Severity severity, string place, string message, string remedy) => _findings.Add(new Finding(severity, place, message, remedy));
}
