namespace BfnProcGen.AssetFiles;

/// <summary>A map and the file it was read from.</summary>
/// <param name="Name">The file's name, relative to its folder.</param>
/// <param name="Map">The map; its tile indices point into <see cref="TileMapFolder.Tiles"/>.</param>
public sealed record MapFile(string Name, TileMap Map)
{
    /// <summary>
    /// Reads a single map, in the format that its name's ending says and else text, whose tiles are known, such as a model's: what
    /// <c>bfn sample</c> writes.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="bounds">Where it may lie; null for anywhere.</param>
    /// <exception cref="AssetException">The file is no map, or holds another tile.</exception>
    public static MapFile Read(string path, IReadOnlyList<Tile> tiles, AssetBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tiles);
        var reader = new MapFileReader(MapFormats.Of(path) ?? MapFormat.Text, bounds ?? AssetBounds.None);
        (string name, SymbolGrid grid) = reader.Read(path, path).First();
        // CSV holds indices where not all symbols are integers (CsvGrid.Format).
        bool isIndexed = reader.Format == MapFormat.Csv && !tiles.All(tile => CsvGrid.IsSymbol(tile.Symbol));
        var indices = new Dictionary<long, byte>();
        for (int i = 0; i < tiles.Count; i++)
        {
            if ((isIndexed ? i : reader.SymbolOf(tiles[i])) is { } symbol) indices[symbol] = (byte)i;
        }
        int unknown = Array.FindIndex(grid.Symbols, symbol => !indices.ContainsKey(symbol));
        if (unknown >= 0)
        {
            string known = string.Join(' ', tiles.Select(tile => tile.Symbol));
            throw new AssetException($"{name}:{unknown / grid.Width + 1}:{unknown % grid.Width + 1}",
                $"The tile '{reader.TileOf(grid.Symbols[unknown]).Symbol}' is not among {known}.",
                "Take a map of the model's tiles.");
        }
        return new MapFile(System.IO.Path.GetFileName(path),
            new TileMap(grid.Width, grid.Height, Array.ConvertAll(grid.Symbols, symbol => indices[symbol])));
    }
}
