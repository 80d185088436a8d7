using System.Text;
using BfnProcGen.AssetFiles;
using FsCheck;
using FsCheck.Fluent;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>What must hold for any map and any file.</summary>
[TestFixture]
public sealed class TileMapPropertyTests
{
    [Test]
    public void WritingAndReadingTextGivesTheSameMap() => RoundTrip("map.txt", TextGrid.Format, TextTiles);

    [Test]
    public void WritingAndReadingCsvGivesTheSameMap() => RoundTrip("map.csv", CsvGrid.Format, CsvTiles);

    [TestCase("map.txt")]
    [TestCase("map.csv")]
    [TestCase("legend.json")]
    [TestCase("tiles.png")]
    public void AnyBytesAreReadOrRefused(string name)
    {
        byte[][] starts = [[], Encoding.UTF8.GetBytes("1,2,"), Encoding.UTF8.GetBytes("{\"tiles\":{\""), Encoding.UTF8.GetBytes("{\"tileset\":{\"image\":\"../"), TinyPng()];
        Gen<byte[]> files =
            from start in Gen.Elements(starts)
            from tail in ArbMap.Default.GeneratorFor<byte[]>()
            select (byte[])[.. start, .. tail];
        Prop.ForAll(files.ToArbitrary(), bytes =>
        {
            using var folder = new TemporaryFolder();
            folder.Add("other.txt", "#.").Add("legend.json", """{"tiles": {"#": "a", ".": "b"}, "tileset": {"image": "tiles.png", "tile_size": 1}}""").Add(name, bytes);
            if (name == "map.csv") File.Delete(folder["other.txt"]);
            _ = new FolderSurvey(TileMapFolder.Read(folder.Path));
        }).QuickCheckThrowOnFailure();
    }

    private static void RoundTrip(string name, Func<TileMap, IReadOnlyList<Tile>, string> format, Gen<Tile[]> tileSets)
    {
        Gen<(Tile[] Tiles, TileMap Map)> cases =
            from tiles in tileSets
            from width in Gen.Choose(1, 9)
            from height in Gen.Choose(1, 9)
            from cells in Gen.Choose(0, tiles.Length - 1).Select(i => (byte)i).ArrayOf(width * height)
            where cells.Distinct().Count() > 1
            select (tiles, new TileMap(width, height, cells));
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            using var folder = new TemporaryFolder();
            AssetOutput.Write(folder[name], format(given.Map, given.Tiles));
            TileMapFolder read = TileMapFolder.Read(folder.Path);
            read.ThrowIfUnusable();
            TileMap map = read.Maps.Single().Map;
            string[] expected = [.. given.Map.Cells.ToArray().Select(i => given.Tiles[i].Symbol)], found = [.. map.Cells.ToArray().Select(i => read.Tiles[i].Symbol)];
            Assert.That(found, Is.EqualTo(expected));
            Assert.That((map.Width, map.Height), Is.EqualTo((given.Map.Width, given.Map.Height)));
            Assert.That(folder.Files(), Is.EqualTo(new[] { name }));
        }).QuickCheckThrowOnFailure();
    }

    private static Gen<Tile[]> TextTiles =>
        from count in Gen.Choose(2, 20)
        from symbols in Gen.OneOf(Gen.Choose(0x20, 0x7E), Gen.Choose(0xA0, 0xD7FF), Gen.Choose(0xE000, 0x10FFFF))
            .Where(value => TextGrid.IsSymbol(char.ConvertFromUtf32(value))).ArrayOf(count)
        where symbols.Distinct().Count() == count
        select symbols.Select(value => new Tile(char.ConvertFromUtf32(value))).ToArray();

    private static Gen<Tile[]> CsvTiles =>
        from count in Gen.Choose(2, 20)
        from symbols in ArbMap.Default.GeneratorFor<int>().ArrayOf(count)
        where symbols.Distinct().Count() == count
        select symbols.Select(value => new Tile($"{value}")).ToArray();

    private static byte[] TinyPng()
    {
        using var folder = new TemporaryFolder();
        new Picture(2, 1).WritePng(folder["t.png"]);
        return File.ReadAllBytes(folder["t.png"])[..^20];
    }
}
