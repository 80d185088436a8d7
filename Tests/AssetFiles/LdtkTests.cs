using System.Text.Json;
using BfnProcGen.AssetFiles;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>Projects of LDtk: IntGrid layers of several levels.</summary>
public sealed class LdtkTests
{
    private const string Definitions = """
        "defs": {"layers": [{"uid": 1, "identifier": "Solid", "intGridValues": [
            {"value": 1, "identifier": "wall", "color": "#112233", "tile": null}, {"value": 2, "identifier": null, "color": "#000000"}]},
          {"uid": 2, "identifier": "Top", "intGridValues": [{"value": 1, "identifier": "roof", "color": "#445566"}]}], "tilesets": []}
        """;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void EachLevelIsAMapOfTheUppermostValues()
    {
        _folder.Add("p.ldtk", Project(
            Level("First", IntGrid(2, "Top", 3, 1, "0,1,0"), IntGrid(1, "Solid", 3, 1, "1,1,0"), """{"__type": "Entities"}"""),
            Level("Second", IntGrid(1, "Solid", 2, 2, "2,0,0,1"))));
        TileMapFolder folder = TileMapFolder.Read(_folder.Path);
        folder.ThrowIfUnusable();
        Assert.That(folder.Maps.Select(file => file.Name), Is.EqualTo(new[] { "p.ldtk#First", "p.ldtk#Second" }));
        Assert.That(folder.Maps.Select(file => string.Join(' ', file.Map.Cells.ToArray().Select(tile => folder.Tiles[tile].Symbol))),
            Is.EqualTo(new[] { "wall roof empty", "Solid:2 empty empty wall" }));
        Assert.That(folder.Tiles.Single(tile => tile.Symbol == "wall").Colour, Is.EqualTo("#112233"));
    }

    [TestCase("{", "p.ldtk:1:2: This is no valid JSON")]
    [TestCase("{}", "p.ldtk: \"defs\" is missing.")]
    [TestCase("""{"defs": {}, "levels": []}""", "The project has no level.")]
    [TestCase("""{"defs": {}, "levels": [{"identifier": "A", "layerInstances": null}]}""", "The level 'A' is in a file of its own.")]
    [TestCase("""{"defs": {}, "levels": [{"identifier": "A", "layerInstances": []}]}""", "The level 'A' has no visible IntGrid layer.")]
    [TestCase("""{"defs": {}, "levels": [{"identifier": "A", "layerInstances": [{"__type": "IntGrid", "__cWid": 2, "__cHei": 1, "layerDefUid": 1, "intGridCsv": [1]}]}]}""",
        "p.ldtk: levels[0].layerInstances[0].intGridCsv: The list has 1 numbers instead of 2.")]
    [TestCase("""{"defs": {}, "levels": [{"identifier": "A", "layerInstances": [{"__type": "IntGrid", "__cWid": 5000, "__cHei": 5000}]}]}""",
        "more than 16 million cells together")]
    [TestCase("""{"defs": {"layers": [{"uid": 1, "intGridValues": [{"value": 0}]}]}, "levels": []}""", "p.ldtk: defs.layers[0].intGridValues[0].value: 0 is no whole number")]
    public void WhatIsWrongIsSaidWithItsPlace(string content, string message)
    {
        _folder.Add("p.ldtk", content);
        TileMapFolder folder = TileMapFolder.Read(_folder.Path);
        Assert.That(folder.Findings.Select(finding => finding.ToString()), Has.Some.Contains(message));
        Assert.That(folder.HasErrors);
    }

    [Test]
    public void LayersOfDifferentSizesAreRefused()
    {
        _folder.Add("p.ldtk", Project(Level("A", IntGrid(1, "Solid", 2, 1, "1,0"), IntGrid(2, "Top", 4, 2, "0,0,0,0,0,0,0,1"))));
        Assert.That(TileMapFolder.Read(_folder.Path).Findings[0].Message, Does.Contain("IntGrid layers of 2×1 and 4×2 cells"));
    }

    // LDtk replaces what is no letter or digit, digits at the beginning and repeated underscores: all levels of numbers would be "_".
    [Test]
    public void LevelsAndValuesAreCalledAsLdtkLeavesThem()
    {
        string[] names = ["1", "01", "bat/7", "bat 7", "bat__7", "bat_7_4", "_x_", "", "ünï"];
        Tile[] tiles = [new("a", "2nd wall"), new("b"), new("c"), new("d", "2nd wall")];
        NamedMap[] maps = [.. names.Select(name => new NamedMap(name, new TileMap(2, 1, [0, 3]), []))];
        byte[] project = new MapEncoder(MapFormat.Ldtk, tiles, TileSet.FromColours(tiles, 4), "t").Encode(maps, [], "");
        JsonElement root = JsonDocument.Parse(project).RootElement;
        string[] Identifiers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetProperty("identifier").GetString()!)];
        string[] levels = Identifiers(root.GetProperty("levels")),
            values = Identifiers(root.GetProperty("defs").GetProperty("layers")[0].GetProperty("intGridValues"));
        Assert.That(levels.Concat(values), Is.All.Match("^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$"));
        Assert.That(levels, Is.Unique);
        Assert.That(levels[..3], Is.EqualTo(new[] { "Level_1", "Level_01", "bat_7" }));
        Assert.That(values, Is.EqualTo(new[] { "tile_2nd_wall", "tile_2", "tile_3", "tile_2nd_wall_4" }));
        Assert.That(root.GetProperty("identifierStyle").GetString(), Is.EqualTo("Free"), "first letters stay as they are");
    }

    private static string Project(params string[] levels) => $"{{{Definitions}, \"levels\": [{string.Join(',', levels)}]}}";

    private static string Level(string name, params string[] layers) =>
        $$"""{"identifier": "{{name}}", "layerInstances": [{{string.Join(',', layers)}}]}""";

    private static string IntGrid(int uid, string name, int width, int height, string cells) =>
        $$"""{"__type": "IntGrid", "__identifier": "{{name}}", "visible": true, "layerDefUid": {{uid}}, "__cWid": {{width}}, "__cHei": {{height}}, "intGridCsv": [{{cells}}]}""";
}
