using System.IO.Compression;
using System.Text;
using BfnProcGen.AssetFiles;
using ZstdSharp;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>Maps of Tiled: every way in which they are written, which tile a cell is, and what is refused.</summary>
public sealed class TiledTests
{
    private const string Set = """<tileset firstgid="1" name="set" tilewidth="8" tileheight="8" tilecount="9" columns="3"><image source="s.png"/></tileset>""";

    private static readonly uint[] Cells = [1, 2, 3, 0, 2, 1];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("csv", null)]
    [TestCase("base64", null)]
    [TestCase("base64", "zlib")]
    [TestCase("base64", "gzip")]
    [TestCase("base64", "zstd")]
    [TestCase(null, null)]
    public void EveryEncodingGivesTheSameMap(string? encoding, string? compression)
    {
        string data = encoding is null ? string.Concat(Cells.Select(cell => $"<tile gid='{cell}'/>")) : Encode(encoding, compression, Cells);
        string attributes = (encoding is null ? "" : $" encoding='{encoding}'") + (compression is null ? "" : $" compression='{compression}'");
        _folder.Add("a.tmx", Map(3, 2, Set + Layer($"<data{attributes}>{data}</data>")));
        string json = encoding == "base64" ? $"\"{data.Trim()}\"" : $"[{string.Join(',', Cells)}]";
        string keys = encoding == "base64" ? $"\"encoding\":\"base64\",\"compression\":\"{compression}\"," : "";
        _folder.Add("b.tmj", JsonMap(3, 2, $$"""{"type":"tilelayer","name":"t","visible":true,{{keys}}"data":{{json}}}"""));
        TileMapFolder folder = Read();
        Assert.That(folder.Maps.Select(SymbolsOf(folder)), Is.All.EqualTo("set:0 set:1 set:2 empty set:1 set:0"));
        Assert.That(folder.Maps.Select(file => (file.Name, file.Map.Width, file.Map.Height)), Is.EqualTo(new[] { ("a.tmx", 3, 2), ("b.tmj", 3, 2) }));
        Assert.That(folder.Findings, Is.Empty);
        Assert.That(folder.Format, Is.EqualTo(MapFormat.Tmx));
    }

    [Test]
    public void ATileIsWhatItSaysItIsHoweverItIsTurnedElseItsPictureAndItsTurn()
    {
        _folder.Add("sets.tsx", """
            <tileset name="set" tilecount="6" columns="6"><image source="s.png"/>
             <tile id="0" type="wall"/>
             <tile id="1" class="wall"><properties><property name="name" value="old wall"/><property name="color" type="color" value="#ff102030"/></properties></tile>
             <tile id="2"><properties><property name="name" value="floor"/></properties></tile>
             <tile id="3" type="door"><properties><property name="symbol" value="+"/></properties></tile>
            </tileset>
            """);
        uint[] cells = [1, 2, 3, 4, 5, 0x8000_0001, 0x8000_0003, 0x2000_0004, 0x8000_0005, 0xE000_0005, 6];
        _folder.Add("a.tmx", Map(cells.Length, 1, "<tileset firstgid='1' source='sets.tsx'/>" + Layer($"<data encoding='csv'>{string.Join(',', cells)}</data>")));
        TileMapFolder folder = Read();
        Assert.That(SymbolsOf(folder)(folder.Maps[0]), Is.EqualTo("wall wall floor + set:4 wall floor + set:4/h set:4/hvd set:5"));
        Assert.That(folder.Tiles.Single(tile => tile.Symbol == "+").Name, Is.EqualTo("door"));
        Assert.That(folder.Tiles.Single(tile => tile.Symbol == "floor").Name, Is.EqualTo("floor"));
    }

    [Test]
    public void TheUppermostVisibleTileCounts()
    {
        const string Layers = """
            <layer name="low"><data encoding="csv">1,1,1</data></layer>
            <group><layer name="high"><data encoding="csv">0,2,0</data></layer></group>
            <group visible="0"><layer name="unseen"><data encoding="csv">3,3,3</data></layer></group>
            <objectgroup name="things"/><imagelayer name="sky"/>
            """;
        _folder.Add("a.tmx", Map(3, 1, Set + Layers));
        TileMapFolder folder = Read();
        Assert.That(SymbolsOf(folder)(folder.Maps[0]), Is.EqualTo("set:0 set:1 set:0"));
        Assert.That(folder.Findings.Select(finding => finding.Message), Is.EqualTo(new[]
        {
            "1 maps have several layers of tiles.", "3 layers are left out: hidden ones, objects and pictures.",
        }));
        Assert.That(folder.HasErrors, Is.False);
    }

    [Test]
    public void AnInfiniteMapIsAsLargeAsWhatIsDrawnOnIt()
    {
        string chunks = "<chunk x='-2' y='-2' width='2' height='2'>0,0,0,1</chunk><chunk x='0' y='0' width='2' height='2'>2,0,0,0</chunk>";
        _folder.Add("a.tmx", Map(16, 16, Set + Layer($"<data encoding='csv'>{chunks}</data>"), infinite: true));
        TileMapFolder folder = Read();
        Assert.That((folder.Maps[0].Map.Width, folder.Maps[0].Map.Height), Is.EqualTo((2, 2)));
        Assert.That(SymbolsOf(folder)(folder.Maps[0]), Is.EqualTo("set:0 empty empty set:1"));
    }

    [Test]
    public void TileSetsOfTheFolderAboveAreFoundAndReadOnce()
    {
        Directory.CreateDirectory(_folder["maps"]);
        _folder.Add("above.tsj", """{"name":"up","image":"x.png","tilecount":2,"tiles":[{"id":1,"type":"lava"}]}""");
        for (int i = 0; i < 3; i++)
            _folder.Add($"maps/{i}.tmx", Map(2, 1, "<tileset firstgid='7' source='../above.tsj'/>" + Layer("<data encoding='csv'>7,8</data>")));
        TileMapFolder folder = TileMapFolder.Read(_folder["maps"]);
        Assert.That(folder.Maps.Select(SymbolsOf(folder)), Is.All.EqualTo("up:0 lava"));
    }

    [Test]
    public void ASingleMapCanBeNamed()
    {
        _folder.Add("a.tmx", Map(2, 1, Set + Layer("<data encoding='csv'>1,2</data>"))).Add("b.tmx", "broken");
        Assert.That(TileMapFolder.Read(_folder["a.tmx"]).Maps.Single().Name, Is.EqualTo("a.tmx"));
    }

    [TestCase("<map", "a.tmx:1:5: This is no XML")]
    [TestCase("<!DOCTYPE map SYSTEM 'x'><map/>", "a.tmx: The file has a document type")]
    [TestCase("<tileset/>", "a.tmx:1:2: The file begins with <tileset>")]
    [TestCase("<map height='2'/>", "a.tmx:1:2: <map> lacks \"width\".")]
    [TestCase("<map width='x' height='2'/>", "\"width\" of <map> is 'x' instead of a whole number from 1 to 4194304.")]
    [TestCase("<map width='4194304' height='4194304'/>", "The map has 4194304×4194304 cells")]
    [TestCase("<map width='2' height='2' orientation='hexagonal'/>", "The map's cells are hexagonal")]
    [TestCase("<map width='2' height='2'/>", "has no visible layer of tiles")]
    [TestCase("<map width='2' height='1'><layer/></map>", "The layer has no data.")]
    [TestCase("<map width='2' height='1'><layer><data encoding='csv'>1</data></layer></map>", "The layer has 1 cells instead of 2.")]
    [TestCase("<map width='2' height='1'><layer><data encoding='csv'>1,2,3</data></layer></map>", "The layer has more than its 2 cells.")]
    [TestCase("<map width='2' height='1'><layer><data encoding='csv'>1,x</data></layer></map>", "Cell 2 of the layer is 'x'")]
    [TestCase("<map width='2' height='1'><layer><data encoding='csv'>1,2</data></layer></map>", "The tile number 1 is in none of the map's tile sets.")]
    [TestCase("<map width='2' height='1'><layer><data encoding='base64'>*</data></layer></map>", "no base64")]
    [TestCase("<map width='2' height='1'><layer><data encoding='base64'>AAAA</data></layer></map>", "has 3 bytes instead of 8")]
    [TestCase("<map width='2' height='1'><layer><data encoding='base64' compression='zlib'>AAAA</data></layer></map>", "can't be decompressed as zlib")]
    [TestCase("<map width='2' height='1'><layer><data encoding='base64' compression='zstd'>AAAA</data></layer></map>", "can't be decompressed as zstd")]
    [TestCase("<map width='2' height='1'><layer><data encoding='base64' compression='lzma'>AAAA</data></layer></map>", "compression 'lzma' is unknown")]
    [TestCase("<map width='2' height='1'><layer><data encoding='hex'>AAAA</data></layer></map>", "encoding 'hex' is unknown")]
    [TestCase("<map width='2' height='1'><layer width='3'><data/></layer></map>", "\"width\" of <layer> is '3'")]
    [TestCase("<map width='2' height='1'><tileset firstgid='1' source='none.tsx'/></map>", "The map's tile set 'none.tsx' is missing.")]
    [TestCase("<map width='2' height='1'><tileset firstgid='1' source='/etc/hostname'/></map>", "not named relative to the map")]
    [TestCase("<map width='2' height='1'><tileset firstgid='0' name='a'/></map>", "\"firstgid\" of <tileset> is '0'")]
    [TestCase("<map width='2' height='1'><tileset firstgid='2' name='a'/><tileset firstgid='2' name='b'/></map>", "is 2, which is taken")]
    public void WhatIsWrongIsSaidWithItsPlace(string content, string message)
    {
        _folder.Add("a.tmx", content);
        AssertError(message);
    }

    [TestCase("[", "a.tmj:1:2: This is no valid JSON")]
    [TestCase("[]", "a.tmj: [] is not an object.")]
    [TestCase("""{"a\ud800":1}""", "a.tmj: This is no valid JSON (a name has half a character).")]
    [TestCase("""{"width":1,"width":1}""", "a.tmj")]
    [TestCase("""{"width":1.5,"height":1}""", "a.tmj: width: 1.5 is no whole number from 1 to 4,194,304.")]
    [TestCase("""{"width":2,"height":1,"layers":[{"type":"tilelayer","data":[1]}]}""", "a.tmj: layers[0].data: The list has 1 numbers instead of 2.")]
    [TestCase("""{"width":2,"height":1,"layers":[{"type":"tilelayer","data":[1,-1]}]}""", "a.tmj: layers[0].data[1]: -1 is no whole number")]
    [TestCase("""{"width":2,"height":1,"layers":[{"type":"tilelayer"}]}""", "a.tmj: layers[0]: \"data\" is missing.")]
    [TestCase("""{"width":2,"height":1,"layers":{}}""", "a.tmj: layers: {} is not a list.")]
    [TestCase("""{"width":2,"height":1,"tilesets":[{"firstgid":1,"name":3}]}""", "a.tmj: tilesets[0].name: 3 is not a text.")]
    public void TheSameOfJson(string content, string message)
    {
        _folder.Add("a.tmj", content);
        AssertError(message);
    }

    [TestCase("zlib")]
    [TestCase("gzip")]
    [TestCase("zstd")]
    public void AFewBytesThatGrowWithoutEndAreRefused(string compression)
    {
        string bomb = Convert.ToBase64String(Compress(compression, new byte[1 << 26]));
        Assert.That(bomb, Has.Length.LessThan(100_000));
        _folder.Add("a.tmx", Map(2, 1, Set + Layer($"<data encoding='base64' compression='{compression}'>{bomb}</data>")));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        AssertError("holds more than its 2 cells");
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(32 << 20));
    }

    [Test]
    public void ManyLargeLayersAreRefusedBeforeTheyTakeMemory()
    {
        string layer = Layer($"<data encoding='base64' compression='zlib'>{Convert.ToBase64String(Compress("zlib", new byte[4 << 20]))}</data>");
        _folder.Add("a.tmx", Map(1024, 1024, Set + string.Concat(Enumerable.Repeat(layer, 40))));
        AssertError("more than 16 million cells");
    }

    private TileMapFolder Read()
    {
        TileMapFolder folder = TileMapFolder.Read(_folder.Path);
        folder.ThrowIfUnusable();
        return folder;
    }

    private void AssertError(string message)
    {
        TileMapFolder folder = TileMapFolder.Read(_folder.Path);
        Assert.That(folder.HasErrors);
        Assert.That(folder.Findings.Select(finding => finding.ToString()), Has.Some.Contains(message));
        Assert.That(folder.Findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Remedy), Is.All.Not.Empty);
    }

    private static Func<MapFile, string> SymbolsOf(TileMapFolder folder) =>
        file => string.Join(' ', file.Map.Cells.ToArray().Select(tile => folder.Tiles[tile].Symbol));

    private static string Map(int width, int height, string content, bool infinite = false) =>
        $"<?xml version='1.0'?><map version='1.10' orientation='orthogonal' width='{width}' height='{height}' infinite='{(infinite ? 1 : 0)}'>{content}</map>";

    private static string JsonMap(int width, int height, string layer) =>
        $$"""{"width":{{width}},"height":{{height}},"infinite":false,"tilesets":[{"firstgid":1,"name":"set"}],"layers":[{{layer}}]}""";

    private static string Layer(string data) => $"<layer id='1' name='l'>{data}</layer>";

    private static string Encode(string encoding, string? compression, uint[] cells)
    {
        if (encoding == "csv") return "\n" + string.Join(",\n", cells) + "\n";
        byte[] bytes = [.. cells.SelectMany(BitConverter.GetBytes)];
        return "\n  " + Convert.ToBase64String(compression is null ? bytes : Compress(compression, bytes)) + "\n";
    }

    private static byte[] Compress(string compression, byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (Stream compressor = compression switch
        {
            "zlib" => new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true),
            "gzip" => new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true),
            _ => new CompressionStream(stream),
        }) compressor.Write(bytes);
        return stream.ToArray();
    }
}
