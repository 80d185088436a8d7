namespace BfnProcGen.AssetFiles.Ldtk;

/// <summary>
/// Reads the IntGrid layers of LDtk projects: each level is a map. In each cell counts the uppermost visible layer that has a value there.
/// A value is called by the entry <c>symbol=…</c> in the custom data of its tile, which this program writes, else by its identifier, else
/// by layer and number (<c>Collisions:3</c>).
/// </summary>
/// <param name="path">The project's file.</param>
/// <param name="place">What errors call it.</param>
/// <param name="bounds">Where it may lie.</param>
internal sealed class LdtkReader(string path, string place, AssetBounds bounds)
{
    /// <summary>How the custom data of a tile says which symbol it stands for.</summary>
    public const string SymbolKey = "symbol=";

    private const string Remedy = "Save it again with LDtk, or take it out of the folder.";
    private const int MostCells = 1 << 24;

    private readonly Dictionary<(long Layer, long Value), Tile> _tiles = [];
    private readonly Dictionary<(long Set, long X, long Y), string> _symbols = [];
    private int _cellsLeft = MostCells;

    /// <summary>The levels with their names, in the file's order.</summary>
    /// <exception cref="AssetException">The file is malformed, or a level has no such layer.</exception>
    public IEnumerable<(string Name, SymbolGrid Grid)> Read(NamedTiles names)
    {
        JsonPart root = JsonPart.Parse(AssetText.Read(path, place, bounds), place, Remedy);
        JsonPart definitions = root.Get("defs");
        foreach (JsonPart set in definitions.Items("tilesets")) ReadSymbols(set);
        foreach (JsonPart layer in definitions.Items("layers")) ReadValues(layer);
        IEnumerable<JsonPart> levels = root.Items("levels").Concat(root.Items("worlds").SelectMany(world => world.Items("levels")));
        foreach (JsonPart level in levels)
        {
            string name = level.Get("identifier").Text();
            yield return ($"{place}#{name}", ReadLevel(level, name, names));
        }
    }

    private void ReadSymbols(JsonPart set)
    {
        long uid = set.Get("uid").Whole(int.MinValue, int.MaxValue);
        int size = set.Whole("tileGridSize", 1, 1 << 16), columns = set.Whole("__cWid", 0, 1 << 16),
            padding = set.Whole("padding", 0, 1 << 16, 0);
        int step = size + set.Whole("spacing", 0, 1 << 16, 0);
        foreach (JsonPart entry in set.Items("customData"))
        {
            long tile = entry.Get("tileId").Whole(0, int.MaxValue);
            string? line = entry.Get("data").Text().Split('\n')
                .FirstOrDefault(line => line.StartsWith(SymbolKey, StringComparison.Ordinal));
            if (line is not null && line.Length > SymbolKey.Length && columns > 0)
                _symbols[(uid, padding + tile % columns * step, padding + tile / columns * step)] = line[SymbolKey.Length..];
        }
    }

    private void ReadValues(JsonPart layer)
    {
        long uid = layer.Get("uid").Whole(int.MinValue, int.MaxValue);
        foreach (JsonPart value in layer.Items("intGridValues"))
        {
            long number = value.Get("value").Whole(1, int.MaxValue);
            string? identifier = value.Text("identifier") is { Length: > 0 } text ? text : null, symbol = null;
            if (value.Find("tile") is { } tile)
            {
                _symbols.TryGetValue((tile.Get("tilesetUid").Whole(int.MinValue, int.MaxValue), tile.Get("x").Whole(0, int.MaxValue),
                    tile.Get("y").Whole(0, int.MaxValue)), out symbol);
            }
            _tiles[(uid, number)] = new Tile(symbol ?? identifier ?? $"{layer.Get("identifier").Text()}:{number}", identifier,
                Colour.Parse(value.Text("color")) is { } colour ? colour.ToString() : null);
        }
    }

    private SymbolGrid ReadLevel(JsonPart level, string name, NamedTiles names)
    {
        if (level.Find("layerInstances") is not { } instances)
        {
            throw level.Error($"The level '{name}' is in a file of its own.",
                "Switch off \"Save levels to separate files\" in the project's settings.");
        }
        SymbolGrid? grid = null;
        // The first layer is the uppermost.
        foreach (JsonPart layer in instances.Items())
        {
            if (layer.Text("__type") != "IntGrid" || !(layer.Find("visible")?.Truth() ?? true)) continue;
            (int width, int height) = (layer.Whole("__cWid", 1, MostCells), layer.Whole("__cHei", 1, MostCells));
            if ((long)width * height > _cellsLeft)
                throw layer.Error($"The levels have more than {MostCells >> 20} million cells together.", "Cut the project up.");
            _cellsLeft -= width * height;
            if (grid is null)
            {
                var symbols = new long[width * height];
                Array.Fill(symbols, names.Add(NamedTiles.Empty, place));
                grid = new SymbolGrid(width, height, symbols);
            }
            if ((width, height) != (grid.Width, grid.Height))
            {
                throw layer.Error($"The level '{name}' has IntGrid layers of {grid.Width}×{grid.Height} and {width}×{height} cells.",
                    "Hide those that are not to be learnt.");
            }
            Fill(grid, layer, names);
        }
        return grid ?? throw level.Error($"The level '{name}' has no visible IntGrid layer.",
            "Draw what is to be learnt in one; tiles and entities are not read.");
    }

    private void Fill(SymbolGrid grid, JsonPart layer, NamedTiles names)
    {
        long uid = layer.Get("layerDefUid").Whole(int.MinValue, int.MaxValue), empty = names.NumberOf(NamedTiles.Empty.Symbol);
        long[] values = layer.Get("intGridCsv").Wholes(grid.Symbols.Length, 0, int.MaxValue);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == 0 || grid.Symbols[i] != empty) continue;
            Tile tile = _tiles.GetValueOrDefault((uid, values[i])) ?? new Tile($"{layer.Get("__identifier").Text()}:{values[i]}");
            grid.Symbols[i] = names.Add(tile, layer.Place);
        }
    }
}
