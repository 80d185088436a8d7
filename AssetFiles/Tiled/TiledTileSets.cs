namespace BfnProcGen.AssetFiles.Tiled;

/// <summary>Reads tile sets, those in files of their own (<c>.tsx</c>, <c>.tsj</c>) once for all maps of a folder.</summary>
internal sealed class TiledTileSets(AssetBounds bounds)
{
    private const string Remedy = "Put it where the map expects it, or embed it (Map > Embed Tilesets).";

    // Tile sets of separate images count theirs with gaps.
    private const int MostTiles = 1 << 24;

    private readonly Dictionary<string, TiledTileSet> _read = [];

    /// <summary>Where maps and tile sets may lie.</summary>
    public AssetBounds Bounds => bounds;

    /// <summary>The tile set in a file that a map names.</summary>
    /// <param name="source">What the map says, relative to its own folder.</param>
    /// <param name="folder">The map's folder.</param>
    /// <param name="place">Where the map says it.</param>
    /// <exception cref="AssetException">It can't be read, or is none.</exception>
    public TiledTileSet Load(string source, string folder, string place)
    {
        if (source.Length == 0 || source.Contains('\0') || Path.IsPathRooted(source) || source.Contains("://"))
            throw new AssetException(place, $"The tile set '{source}' is not named relative to the map.", Remedy);
        string path = Path.GetFullPath(Path.Combine(folder, source));
        if (_read.TryGetValue(path, out TiledTileSet? known)) return known;
        bounds.Require(path, place);
        if (!File.Exists(path)) throw new AssetException(place, $"The map's tile set '{source}' is missing.", Remedy);
        string text = AssetText.Read(path, source, bounds);
        return _read[path] = text.AsSpan().TrimStart().StartsWith("<")
            ? Read(XmlPart.Parse(text, source, "tileset"))
            : Read(JsonPart.Parse(text, source, Remedy));
    }

    /// <summary>The tile set in an element.</summary>
    /// <exception cref="AssetException">It is malformed.</exception>
    public static TiledTileSet Read(XmlPart part)
    {
        string name = part.Attribute("name") ?? throw part.Error("The tile set has no name.");
        var tiles = new Dictionary<int, TiledTile>();
        foreach (XmlPart tile in part.All("tile"))
        {
            var properties = new Dictionary<string, string>();
            foreach (XmlPart property in tile.Find("properties")?.All("property") ?? [])
                properties[property.Attribute("name") ?? ""] = property.Attribute("value") ?? property.Text;
            tiles[(int)tile.Whole("id", 0, MostTiles)] = Told(properties, tile.Attribute("class") ?? tile.Attribute("type"));
        }
        bool isCut = part.Find("image") is not null && part.Attribute("tilecount") is not null;
        return new TiledTileSet(name, isCut ? (int)part.Whole("tilecount", 0, MostTiles) : null, tiles);
    }

    /// <summary>The same of JSON.</summary>
    /// <exception cref="AssetException">It is malformed.</exception>
    public static TiledTileSet Read(JsonPart part)
    {
        var tiles = new Dictionary<int, TiledTile>();
        foreach (JsonPart tile in part.Items("tiles"))
        {
            var properties = new Dictionary<string, string>();
            foreach (JsonPart property in tile.Items("properties"))
            {
                if (property.Find("value") is { Kind: System.Text.Json.JsonValueKind.String } value)
                    properties[property.Get("name").Text()] = value.Text();
            }
            tiles[tile.Whole("id", 0, MostTiles)] = Told(properties, tile.Text("class") ?? tile.Text("type"));
        }
        bool isCut = part.Find("image") is not null && part.Find("tilecount") is not null;
        return new TiledTileSet(part.Get("name").Text(), isCut ? part.Whole("tilecount", 0, MostTiles) : null, tiles);
    }

    private static TiledTile Told(Dictionary<string, string> properties, string? kind)
    {
        return new TiledTile(Property("symbol"), string.IsNullOrWhiteSpace(kind) ? null : kind, Property("name"),
            TiledTile.ColourOf(Property("colour") ?? Property("color")));

        // A blank is a symbol as well.
        string? Property(string name) => properties.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
    }
}
