namespace BfnProcGen.AssetFiles.Tiled;

/// <summary>What a tile set says of a tile.</summary>
/// <param name="Symbol">Its property <c>symbol</c>, which this program writes.</param>
/// <param name="Class">Its class (<c>type</c> in most versions of Tiled).</param>
/// <param name="Name">Its property <c>name</c>.</param>
/// <param name="Colour">Its property <c>colour</c> or <c>color</c> as <c>#rrggbb</c>.</param>
internal sealed record TiledTile(string? Symbol, string? Class, string? Name, string? Colour)
{
    /// <summary>What it calls itself; null where it doesn't.</summary>
    public string? Identity => Symbol ?? Class ?? Name;

    /// <summary>Tiled writes <c>#aarrggbb</c> where a colour isn't opaque, and may do so where it is.</summary>
    public static string? ColourOf(string? text)
    {
        if (text is ['#', _, _, .. { Length: 6 } digits]) text = "#" + digits;
        return AssetFiles.Colour.Parse(text) is { } colour ? colour.ToString() : null;
    }
}

/// <summary>A tile set of Tiled, as far as it tells tiles apart.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">How many tiles it cuts out of its image; null where it has an image a tile.</param>
/// <param name="Tiles">What it says of single tiles, by their number in the set.</param>
internal sealed record TiledTileSet(string Name, int? Count, IReadOnlyDictionary<int, TiledTile> Tiles)
{
    /// <summary>
    /// What stands for a tile. One that says what it is, by its property <c>symbol</c>, its class or its property <c>name</c>, is that,
    /// however it is turned; another is its picture: <c>set:12</c>, and <c>set:12/hv</c> where it is mirrored horizontally and vertically
    /// (<c>d</c>: at the diagonal).
    /// </summary>
    public Tile TileOf(int number, uint turn)
    {
        Tiles.TryGetValue(number, out TiledTile? told);
        if (told?.Identity is { } identity) return new Tile(identity, told.Name ?? told.Class, told.Colour);
        return new Tile($"{Name}:{number}{(turn == 0 ? "" : "/" + Turned(turn))}", null, told?.Colour);
    }

    private static string Turned(uint turn) =>
        ((turn & TiledMap.Horizontal) != 0 ? "h" : "") + ((turn & TiledMap.Vertical) != 0 ? "v" : "")
        + ((turn & TiledMap.Diagonal) != 0 ? "d" : "") + ((turn & TiledMap.Hexagonal) != 0 ? "x" : "");
}
