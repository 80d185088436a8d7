namespace BfnProcGen.AssetFiles;

/// <summary>Reads one folder for <see cref="TileMapFolder"/>, collecting findings instead of stopping at the first.</summary>
internal sealed class TileMapReader(string folder, AssetBounds bounds)
{
    private readonly List<Finding> _findings = [];

    public TileMapFolder Read()
    {
        (List<string> files, List<string> ignored) = ListFiles();
        MapFormat[] formats = [.. files.Select(FormatOf).Distinct().Order()];
        if (formats.Length > 1)
        {
            string kinds = string.Join(" and ", formats.Select(one => $"{files.Count(file => FormatOf(file) == one)} {one.Describe()}"));
            Report(Severity.Error, "", $"The folder mixes {kinds}.",
                "Keep one kind: convert the others, or move them to a folder of their own.");
            files.Clear();
        }
        else if (files.Count == 0)
        {
            Report(Severity.Error, "", "The folder holds no map.",
                "Put assets into it. Maps: text grids (.txt, one character a tile), integers (.csv), or those of Tiled (.tmx, .tmj) or LDtk "
                + "(.ldtk). Images: PNG files, in a sub-folder for each class where there are classes, or IDX files. Texts: a file with "
                + "one a line (.txt), or .csv or .jsonl.");
        }
        MapFormat format = formats.Length == 1 ? formats[0] : MapFormat.Text;
        var reader = new MapFileReader(format, bounds);
        Legend? legend = ReadLegend(format);
        ReportIgnored(ignored, legend, format);
        List<(string Name, SymbolGrid Grid)> grids = ReadGrids(files, reader);
        ReportLayers(reader);
        Tile[] tiles = legend is not null ? [.. legend.Tiles] : TilesOf(grids, reader);
        List<MapFile> maps = tiles.Length <= TileMapFolder.MaxTiles ? Index(grids, tiles, reader) : [];
        if (tiles.Length > TileMapFolder.MaxTiles)
        {
            string remedy = format switch
            {
                MapFormat.Csv => "Most likely the files hold something else than tile numbers, or rotation flags are added to them: export "
                    + "plain tile numbers.",
                MapFormat.Text => "Most likely these files are no maps but prose or pictures: keep only maps in the folder.",
                _ => "Give tiles that mean the same the same class: they are one tile then.",
            };
            Report(Severity.Error, legend is null ? "" : Legend.FileName,
                $"There are {tiles.Length} distinct tiles; a model knows at most {TileMapFolder.MaxTiles}.", remedy);
        }
        if (tiles.Length == 1)
            Report(Severity.Error, "", $"There is only one kind of tile, '{tiles[0].Symbol}'.", "Add maps with at least two kinds.");
        return new TileMapFolder(folder, format, maps, tiles, legend, [.. _findings.OrderByDescending(finding => finding.Severity)]);
    }

    // A single file will do where it says what it is.
    private (List<string> Maps, List<string> Ignored) ListFiles()
    {
        if (File.Exists(folder) && MapFormats.Of(folder) is { } single && single.HasNames()) return ([folder], []);
        AssetFolder.RequireExists(folder, "maps");
        var maps = new List<string>();
        var ignored = new List<string>();
        foreach (FolderEntry entry in new FolderWalk(folder, bounds, _findings).Entries(deepest: 0))
        {
            if (entry.IsFolder) ignored.Add(entry.Name + "/");
            else if (entry.IsHidden || MapFormats.Of(entry.Name) is null) ignored.Add(entry.Name);
            else maps.Add(entry.Path);
        }
        return (maps, ignored);
    }

    private void ReportIgnored(List<string> ignored, Legend? legend, MapFormat format)
    {
        ignored.Remove(Legend.FileName);
        if (legend?.ImagePath is not null) ignored.Remove(Path.GetFileName(legend.ImagePath));
        // A legend that can't be used may still be what the pictures are for, and tile sets are what the maps are made of.
        if (format.HasNames() || (legend is null && File.Exists(Path.Combine(folder, Legend.FileName)))) ignored.RemoveAll(IsPicture);
        if (format.HasNames()) ignored.RemoveAll(file => Path.GetExtension(file).ToLowerInvariant() is ".tsx" or ".tsj");
        if (ignored.Count == 0) return;
        string list = string.Join(", ", ignored.Take(6)) + (ignored.Count > 6 ? ", …" : "");
        Report(Severity.Note, "", $"Ignored: {list}.", "Only .txt, .csv, .tmx, .tmj and .ldtk files right in this folder are maps.");
    }

    private void ReportLayers(MapFileReader reader)
    {
        if (reader.Layered > 0)
        {
            Report(Severity.Note, "", $"{reader.Layered} maps have several layers of tiles.",
                "The uppermost tile of each cell is learnt: hide the layers that are not to be.");
        }
        if (reader.LeftOut > 0)
            Report(Severity.Note, "", $"{reader.LeftOut} layers are left out: hidden ones, objects and pictures.",
                "Tiles of visible layers are learnt.");
    }

    private Legend? ReadLegend(MapFormat format)
    {
        string path = Path.Combine(folder, Legend.FileName);
        if (!File.Exists(path)) return null;
        try
        {
            Legend legend = Legend.Read(path, bounds);
            var reader = new MapFileReader(format, bounds);
            if (!format.HasNames() && legend.Tiles.FirstOrDefault(tile => reader.SymbolOf(tile) is null) is { } wrong)
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
            _findings.Add(
                e.Finding with { Severity = Severity.Warning, Remedy = $"{e.Finding.Remedy} Until then maps are drawn with colours." });
        }
    }

    private List<(string Name, SymbolGrid Grid)> ReadGrids(List<string> files, MapFileReader reader)
    {
        var grids = new List<(string, SymbolGrid)>();
        foreach (string file in files)
        {
            try
            {
                grids.AddRange(reader.Read(file, Path.GetFileName(file)));
            }
            catch (AssetException e)
            {
                _findings.Add(e.Finding);
            }
        }
        return grids;
    }

    private static Tile[] TilesOf(List<(string Name, SymbolGrid Grid)> grids, MapFileReader reader) =>
        [.. reader.InOrder(grids.SelectMany(file => file.Grid.Symbols).Distinct()).Select(reader.TileOf)];

    private List<MapFile> Index(List<(string Name, SymbolGrid Grid)> grids, Tile[] tiles, MapFileReader reader)
    {
        var indices = new Dictionary<long, byte>();
        for (int i = 0; i < tiles.Length; i++)
            if (reader.SymbolOf(tiles[i]) is { } symbol) indices[symbol] = (byte)i;
        var maps = new List<MapFile>();
        foreach ((string name, SymbolGrid grid) in grids)
        {
            int unknown = Array.FindIndex(grid.Symbols, symbol => !indices.ContainsKey(symbol));
            if (unknown >= 0)
            {
                Report(Severity.Error, $"{name}:{unknown / grid.Width + 1}:{unknown % grid.Width + 1}",
                    $"The legend doesn't know the tile '{reader.TileOf(grid.Symbols[unknown]).Symbol}'.",
                    "Add it to legend.json, or correct the map.");
                continue;
            }
            maps.Add(new MapFile(name, new TileMap(grid.Width, grid.Height, Array.ConvertAll(grid.Symbols, symbol => indices[symbol]))));
        }
        return maps;
    }

    // Maps of Tiled are of one kind, whatever they are written in.
    private static MapFormat FormatOf(string file) => MapFormats.Of(file) is { } format && format != MapFormat.Tmj ? format : MapFormat.Tmx;

    private static bool IsPicture(string file) => Path.GetExtension(file).ToLowerInvariant() is ".png" or ".jpg" or ".bmp" or ".tga";

    private void Report(Severity severity, string place, string message, string remedy) =>
        _findings.Add(new Finding(severity, place, message, remedy));
}
