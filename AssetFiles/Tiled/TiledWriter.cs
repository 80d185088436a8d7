using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace BfnProcGen.AssetFiles.Tiled;

/// <summary>
/// Writes maps and their tile set for Tiled, as XML (<c>.tmx</c>, <c>.tsx</c>) or JSON (<c>.tmj</c>, <c>.tsj</c>). A tile's class is its
/// name, and its properties say its symbol and colour, by which it is read again as the same tile.
/// </summary>
/// <param name="name">The name of the tile set and of its files.</param>
/// <param name="tiles">The tiles by index.</param>
/// <param name="look">How they look.</param>
/// <param name="isJson">Whether JSON is written.</param>
internal sealed class TiledWriter(string name, IReadOnlyList<Tile> tiles, TileSet look, bool isJson)
{
    // Of the format, and of the Tiled that has it: it isn't Tiled that writes, but parsers of engines want to be told.
    private const string Version = "1.10";

    private static readonly XmlWriterSettings Xml = new()
    {
        Indent = true, IndentChars = " ", NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };

    /// <summary>The file of the tile set.</summary>
    public string TileSetFile => name + (isJson ? ".tsj" : ".tsx");

    private string ImageFile => name + ".png";

    /// <summary>The tile set and its image.</summary>
    /// <exception cref="RequestException">A tile's symbol or name can't be written in XML.</exception>
    public IReadOnlyList<OutputFile> TileSetFiles()
    {
        Picture sheet = look.DrawSheet();
        return [new OutputFile(ImageFile, sheet.ToPng()), new OutputFile(TileSetFile, isJson ? JsonTileSet(sheet) : XmlTileSet(sheet))];
    }

    /// <summary>A map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="record">What is recorded in its properties.</param>
    /// <param name="toTileSet">The path from the map to the tile set's folder: "", or with '/' at its end.</param>
    public byte[] Map(TileMap map, IEnumerable<KeyValuePair<string, string>> record, string toTileSet) =>
        isJson ? JsonMap(map, record, toTileSet) : XmlMap(map, record, toTileSet);

    // Tiled counts tiles from 1; 0 is none.
    private int NumberOf(byte tile) => tiles[tile].Symbol == NamedTiles.Empty.Symbol ? 0 : tile + 1;

    private IEnumerable<KeyValuePair<string, string>> PropertiesOf(Tile tile)
    {
        if (tile.Colour is { } colour) yield return new("colour", colour);
        yield return new("symbol", tile.Symbol);
    }

    private byte[] XmlMap(TileMap map, IEnumerable<KeyValuePair<string, string>> record, string toTileSet) => WriteXml(xml =>
    {
        xml.WriteStartElement("map");
        Attributes(xml, ("version", Version), ("tiledversion", Version), ("orientation", "orthogonal"), ("renderorder", "right-down"),
            ("width", map.Width), ("height", map.Height), ("tilewidth", look.TileSize), ("tileheight", look.TileSize), ("infinite", 0),
            ("nextlayerid", 2), ("nextobjectid", 1));
        Properties(xml, record);
        xml.WriteStartElement("tileset");
        Attributes(xml, ("firstgid", 1), ("source", toTileSet + TileSetFile));
        xml.WriteEndElement();
        xml.WriteStartElement("layer");
        Attributes(xml, ("id", 1), ("name", "tiles"), ("width", map.Width), ("height", map.Height));
        xml.WriteStartElement("data");
        Attributes(xml, ("encoding", "csv"));
        xml.WriteString("\n" + Rows(map) + "\n");
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    private byte[] XmlTileSet(Picture sheet) => WriteXml(xml =>
    {
        xml.WriteStartElement("tileset");
        Attributes(xml, ("version", Version), ("tiledversion", Version), ("name", name), ("tilewidth", look.TileSize),
            ("tileheight", look.TileSize), ("tilecount", tiles.Count), ("columns", sheet.Width / look.TileSize));
        xml.WriteStartElement("image");
        Attributes(xml, ("source", ImageFile), ("width", sheet.Width), ("height", sheet.Height));
        xml.WriteEndElement();
        for (int i = 0; i < tiles.Count; i++)
        {
            xml.WriteStartElement("tile");
            Attributes(xml, ("id", i));
            if (tiles[i].Name is { } called) Attributes(xml, ("type", called));
            Properties(xml, PropertiesOf(tiles[i]));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    });

    private byte[] JsonMap(TileMap map, IEnumerable<KeyValuePair<string, string>> record, string toTileSet) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "map");
        json.WriteString("version", Version);
        json.WriteString("tiledversion", Version);
        json.WriteString("orientation", "orthogonal");
        json.WriteString("renderorder", "right-down");
        Numbers(json, ("width", map.Width), ("height", map.Height), ("tilewidth", look.TileSize), ("tileheight", look.TileSize),
            ("nextlayerid", 2), ("nextobjectid", 1), ("compressionlevel", -1));
        json.WriteBoolean("infinite", false);
        Properties(json, record);
        json.WriteStartArray("tilesets");
        json.WriteStartObject();
        json.WriteNumber("firstgid", 1);
        json.WriteString("source", toTileSet + TileSetFile);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("layers");
        json.WriteStartObject();
        json.WriteString("type", "tilelayer");
        json.WriteString("name", "tiles");
        Numbers(json, ("id", 1), ("x", 0), ("y", 0), ("width", map.Width), ("height", map.Height), ("opacity", 1));
        json.WriteBoolean("visible", true);
        json.WritePropertyName("data");
        json.WriteRawValue($"[\n{Rows(map)}\n]");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private byte[] JsonTileSet(Picture sheet) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "tileset");
        json.WriteString("version", Version);
        json.WriteString("tiledversion", Version);
        json.WriteString("name", name);
        json.WriteString("image", ImageFile);
        Numbers(json, ("imagewidth", sheet.Width), ("imageheight", sheet.Height), ("tilewidth", look.TileSize),
            ("tileheight", look.TileSize),
            ("tilecount", tiles.Count), ("columns", sheet.Width / look.TileSize), ("margin", 0), ("spacing", 0));
        json.WriteStartArray("tiles");
        for (int i = 0; i < tiles.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", i);
            if (tiles[i].Name is { } called) json.WriteString("type", called);
            Properties(json, PropertiesOf(tiles[i]));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private string Rows(TileMap map)
    {
        var rows = new StringBuilder();
        for (int i = 0; i < map.Cells.Length; i++)
        {
            if (i > 0) rows.Append(i % map.Width == 0 ? ",\n" : ",");
            rows.Append(CultureInfo.InvariantCulture, $"{NumberOf(map.Cells[i])}");
        }
        return rows.ToString();
    }

    private static byte[] WriteXml(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        try
        {
            using (XmlWriter xml = XmlWriter.Create(stream, Xml)) write(xml);
        }
        catch (ArgumentException e)
        {
            throw new RequestException(
                $"The model says something that can't be written in XML ({e.Message.TrimEnd('.')}). Use JSON (tmj).");
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach ((string name, object value) in attributes)
            xml.WriteAttributeString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    private static void Properties(XmlWriter xml, IEnumerable<KeyValuePair<string, string>> properties)
    {
        xml.WriteStartElement("properties");
        foreach ((string name, string value) in properties)
        {
            xml.WriteStartElement("property");
            Attributes(xml, ("name", name), ("value", value));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Numbers(Utf8JsonWriter json, params ReadOnlySpan<(string Name, int Value)> members)
    {
        foreach ((string name, int value) in members) json.WriteNumber(name, value);
    }

    private static void Properties(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> properties)
    {
        json.WriteStartArray("properties");
        foreach ((string name, string value) in properties)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("type", "string");
            json.WriteString("value", value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
