namespace BfnProcGen.AssetFiles;

/// <summary>A map and the file it was read from.</summary>
/// <param name="Name">The file's name, relative to its folder.</param>
/// <param name="Map">The map; its tile indices point into <see cref="TileMapFolder.Tiles"/>.</param>
public sealed record MapFile(string Name, TileMap Map)
{
    /// <summary>
    /// Reads a single map, CSV where its name ends so and else text, whose tiles are known, such as a model's: what <c>bfn sample</c>
    /// writes.
    /// </summary>
    /// <exception cref="AssetException">The file is no map, or holds another tile.</exception>
    public static MapFile Read(string path, IReadOnlyList<Tile> tiles)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tiles);
        string name = System.IO.Path.GetFileName(path), text = AssetText.Read(path, path);
        bool isCsv = name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        // CSV holds indices where not all symbols are integers (CsvGrid.Format).
        bool isIndexed = isCsv && !tiles.All(tile => CsvGrid.IsSymbol(tile.Symbol));
        SymbolGrid grid = isCsv ? CsvGrid.Parse(path, text) : TextGrid.Parse(path, text);
        var indices = new Dictionary<long, byte>();
        for (int i = 0; i < tiles.Count; i++)
        {
            if (isIndexed) indices[i] = (byte)i;
            else if (isCsv ? CsvGrid.IsSymbol(tiles[i].Symbol) : TextGrid.IsSymbol(tiles[i].Symbol))
                indices[TileMapReader.SymbolOf(tiles[i], isCsv ? MapFormat.Csv : MapFormat.Text)] = (byte)i;
        }
        int unknown = Array.FindIndex(grid.Symbols, symbol => !indices.ContainsKey(symbol));
        if (unknown >= 0)
        {
            string symbol = TileMapReader.SymbolText(grid.Symbols[unknown], isCsv ? MapFormat.Csv : MapFormat.Text);
            throw new AssetException($"{path}:{unknown / grid.Width + 1}:{unknown % grid.Width + 1}",
                $"The tile '{symbol}' is not among {string.Join(' ', tiles.Select(tile => tile.Symbol))}.",
                "Take a map of the model's tiles.");
        }
        return new MapFile(name, new TileMap(grid.Width, grid.Height, Array.ConvertAll(grid.Symbols, symbol => indices[symbol])));
    }
}

/// <summary>How a map is written down.</summary>
public enum MapFormat
{
    /// <summary>One row a line, one character a tile (<c>.txt</c>).</summary>
    Text,

    /// <summary>One row a line, integers between commas (<c>.csv</c>).</summary>
    Csv,
}
