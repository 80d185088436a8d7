using System.Text;
using BfnProcGen.AssetFiles;
using FsCheck;
using FsCheck.Fluent;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>What must hold for any map in the formats of editors, and for any file that says to be one.</summary>
public sealed class MapFormatPropertyTests
{
    private static readonly Tile[] Tiles = [new("#", "wall", "#102030"), new(" ", "floor"), new("door", null, "#ffffff"), new("empty")];

    [TestCase(MapFormat.Text)]
    [TestCase(MapFormat.Csv)]
    [TestCase(MapFormat.Tmx)]
    [TestCase(MapFormat.Tmj)]
    [TestCase(MapFormat.Ldtk)]
    public void WhatIsWrittenIsReadAgainAsTheSameTiles(MapFormat format)
    {
        Prop.ForAll(Cases(format).ToArbitrary(), given =>
        {
            using var folder = new TemporaryFolder();
            var encoder = new MapEncoder(format, given.Tiles, TileSet.FromColours(given.Tiles, 4), "tiles");
            foreach (OutputFile file in encoder.Companions) AssetOutput.Write(folder[file.Name], file.Bytes);
            KeyValuePair<string, string>[] record = [new("bfn.seed", "7"), new("bfn.model", "ünï <&> \"")];
            AssetOutput.Write(folder["map" + encoder.Extension], encoder.Encode([new NamedMap("7", given.Map, record)], [], ""));
            TileMapFolder read = TileMapFolder.Read(folder.Path);
            read.ThrowIfUnusable();
            TileMap map = read.Maps.Single().Map;
            bool isIndexed = format == MapFormat.Csv;
            string[] expected = [.. given.Map.Cells.ToArray().Select(i => isIndexed ? $"{i}" : given.Tiles[i].Symbol)];
            Assert.That(map.Cells.ToArray().Select(i => read.Tiles[i].Symbol), Is.EqualTo(expected));
            Assert.That((map.Width, map.Height), Is.EqualTo((given.Map.Width, given.Map.Height)));
            if (format is MapFormat.Tmx or MapFormat.Tmj)
            {
                foreach (Tile tile in read.Tiles.Where(tile => tile.Symbol != "empty"))
                {
                    Tile written = given.Tiles.Single(other => other.Symbol == tile.Symbol);
                    Assert.That((tile.Name, tile.Colour), Is.EqualTo((written.Name, written.Colour)));
                }
            }
            Assert.That(MapFile.Read(folder["map" + encoder.Extension], given.Tiles).Map.Cells.ToArray(), Is.EqualTo(given.Map.Cells.ToArray()));
            Assert.That(read.Findings, Is.Empty);
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void TheSameMapsGiveTheSameBytes([Values] MapFormat format)
    {
        TileMap map = new(2, 1, [0, 1]);
        byte[] Bytes() => new MapEncoder(format, Tiles[..2], TileSet.FromColours(Tiles[..2], 4), "t").Encode([new NamedMap("a", map, [])], [], "../");
        byte[] first = Bytes();
        Assert.That(Bytes(), Is.EqualTo(first));
    }

    [Test]
    public void SeveralMapsAreLevelsOfAProjectAndNothingElse()
    {
        NamedMap[] maps = [new("1", new TileMap(2, 1, [0, 1]), [new("bfn.seed", "1")]), new("class/2", new TileMap(2, 1, [1, 1]), [])];
        using var folder = new TemporaryFolder();
        AssetOutput.Write(folder["p.ldtk"], new MapEncoder(MapFormat.Ldtk, Tiles, TileSet.FromColours(Tiles, 4), "t").Encode(maps, [], ""));
        Assert.That(TileMapFolder.Read(folder.Path).Maps.Select(file => file.Name), Is.EqualTo(new[] { "p.ldtk#Level_1", "p.ldtk#class_2" }));
        Assert.That(() => new MapEncoder(MapFormat.Tmx, Tiles, TileSet.FromColours(Tiles, 4), "t").Encode(maps, [], ""), Throws.TypeOf<RequestException>());
    }

    [TestCase("map.tmx")]
    [TestCase("map.tmj")]
    [TestCase("tiles.tsx")]
    [TestCase("tiles.tsj")]
    [TestCase("map.ldtk")]
    public void AnyDamageIsReadOrRefused(string name)
    {
        MapFormat format = name.EndsWith(".tmx") || name.EndsWith(".tsx") ? MapFormat.Tmx : name.EndsWith(".ldtk") ? MapFormat.Ldtk : MapFormat.Tmj;
        var encoder = new MapEncoder(format, Tiles, TileSet.FromColours(Tiles, 4), "tiles");
        byte[] map = encoder.Encode([new NamedMap("7", new TileMap(3, 2, [0, 1, 2, 3, 2, 1]), [])], [], "");
        byte[] whole = name.StartsWith("map") ? map : encoder.Companions.Single(file => file.Name == name).Bytes;
        string[] pieces = ["<tile gid=\"1\"/>", "-1", "99999999999", "null", "{}", "[]", "\"\"", "1e400", "\\ud800", "<group>", "base64", "zstd", "\0", "é"];
        Gen<byte[]> files =
            from at in Gen.Choose(0, whole.Length)
            from length in Gen.Choose(0, 12)
            from piece in Gen.OneOf(Gen.Elements(pieces).Select(Encoding.UTF8.GetBytes), ArbMap.Default.GeneratorFor<byte[]>())
            select (byte[])[.. whole[..at], .. piece, .. whole[Math.Min(whole.Length, at + length)..]];
        Prop.ForAll(files.ToArbitrary(), bytes =>
        {
            using var folder = new TemporaryFolder();
            foreach (OutputFile file in encoder.Companions) folder.Add(file.Name, file.Bytes);
            folder.Add("map" + encoder.Extension, map).Add(name, bytes);
            _ = new FolderSurvey(TileMapFolder.Read(folder.Path));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    private static Gen<(Tile[] Tiles, TileMap Map)> Cases(MapFormat format) =>
        from count in Gen.Choose(2, 12)
        from symbols in SymbolsOf(format).ArrayOf(count)
        where symbols.Distinct().Count() == count
        from names in Gen.Elements("wall", "floor", "ünï", null).ArrayOf(count)
        from colours in Gen.Elements("#102030", null).ArrayOf(count)
        from width in Gen.Choose(1, 9)
        from height in Gen.Choose(1, 9)
        from cells in Gen.Choose(0, count - 1).Select(i => (byte)i).ArrayOf(width * height)
        where cells.Distinct().Count() > 1
        select (symbols.Select((symbol, i) => new Tile(symbol, symbol == "empty" ? null : names[i], colours[i])).ToArray(), new TileMap(width, height, cells));

    private static Gen<string> SymbolsOf(MapFormat format)
    {
        Gen<string> characters = Gen.OneOf(Gen.Choose(0x20, 0x7E), Gen.Choose(0xA0, 0xD7FF), Gen.Choose(0x10000, 0x1F9FF))
            .Select(char.ConvertFromUtf32).Where(TextGrid.IsSymbol);
        return format is MapFormat.Tmx or MapFormat.Tmj or MapFormat.Ldtk
            ? Gen.OneOf(characters, Gen.Elements("wall", "set:3/hv", "<&>\"'", "empty", "two words"))
            : characters.Where(symbol => format == MapFormat.Text || !CsvGrid.IsSymbol(symbol));
    }
}
