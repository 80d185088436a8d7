using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Editor;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Batches;

/// <summary>Batches from the manifest to the files: formats, shards, what is there already, and what goes wrong.</summary>
public sealed class BatchRunTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        TinyModel.Create(classes: 2).Save(_folder["maps.safetensors"]);
        TinyModel.OfPalette(classes: 2).Save(_folder["images.safetensors"]);
        TinyModel.OfText().Save(_folder["texts.safetensors"]);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("txt", MapFormat.Text)]
    [TestCase("csv", MapFormat.Csv)]
    [TestCase("tmx", MapFormat.Tmx)]
    [TestCase("tmj", MapFormat.Tmj)]
    [TestCase("ldtk", MapFormat.Ldtk)]
    public void MapsAreThoseOfTheirSeedsInEveryFormat(string word, MapFormat format)
    {
        Run($$"""{"model": "maps.safetensors", "seeds": [3, 7], "steps": 2, "format": "{{word}}", "output": "out/{seed}.{{word}}"}""");
        Model model = Model.Load(_folder["maps.safetensors"]);
        using GpuDevice device = GpuDevice.Open();
        using var generator = new Generator(device, model);
        foreach (Sample sample in generator.SampleBatch(5, 2, 3))
        {
            string path = _folder[$"out/{sample.Seed}.{word}"];
            Assert.That(MapFile.Read(path, model.Tiles).Map.Cells.ToArray(), Is.EqualTo(sample.Tiles.Cells.ToArray()));
            if (format is MapFormat.Text or MapFormat.Csv) continue;
            Assert.That(File.ReadAllText(path), Does.Contain(model.ComputeHash()).And.Contain("bfn.seed").And.Contain(Provenance.Program));
        }
        TileMapFolder folder = TileMapFolder.Read(_folder["out"]);
        folder.ThrowIfUnusable();
        Assert.That(folder.Maps, Has.Count.EqualTo(5));
        Assert.That(folder.Tiles.Where(tile => tile.Name is not null).Select(tile => tile.Name), Is.All.StartsWith("tile"));
        if (format is MapFormat.Text or MapFormat.Csv)
            Assert.That(File.ReadAllText(_folder["out/legend.json"]), Does.Contain(model.ComputeHash()));
        Assert.That(Directory.Exists(_folder[BatchFolder.Name]), Is.False, "nothing is left of the work");
    }

    [Test]
    public void SheetsHoldOneClassEachWhereTheirPathsSayIt([Values("atlas", "atlas-list")] string format)
    {
        Run($$"""{"model": "images.safetensors", "count": 10, "classes": "each", "steps": 1, "format": "{{format}}", "per_file": 4, "output": "{class}/sheet-{file}.png"}""");
        Assert.That(Files(), Is.EquivalentTo(new[]
        {
            "class0/sheet-0.json", "class0/sheet-0.png", "class0/sheet-1.json", "class0/sheet-1.png",
            "class1/sheet-0.json", "class1/sheet-0.png", "class1/sheet-1.json", "class1/sheet-1.png",
        }));
        ImageFolder folder = ImageFolder.Read(_folder["class1"]);
        Assert.That(folder.Images.Select(file => file.Name), Is.EqualTo(new[] { 1, 3, 5, 7, 9 }.Select(seed => $"sheet-{(seed < 9 ? 0 : 1)}.json#class1/{seed}")));
        Run("""{"model": "images.safetensors", "count": 10, "classes": "each", "steps": 1, "output": "single/{class}/{seed}.png"}""");
        ImageFolder single = ImageFolder.Read(_folder["single"]);
        ushort[] Pixels(ImageFolder images, string name) => images.Images.Single(file => file.Name == name).Image.Samples.ToArray();
        Assert.That(Pixels(single, "class1/7.png"), Is.EqualTo(Pixels(folder, "sheet-0.json#class1/7")));
        Assert.That(File.ReadAllText(_folder["single/class1/7.png"]), Does.Contain("bfn.class\0\0\0\0\0class1"));
    }

    [Test]
    public void TextsAreThoseOfTheirSeedsHoweverManyShareAFile()
    {
        Run("""{"model": "texts.safetensors", "count": 9, "classes": "each", "steps": 3, "min_length": 2, "per_file": 4, "output": "four/{file}.jsonl"}""");
        Run("""{"model": "texts.safetensors", "count": 9, "classes": "each", "steps": 3, "min_length": 2, "output": "all.jsonl"}""");
        Run("""{"model": "texts.safetensors", "count": 9, "classes": "each", "steps": 3, "min_length": 2, "format": "txt", "output": "all.txt"}""");
        string all = File.ReadAllText(_folder["all.jsonl"]);
        Assert.That(string.Concat(Enumerable.Range(0, 3).Select(i => File.ReadAllText(_folder[$"four/{i}.jsonl"]))), Is.EqualTo(all));
        JsonElement[] lines = [.. all.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.That(lines.Select(line => line.GetProperty("label").GetString()), Is.EqualTo(Enumerable.Range(1, 9).Select(i => i % 2 == 0 ? "one" : "other")));
        Assert.That(lines.Select(line => line.GetProperty("bfn.model").GetString()), Is.All.EqualTo("texts.safetensors"));
        Assert.That(File.ReadAllLines(_folder["all.txt"]), Is.EqualTo(lines.Select(line => line.GetProperty("text").GetString())));
        Assert.That(TextItems.Read(_folder["all.jsonl"]).Items.Select(item => item.Label).Distinct(), Is.EquivalentTo(new[] { "one", "other" }));
    }

    [Test]
    public void KnownTilesBansAndLargerSizesAreKeptTo()
    {
        Run("""{"model": "maps.safetensors", "count": 5, "steps": 2, "known": [{"x": 1, "y": 2, "width": 3, "tile": "tile 4"}], "ban": ["b"], "wrap": "x", "output": "{seed}.txt"}""");
        foreach (string path in Directory.GetFiles(_folder.Path, "*.txt"))
            Assert.That((File.ReadAllLines(path)[2][1..4], File.ReadAllText(path).Contains('b')), Is.EqualTo(("eee", false)));
        Run("""{"model": "maps.safetensors", "count": 2, "steps": 1, "size": [17, 9], "overlap": [1, 1], "output": "large/{seed}.txt"}""");
        string[] rows = File.ReadAllLines(_folder["large/2.txt"]);
        Assert.That((rows.Length, rows[0].Length), Is.EqualTo((9, 17)));
    }

    [Test]
    public void ShardsAndRestartsGiveTheBytesOfOneRun()
    {
        const string Manifest = """
            {"jobs": [
              {"model": "maps.safetensors", "count": 90, "steps": 2, "format": "tmx", "output": "maps/{seed}.tmx"},
              {"model": "images.safetensors", "count": 90, "classes": "each", "guidance": 1, "steps": 2, "output": "images/{class}/{seed}.png"},
              {"model": "images.safetensors", "count": 50, "steps": 2, "format": "atlas", "per_file": 20, "output": "sheets/{file}.png"}]}
            """;
        Run(Manifest, "-o", _folder["whole"]);
        for (int i = 3; i >= 1; i--) Run(Manifest, "-o", _folder["shards"], "--shard", $"{i}/3");
        Dictionary<string, byte[]> whole = Bytes("whole");
        Assert.That(whole, Has.Count.EqualTo(90 + 2 + 90 + 6));
        Assert.That(Bytes("shards"), Is.EqualTo(whole));
        var random = new Random(5);
        foreach (string file in Directory.GetFiles(_folder["shards"], "*", SearchOption.AllDirectories))
            if (random.Next(3) > 0) File.Delete(file);
        Run(Manifest, "-o", _folder["shards"]);
        Assert.That(Bytes("shards"), Is.EqualTo(whole));
        Assert.That(Report(Manifest, "-o", _folder["shards"]).GetProperty("device").ValueKind, Is.EqualTo(JsonValueKind.Null), "nothing left to draw");
    }

    [Test]
    public void WhatIsThereIsSkippedWhateverItIs()
    {
        _folder.Add("2.txt", "mine");
        JsonElement report = Report("""{"model": "maps.safetensors", "count": 3, "steps": 1, "output": "{seed}.txt"}""");
        Assert.That((report.GetProperty("before").GetInt32(), report.GetProperty("written").GetInt32(), report.GetProperty("drawn").GetInt32()), Is.EqualTo((1, 2, 2)));
        Assert.That(File.ReadAllText(_folder["2.txt"]), Is.EqualTo("mine"));
    }

    [Test]
    public void WhatAnotherProcessHasIsWaitedForAndTakenOverWhenItDies()
    {
        _folder.Add("m.json", """{"model": "maps.safetensors", "count": 40, "steps": 1, "output": "{seed}.txt"}""");
        var job = new PreparedJob(ManifestReader.Read(_folder["m.json"]).Jobs[0], Model.Load(_folder["maps.safetensors"]));
        var plan = new BatchPlan([job]);
        using FileStream claim = new BatchFolder(_folder.Path, plan.Identity).Claim(plan.Blocks[1])!;
        Task<CommandRun> run = Task.Run(() => CommandRun.Of("batch", _folder["m.json"]));
        Assert.That(() => File.Exists(_folder["40.txt"]), Is.True.After(60_000, 50));
        Assert.That(run.Wait(500), Is.False, "it waits");
        Assert.That(plan.Blocks[1].Units.Select(unit => File.Exists(_folder[unit.Path])), Is.All.False);
        claim.Dispose();
        Assert.That(run.Result.Code, Is.Zero, run.Result.Error);
        Assert.That(Directory.GetFiles(_folder.Path, "*.txt"), Has.Length.EqualTo(40));
    }

    [Test]
    public void AnInterruptedRunSaysSoAndTheNextOneGoesOn()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();
        _folder.Add("m.json", """{"model": "maps.safetensors", "count": 4, "steps": 1, "output": "{seed}.txt"}""");
        CommandRun run = CommandRun.Of(interrupt.Token, "batch", _folder["m.json"]);
        Assert.That((run.Code, Files().Length), Is.EqualTo((130, 1)), "the legend");
        Assert.That(run.Error, Does.Contain("What is written is whole; the same command goes on with the rest."));
        Assert.That(CommandRun.Of("batch", _folder["m.json"]).Code, Is.Zero);
    }

    [TestCase("""{"model": "maps.safetensors", "count": 2, "format": "png", "classes": ["class7"], "output": "{seed}.png"}""", 2, "knows no class 'class7'; did you mean 'class0'?")]
    [TestCase("""{"model": "images.safetensors", "count": 2, "format": "tmx", "output": "{seed}.tmx"}""", 2, "makes images, which are not written as tmx: take png, atlas, atlas-list.")]
    [TestCase("""{"model": "images.safetensors", "count": 2, "ban": ["x"], "output": "{seed}.png"}""", 2, "\"ban\" has no meaning")]
    [TestCase("""{"model": "texts.safetensors", "count": 2, "known": [{"x": 0, "y": 0, "tile": "a"}], "output": "{seed}.txt"}""", 2, "\"known\" has no meaning")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "ban": ["lava"], "output": "{seed}.txt"}""", 2, "There is no tile 'lava'")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "known": [{"x": 7, "y": 0, "tile": "a"}], "output": "{seed}.txt"}""", 2, "isn't on the map")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "known": [{"x": 1, "y": 0, "tile": "a"}], "ban": ["a"], "output": "{seed}.txt"}""", 2, "is known in the cell of column 1 and row 0, and banned there")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "size": [20, 20], "overlap": [7, 1], "output": "{seed}.txt"}""", 2, "not 7 (OverlapX)")]
    [TestCase("""{"model": "texts.safetensors", "count": 2, "min_length": 9, "max_length": 3, "output": "t.jsonl"}""", 2, "9")]
    [TestCase("""{"model": "texts.safetensors", "count": 2, "text_pattern": "日本", "output": "t.jsonl"}""", 2, "日")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "guidance": 1, "output": "{seed}.txt"}""", 2, "\"guidance\" needs \"classes\"")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "size": [3, 3], "output": "{seed}.txt"}""", 2, "is smaller than the model's")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "output": "map.txt"}""", 2, "Two files would be 'map.txt': put {seed}")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "output": "{seed}.tmx"}""", 2, "\"output\" must end with '.txt'")]
    [TestCase("""{"model": "none.safetensors", "count": 2, "output": "{seed}.txt"}""", 4, "none.safetensors")]
    [TestCase("""{"model": "m.json", "count": 2, "output": "{seed}.txt"}""", 4, "m.json")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "output": "maps.safetensors/{seed}.txt"}""", 6, "can't be written")]
    [TestCase("""{"model": "maps.safetensors", "count": 2, "tileset": "none.json", "output": "{seed}.txt"}""", 3, "none.json")]
    public void WhatCantBeDoneIsRefusedAndNothingIsWritten(string manifest, int code, string message)
    {
        _folder.Add("m.json", manifest);
        CommandRun run = CommandRun.Of("batch", _folder["m.json"]);
        Assert.That((run.Code, Files()), Is.EqualTo((code, Array.Empty<string>())), run.Error);
        Assert.That(run.Error, Does.Contain(message));
        Assert.That(Directory.Exists(_folder[BatchFolder.Name]), Is.False, "not even an empty folder is left");
        if (code != 6) Assert.That(CommandRun.Of("batch", _folder["m.json"], "--plan").Code, Is.EqualTo(code), "and a look at it says so, too");
    }

    // Tile sets and their images stand beside maps; upper and lower case are the same on some systems.
    [TestCase("out/maps.png", "tmx", true)]
    [TestCase("out/Maps.png", "ldtk", true)]
    [TestCase("out/other.png", "tmx", false)]
    public void NoFileOfAJobTakesThePlaceOfWhatStandsBesideAnothers(string picture, string format, bool isRefused)
    {
        _folder.Add("m.json", $$"""
            {"jobs": [
              {"model": "maps.safetensors", "count": 1, "steps": 1, "format": "png", "output": "{{picture}}"},
              {"model": "maps.safetensors", "count": 2, "steps": 1, "format": "{{format}}", "output": "out/{seed}.{{format}}"}]}
            """);
        CommandRun run = CommandRun.Of("batch", _folder["m.json"]);
        Assert.That((run.Code, Files().Length), isRefused ? Is.EqualTo((2, 0)) : Is.EqualTo((0, 5)), run.Error);
        if (isRefused) Assert.That(run.Error, Does.Contain("'out/maps.png', which stands beside its files, would be another file of the batch as well"));
    }

    [Test]
    public void AFolderInPlaceOfAFileEndsTheRun()
    {
        Directory.CreateDirectory(_folder["2.txt"]);
        _folder.Add("m.json", """{"model": "maps.safetensors", "count": 3, "steps": 1, "output": "{seed}.txt"}""");
        CommandRun run = CommandRun.Of("batch", _folder["m.json"]);
        Assert.That(run.Code, Is.EqualTo(6));
        Assert.That(run.Error, Does.Contain("2.txt' can't be written: something that is no file stands in its place"));
    }

    private void Run(string manifest, params string[] args)
    {
        _folder.Add("m.json", manifest);
        CommandRun run = CommandRun.Of(["batch", _folder["m.json"], .. args]);
        Assert.That(run.Code, Is.Zero, run.Error);
    }

    private JsonElement Report(string manifest, params string[] args)
    {
        _folder.Add("m.json", manifest);
        return CommandRun.Of(["batch", _folder["m.json"], "--json", .. args]).Json;
    }

    private string[] Files() => [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_folder.Path, path)).Where(path => path != "m.json" && !path.EndsWith(".safetensors"))
        .Where(path => !path.StartsWith(BatchFolder.Name))];

    private Dictionary<string, byte[]> Bytes(string name) => Directory.GetFiles(_folder[name], "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(_folder[name], path), File.ReadAllBytes);
}
