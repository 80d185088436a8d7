using System.Globalization;
using System.Text.Json;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// What <c>legend.json</c> says: the tiles in order, with names and colours, and optionally an image to draw them with. A tile is an object
/// (<c>{"name": "wall", "colour": "#556677"}</c>), or, as in the Video Game Level Corpus, a list of words of which the first is the name.
/// </summary>
/// <param name="Tiles">The tiles, in the order of the file, which is also their order in the tile set's image.</param>
/// <param name="ImagePath">Path of the tile set's image, or null.</param>
/// <param name="TileSize">Width and height in pixels of one tile in the image.</param>
public sealed record Legend(IReadOnlyList<Tile> Tiles, string? ImagePath, int TileSize)
{
    /// <summary>The file's name in an asset folder.</summary>
    public const string FileName = "legend.json";

    /// <summary>Largest edge of a tile in a tile set, in pixels.</summary>
    public const int MaxTileSize = 256;

    private const string Optional = "Correct it, or remove the file: a legend is optional.";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Where it and its image may lie.</summary>
    internal AssetBounds Bounds { get; private init; } = AssetBounds.None;

    /// <summary>Reads a legend.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bounds">Where it and its image may lie; null for anywhere.</param>
    /// <exception cref="AssetException">The file can't be read, or says something that makes no sense.</exception>
    public static Legend Read(string path, AssetBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string place = Path.GetFileName(path);
        string text = AssetText.Read(path, place, bounds ?? AssetBounds.None);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Lenient);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("tiles", out JsonElement tiles)
                || tiles.ValueKind != JsonValueKind.Object)
                throw new AssetException(place, "\"tiles\" is missing.", "Write {\"tiles\": {\"#\": {\"name\": \"wall\"}, …}}.");
            (string? image, int size) = root.TryGetProperty("tileset", out JsonElement set) ? ReadTileSet(place, set) : (null, 0);
            return new Legend(
                ReadTiles(place, tiles),
                image is null ? null : PathInside(place, Path.GetDirectoryName(Path.GetFullPath(path))!, image),
                size)
            {
                Bounds = bounds ?? AssetBounds.None,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new AssetException(place, $"This is no valid JSON ({e.Message.TrimEnd('.')}).", Optional, e);
        }
    }

    /// <summary>A legend's content, for maps in a format; those in CSV have indices where not all symbols are integers.</summary>
    /// <param name="tiles">The tiles by index.</param>
    /// <param name="format">The maps' format.</param>
    /// <param name="record">What is recorded in it, under <c>bfn</c>.</param>
    internal static byte[] Format(IReadOnlyList<Tile> tiles, MapFormat format, IReadOnlyList<KeyValuePair<string, string>> record)
    {
        bool isIndexed = format == MapFormat.Csv && !tiles.All(tile => CsvGrid.IsSymbol(tile.Symbol));
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("tiles");
            for (int i = 0; i < tiles.Count; i++)
            {
                json.WriteStartObject(isIndexed ? i.ToString(CultureInfo.InvariantCulture) : tiles[i].Symbol);
                json.WriteString("name", tiles[i].Name ?? tiles[i].Symbol);
                if (tiles[i].Colour is { } colour) json.WriteString("colour", colour);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEntries("bfn", record);
            json.WriteEndObject();
        });
    }

    private static List<Tile> ReadTiles(string place, JsonElement element)
    {
        var tiles = new List<Tile>();
        var symbols = new HashSet<string>();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!symbols.Add(property.Name)) throw new AssetException(place, $"The tile '{property.Name}' is listed twice.", "Remove one.");
            tiles.Add(ReadTile(place, property.Name, property.Value));
        }
        return tiles.Count > 0 ? tiles : throw new AssetException(place, "\"tiles\" lists no tile.", Optional);
    }

    private static Tile ReadTile(string place, string symbol, JsonElement value)
    {
        string? name = value.ValueKind switch
        {
            JsonValueKind.Object => Text(value, "name"),
            JsonValueKind.Array => value.EnumerateArray().Select(word => word.GetString()).FirstOrDefault(),
            JsonValueKind.String => value.GetString(),
            _ => throw new AssetException(place, $"The tile '{symbol}' says neither name nor colour.",
                "Write {\"name\": \"wall\", \"colour\": \"#556677\"}, or a list of words."),
        };
        string? colour = value.ValueKind == JsonValueKind.Object ? Text(value, "colour") ?? Text(value, "color") : null;
        if (colour is not null && Colour.Parse(colour) is null)
            throw new AssetException(place, $"The colour '{colour}' of the tile '{symbol}' can't be read.", "Write it as #rrggbb.");
        return new Tile(symbol, string.IsNullOrWhiteSpace(name) ? null : name, colour?.ToLowerInvariant());
    }

    private static (string Image, int Size) ReadTileSet(string place, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object
            || Text(element, "image") is not { Length: > 0 } image
            || !element.TryGetProperty("tile_size", out JsonElement sizeElement)
            || !sizeElement.TryGetInt32(out int size))
        {
            throw new AssetException(
                place, "\"tileset\" lacks its image or its tile size.", "Write {\"image\": \"tiles.png\", \"tile_size\": 16}.");
        }
        return size is >= 1 and <= MaxTileSize
            ? (image, size)
            : throw new AssetException(place, $"The tile size is {size} pixels.", $"It must be between 1 and {MaxTileSize}.");
    }

    private static string PathInside(string place, string folder, string image) => AssetFolder.PathInside(folder, image)
        ?? throw new AssetException(place, $"The tile set's image '{image}' is no file in the legend's folder.",
            "Copy it beside the legend, and write its name alone.");

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
