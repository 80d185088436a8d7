using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BfnProcGen.AssetFiles.Ldtk;

/// <summary>
/// Writes LDtk projects (JSON version 1.5.3) with a level a map, each of one IntGrid layer: a tile's value is its index + 1. Values are
/// shown with pictures from a tile set, whose custom data say the tiles' symbols (see <see cref="LdtkReader"/>). Identifiers follow from
/// the content, so that the same maps give the same file.
/// </summary>
/// <param name="name">The name of the tile set's image.</param>
/// <param name="tiles">The tiles by index.</param>
/// <param name="look">How they look.</param>
internal sealed class LdtkWriter(string name, IReadOnlyList<Tile> tiles, TileSet look)
{
    private const int LayerUid = 1, TileSetUid = 2, FirstLevelUid = 3;
    private const string Layer = "Tiles", Backdrop = "#16181D";

    private readonly Colour[] _colours = Palette.For(tiles);

    /// <summary>The tile set's image.</summary>
    public string ImageFile => name + ".png";

    /// <summary>The tile set's image.</summary>
    public IReadOnlyList<OutputFile> TileSetFiles() => [new OutputFile(ImageFile, look.DrawSheet().ToPng())];

    /// <summary>A project of some maps.</summary>
    /// <param name="maps">The maps; all of one size.</param>
    /// <param name="record">What is recorded of all of them, under <c>bfn</c>; levels have theirs there too.</param>
    /// <param name="toTileSet">The path from the project to the image's folder: "", or with '/' at its end.</param>
    public byte[] Project(IReadOnlyList<NamedMap> maps, IEnumerable<KeyValuePair<string, string>> record, string toTileSet)
    {
        string identity = string.Join('\n', maps.Select(map => $"{map.Name} {Convert.ToHexString(map.Map.Cells)}"));
        string[] names = Identifiers(maps.Select(map => map.Name), "Level");
        (int width, int height) = (maps[0].Map.Width * look.TileSize, maps[0].Map.Height * look.TileSize);
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            WriteSettings(json, identity, width, height, maps.Count);
            WriteRecord(json, record, maps, names);
            WriteDefinitions(json, toTileSet);
            json.WriteStartArray("levels");
            for (int i = 0; i < maps.Count; i++) WriteLevel(json, maps[i], names[i], i, $"{identity}\n{i}");
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteSettings(Utf8JsonWriter json, string identity, int width, int height, int levels)
    {
        foreach ((string key, string value) in new[]
        {
            ("iid", IidOf("project", identity)), ("jsonVersion", "1.5.3"), ("identifierStyle", "Free"),
            ("worldLayout", "LinearHorizontal"),
            ("bgColor", Backdrop), ("defaultLevelBgColor", Backdrop), ("imageExportMode", "None"), ("levelNamePattern", "Level_%idx"),
            ("dummyWorldIid", IidOf("world", identity)),
        }) json.WriteString(key, value);
        foreach ((string key, int value) in new[]
        {
            ("appBuildId", 473703), ("nextUid", FirstLevelUid + levels), ("worldGridWidth", width), ("worldGridHeight", height),
            ("defaultLevelWidth", width), ("defaultLevelHeight", height), ("defaultPivotX", 0), ("defaultPivotY", 0),
            ("defaultGridSize", 16),
            ("defaultEntityWidth", 16), ("defaultEntityHeight", 16), ("backupLimit", 10),
        }) json.WriteNumber(key, value);
        foreach (string key in new[] { "minifyJson", "externalLevels", "exportTiled", "simplifiedExport", "exportLevelBg", "backupOnSave" })
            json.WriteBoolean(key, false);
        foreach (string key in new[] { "pngFilePattern", "backupRelPath", "tutorialDesc" }) json.WriteNull(key);
        foreach (string key in new[] { "customCommands", "flags", "toc", "worlds" }) WriteEmpty(json, key);
    }

    private static void WriteRecord(
        Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>> record, IReadOnlyList<NamedMap> maps, string[] names)
    {
        json.WriteStartObject("bfn");
        foreach ((string key, string value) in record) json.WriteString(key, value);
        json.WriteStartObject("levels");
        for (int i = 0; i < maps.Count; i++) json.WriteEntries(names[i], maps[i].Record);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteDefinitions(Utf8JsonWriter json, string toTileSet)
    {
        json.WriteStartObject("defs");
        foreach (string key in new[] { "entities", "enums", "externalEnums", "levelFields" }) WriteEmpty(json, key);
        json.WriteStartArray("layers");
        WriteLayerDefinition(json);
        json.WriteEndArray();
        json.WriteStartArray("tilesets");
        WriteTileSet(json, toTileSet);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteLayerDefinition(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach ((string key, string value) in new[] { ("__type", "IntGrid"), ("type", "IntGrid"), ("identifier", Layer) })
            json.WriteString(key, value);
        foreach ((string key, int value) in new[]
        {
            ("uid", LayerUid), ("gridSize", look.TileSize), ("guideGridWid", 0), ("guideGridHei", 0), ("displayOpacity", 1),
            ("inactiveOpacity", 1),
            ("pxOffsetX", 0), ("pxOffsetY", 0), ("parallaxFactorX", 0), ("parallaxFactorY", 0), ("tilePivotX", 0), ("tilePivotY", 0),
        }) json.WriteNumber(key, value);
        foreach ((string key, bool value) in new[]
        {
            ("hideInList", false), ("hideFieldsWhenInactive", false), ("canSelectWhenInactive", true), ("renderInWorldView", true),
            ("parallaxScaling", true), ("useAsyncRender", false),
        }) json.WriteBoolean(key, value);
        foreach (string key in new[]
        {
            "doc", "uiColor", "autoSourceLayerDefUid", "tilesetDefUid", "biomeFieldUid", "autoTilesKilledByOtherLayerUid",
        }) json.WriteNull(key);
        foreach (string key in new[] { "requiredTags", "excludedTags", "uiFilterTags", "intGridValuesGroups", "autoRuleGroups" })
            WriteEmpty(json, key);
        json.WriteStartArray("intGridValues");
        string[] identifiers = Identifiers(tiles.Select(tile => tile.Name ?? ""), "tile");
        for (int i = 0; i < tiles.Count; i++)
        {
            if (tiles[i].Symbol == NamedTiles.Empty.Symbol) continue;
            json.WriteStartObject();
            json.WriteNumber("value", i + 1);
            json.WriteString("identifier", identifiers[i]);
            json.WriteString("color", _colours[i].ToString().ToUpperInvariant());
            (int left, int top) = look.PlaceOf(i);
            json.WriteNumbers("tile", ("tilesetUid", TileSetUid), ("x", left), ("y", top), ("w", look.TileSize), ("h", look.TileSize));
            json.WriteNumber("groupUid", 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteTileSet(Utf8JsonWriter json, string toTileSet)
    {
        (int columns, int rows) = (look.SheetColumns, (look.Count + look.SheetColumns - 1) / look.SheetColumns);
        json.WriteStartObject();
        json.WriteString("identifier", "Tiles");
        json.WriteString("relPath", toTileSet + ImageFile);
        foreach ((string key, int value) in new[]
        {
            ("uid", TileSetUid), ("__cWid", columns), ("__cHei", rows), ("pxWid", columns * look.TileSize), ("pxHei", rows * look.TileSize),
            ("tileGridSize", look.TileSize), ("spacing", 0), ("padding", 0),
        }) json.WriteNumber(key, value);
        foreach (string key in new[] { "embedAtlas", "tagsSourceEnumUid", "cachedPixelData" }) json.WriteNull(key);
        foreach (string key in new[] { "tags", "enumTags", "savedSelections" }) WriteEmpty(json, key);
        json.WriteStartArray("customData");
        for (int i = 0; i < tiles.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("tileId", i);
            json.WriteString("data", LdtkReader.SymbolKey + tiles[i].Symbol);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteLevel(Utf8JsonWriter json, NamedMap map, string identifier, int index, string identity)
    {
        json.WriteStartObject();
        foreach ((string key, string value) in new[]
        {
            ("identifier", identifier), ("iid", IidOf("level", identity)), ("__bgColor", Backdrop), ("__smartColor", "#8B8D92"),
        }) json.WriteString(key, value);
        foreach ((string key, int value) in new[]
        {
            ("uid", FirstLevelUid + index), ("worldX", -1), ("worldY", -1), ("worldDepth", 0), ("pxWid", map.Map.Width * look.TileSize),
            ("pxHei", map.Map.Height * look.TileSize),
        }) json.WriteNumber(key, value);
        foreach (string key in new[] { "bgPivotX", "bgPivotY" }) json.WriteNumber(key, 0.5);
        foreach (string key in new[] { "bgColor", "bgRelPath", "bgPos", "__bgPos", "externalRelPath" }) json.WriteNull(key);
        json.WriteBoolean("useAutoIdentifier", false);
        foreach (string key in new[] { "fieldInstances", "__neighbours" }) WriteEmpty(json, key);
        json.WriteStartArray("layerInstances");
        json.WriteStartObject();
        foreach ((string key, string value) in new[] { ("__identifier", Layer), ("__type", "IntGrid"), ("iid", IidOf("layer", identity)) })
            json.WriteString(key, value);
        foreach ((string key, int value) in new[]
        {
            ("__cWid", map.Map.Width), ("__cHei", map.Map.Height), ("__gridSize", look.TileSize), ("__opacity", 1), ("__pxTotalOffsetX", 0),
            ("__pxTotalOffsetY", 0), ("levelId", FirstLevelUid + index), ("layerDefUid", LayerUid), ("pxOffsetX", 0), ("pxOffsetY", 0),
            ("seed", index),
        }) json.WriteNumber(key, value);
        json.WriteBoolean("visible", true);
        foreach (string key in new[] { "__tilesetDefUid", "__tilesetRelPath", "overrideTilesetUid" }) json.WriteNull(key);
        foreach (string key in new[] { "optionalRules", "autoLayerTiles", "gridTiles", "entityInstances" }) WriteEmpty(json, key);
        json.WritePropertyName("intGridCsv");
        json.WriteRawValue($"[{string.Join(',', map.Map.Cells.ToArray().Select(ValueOf))}]");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private int ValueOf(byte tile) => tiles[tile].Symbol == NamedTiles.Empty.Symbol ? 0 : tile + 1;

    private static void WriteEmpty(Utf8JsonWriter json, string key)
    {
        json.WriteStartArray(key);
        json.WriteEndArray();
    }

    // As LDtk would have them, which renames others when it opens a project: letters, digits and single underscores, no digit first, each
    // name once.
    private static string[] Identifiers(IEnumerable<string> names, string otherwise)
    {
        var taken = new HashSet<string>();
        return [.. names.Select((name, i) =>
        {
            string[] words = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))
                .Split('_', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) words = [$"{i + 1}"];
            if (char.IsAsciiDigit(words[0][0])) words = [otherwise, .. words];
            string identifier = string.Join('_', words);
            for (int number = i + 1; !taken.Add(identifier); number++) identifier = $"{string.Join('_', words)}_{number}";
            return identifier;
        })];
    }

    // Unique and always the same: a hash in the form of a UUID.
    private static string IidOf(string what, string identity) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{what}\n{identity}")).AsSpan(0, 16)).ToString();
}
