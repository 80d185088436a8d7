using System.Globalization;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Checks;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor;

/// <summary>The commands that take a model: inspect, sample, eval; <see cref="BenchCommandTests"/> are of bench.</summary>
[TestFixture]
public sealed class ModelCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _model = "";

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _model = _folder["model.safetensors"];
        TinyModel.Create().Save(_model);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void InspectShowsEverything()
    {
        CommandRun run = CommandRun.Of("inspect", _model);
        Assert.That(run.Code, Is.Zero);
        Assert.That(run.Output, Does.Contain("tile maps of 5 tiles of 7×6").And.Contain("Tiny — ünïcode").And.Contain("tile 3").And.Contain("down0.block0.conv0").And.Contain("ancestral"));
        Assert.That(CommandRun.Of("inspect", _model, "--json").Json.GetProperty("network").GetArrayLength(), Is.EqualTo(Model.Load(_model).Network.Nodes.Count));
    }

    [Test]
    public void SampleWritesMapsOfTheirSeedsTheSameOnEveryBackend([Values("vulkan", "torch", "plain")] string backend)
    {
        CommandRun all = Sample("all", "--count", "3", "--seed", "7", "--backend", "plain"), one = Sample("one", "--count", "1", "--seed", "8", "--backend", backend);
        Assert.Multiple(() =>
        {
            Assert.That(all.Code, Is.Zero, all.Error);
            Assert.That(one.Code, Is.Zero, one.Error);
            Assert.That(Names("all"), Is.EqualTo(new[] { "map-7.txt", "map-8.txt", "map-9.txt", "sheet-7-9.png" }));
            Assert.That(Names("one"), Is.EqualTo(new[] { "map-8.txt", "sheet-8.png" }));
            Assert.That(File.ReadAllText(_folder["one/map-8.txt"]), Is.EqualTo(File.ReadAllText(_folder["all/map-8.txt"])));
            Assert.That(TileMapFolder.Read(_folder["all"]).HasErrors, Is.False);
        });
    }

    [Test]
    public void SampleWritesCsvPicturesAndJson()
    {
        CommandRun run = Sample("out", "--count", "2", "--format", "csv", "--png", "--scale", "3", "--json", "--backend", "plain");
        Assert.Multiple(() =>
        {
            Assert.That(run.Json.GetProperty("files").GetArrayLength(), Is.EqualTo(2));
            Assert.That(Names("out"), Is.EqualTo(new[] { "map-1.csv", "map-1.png", "map-2.csv", "map-2.png", "sheet-1-2.png" }));
            Assert.That(Picture.Read(_folder["out/map-1.png"]).Width, Is.EqualTo(21));
            Assert.That(File.ReadLines(_folder["out/map-1.csv"]).First().Split(',').Select(cell => int.Parse(cell, CultureInfo.InvariantCulture)), Has.Exactly(7).InRange(0, 4));
        });
    }

    [Test]
    public void SampleKeepsWhatIsThere()
    {
        Sample("out", "--count", "1", "--backend", "plain");
        string before = File.ReadAllText(_folder["out/map-1.txt"]);
        File.WriteAllText(_folder["out/mine.txt"], "mine");
        CommandRun again = Sample("out", "--count", "2", "--backend", "plain", "--solver", "ancestral");
        Assert.Multiple(() =>
        {
            Assert.That(again.Code, Is.EqualTo((int)ExitCode.Output));
            Assert.That(again.Error, Does.Contain("map-1.txt").And.Contain("--force"));
            Assert.That(Names("out"), Is.EqualTo(new[] { "map-1.txt", "mine.txt", "sheet-1.png" }));
            Assert.That(File.ReadAllText(_folder["out/map-1.txt"]), Is.EqualTo(before));
            Assert.That(Sample("out", "--count", "2", "--backend", "plain", "--force").Code, Is.Zero);
            Assert.That(File.ReadAllText(_folder["out/mine.txt"]), Is.EqualTo("mine"));
        });
    }

    [Test]
    public void SampleBansWrapsAndVariesTheSameOnEveryBackend([Values("vulkan", "torch")] string backend)
    {
        string[][] controls = [["--ban", "b,tile 3"], ["--wrap", "xy", "--ban", "c"], ["--vary", _folder["map.csv"], "--from", "0.4"]];
        _folder.Add("map.csv", string.Concat(Enumerable.Repeat("0,1,2,3,4,3,2\n", 6)));
        for (int i = 0; i < controls.Length; i++)
        {
            CommandRun plain = Sample($"plain{i}", [.. controls[i], "--count", "2", "--backend", "plain"]);
            CommandRun other = Sample($"{backend}{i}", [.. controls[i], "--count", "2", "--backend", backend]);
            Assert.That((plain.Code, other.Code), Is.EqualTo((0, 0)), plain.Error + other.Error);
            foreach (string name in new[] { "map-1.txt", "map-2.txt" })
            {
                string map = File.ReadAllText(_folder[$"plain{i}/{name}"]);
                Assert.That(File.ReadAllText(_folder[$"{backend}{i}/{name}"]), Is.EqualTo(map));
                if (i == 0) Assert.That(map, Does.Not.Contain("b").And.Not.Contain("d"));
                if (i == 1) Assert.That(map, Does.Not.Contain("c"));
            }
        }
        Assert.That(File.ReadAllText(_folder["plain0/map-1.txt"]), Is.Not.EqualTo(File.ReadAllText(_folder["plain1/map-1.txt"])));
    }

    [Test]
    public void SampleMeetsChecksOrSaysWhichItMisses([Values(0, 16)] int redraws)
    {
        CommandRun run = Sample("out", "--count", "24", "--at-least", "2:a", "--at-most", "9:tile 1", "--exactly", "5:c",
            "--connected", "d:a,b", "--redraws", $"{redraws}", "--json", "--backend", "plain");
        int[] missed = [.. run.Json.GetProperty("unmet").EnumerateArray().Select(map => map.GetProperty("seed").GetInt32())];
        Assert.That(run.Code, Is.EqualTo(missed.Length == 0 ? 0 : (int)ExitCode.Unmet), run.Error);
        for (int seed = 1; seed <= 24; seed++)
        {
            byte[] cells = [.. File.ReadAllText(_folder[$"out/map-{seed}.txt"]).Where(char.IsLetter).Select(symbol => (byte)(symbol - 'a'))];
            bool isMet = cells.Count(tile => tile == 0) >= 2 && cells.Count(tile => tile == 1) <= 9 && cells.Count(tile => tile == 2) == 5
                && FloodFill.PartsOf(new TileMap(7, 6, cells), tile => tile == 3, tile => tile <= 1) <= 1;
            Assert.That(missed.Contains(seed), Is.Not.EqualTo(isMet), $"seed {seed}");
        }
        if (redraws == 0) Assert.That(missed, Is.Not.Empty);
        else Assert.That(missed, Has.Length.LessThan(24));
    }

    [TestCase("--exactly 1:lava", "There is no tile 'lava'")]
    [TestCase("--at-least many:a", "--at-least takes a number, a colon and a tile")]
    [TestCase("--at-most 3", "--at-most takes a number, a colon and a tile")]
    [TestCase("--connected :a", "--connected takes tiles, a colon")]
    [TestCase("--redraws 4", "--redraws needs something to meet")]
    [TestCase("--ban lava", "There is no tile 'lava'")]
    [TestCase("--ban a,b,c,d,e", "Every class is banned in the cell of column 0 and row 0")]
    [TestCase("--wrap z", "--wrap must be x, y or xy")]
    [TestCase("--from 0.3", "--from needs a map to --vary")]
    [TestCase("--vary small.csv", "has 2×1 and can't be varied")]
    [TestCase("--vary strange.txt", "The tile 'z' is not among")]
    [TestCase("--vary fit.csv --from 1", "between 0")]
    public void AControlThatMakesNoSenseIsRefusedBeforeAnythingIsDrawn(string options, string message)
    {
        _folder.Add("small.csv", "0,1\n");
        _folder.Add("strange.txt", "az\n");
        _folder.Add("fit.csv", string.Concat(Enumerable.Repeat("0,1,2,3,4,3,2\n", 6)));
        string[] arguments = [.. options.Split(' ').Select(word => word.Contains('.') && !word.StartsWith('0') ? _folder[word] : word)];
        CommandRun run = Sample("out", [.. arguments, "--backend", "plain"]);
        Assert.That(run.Code, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain(message));
        Assert.That(Directory.Exists(_folder["out"]), Is.False);
    }

    [TestCase("--solver ancestral --power 2", "takes neither --noise nor --power nor --end")]
    [TestCase("--noise -1", "noise exponent must be 0 or more")]
    [TestCase("--end 7", "must end after")]
    [TestCase("--solver ode2@uniform:0.5", "takes no end")]
    [TestCase("--seed 18446744073709551615", "There are no 64 seeds")]
    public void ASolverThatMakesNoSenseIsAUsageError(string options, string message)
    {
        CommandRun run = Sample("out", [.. options.Split(' '), "--backend", "plain"]);
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That(run.Error, Does.Contain(message));
        Assert.That(Directory.Exists(_folder["out"]), Is.False, "nothing is begun");
    }

    [Test]
    public void ALegendWithoutTheModelsTilesIsRefusedBeforeAnythingIsDrawn()
    {
        new Picture(2, 2).WritePng(_folder["tiles.png"]);
        _folder.Add("legend.json", """{"tiles": {"a": "first", "b": "second"}, "tileset": {"image": "tiles.png", "tile_size": 1}}""");
        CommandRun run = Sample("out", "--tileset", _folder["legend.json"], "--backend", "plain");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Assets));
        Assert.That(run.Error, Does.Contain("The legend lacks the tile 'c'"));
        Assert.That(Directory.Exists(_folder["out"]), Is.False);
    }

    [Test]
    public void AFileInPlaceOfTheFolderIsAnOutputError()
    {
        _folder.Add("out", "a file");
        CommandRun run = Sample("out", "--backend", "plain");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Output));
        Assert.That(File.ReadAllText(_folder["out"]), Is.EqualTo("a file"));
    }

    [Test]
    public void AnInterruptionIsNoError()
    {
        CommandRun run = CommandRun.Of(new CancellationToken(canceled: true), "sample", _model, "-o", _folder["out"], "--backend", "plain");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Interrupted));
        Assert.That(Names("out"), Is.Empty);
    }

    [Test]
    public void AnInterruptionLeavesWholeFilesAndNoneIsKeptInMemory()
    {
        using var interrupt = new CancellationTokenSource();
        using SampleSource source = SampleSource.Open(Model.Load(_model), Backend.Plain);
        MapWriter writer = new MapOutput { Folder = _folder["out"], Tiles = source.Model.Tiles }
            .Prepare(source.Model.Width, source.Model.Height, firstSeed: 1, count: 300, force: false);
        int batches = 0;
        Assert.That(() =>
        {
            foreach (Drawn[] batch in source.Batches(new DrawRequest(Solver.Ancestral, 1, 1, 300), interrupt.Token))
            {
                writer.Write(batch);
                batches++;
                interrupt.Cancel();
            }
        }, Throws.InstanceOf<OperationCanceledException>());
        Assert.Multiple(() =>
        {
            Assert.That(batches, Is.EqualTo(1), "batches are drawn when they are asked for");
            Assert.That(Names("out"), Is.EquivalentTo(Enumerable.Range(1, Generator.LargestBatch).Select(seed => $"map-{seed}.txt")));
            Assert.That(TileMapFolder.Read(_folder["out"]).HasErrors, Is.False);
            Assert.That(writer.OnSheet, Is.EqualTo(MapOutput.MostOnSheet));
        });
    }

    [Test]
    public void TheSheetShowsTheFirstMapsAndSaysSo()
    {
        CommandRun run = Sample("out", "--count", "260", "--backend", "torch");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("(260)").And.Contain("sheet-1-260.png (the first 256)"));
        Assert.That(Names("out"), Has.Length.EqualTo(261));
    }

    [Test]
    public void ASheetThatWouldBeTooLargeIsRefusedBeforeAMapIsWritten()
    {
        TinyModel.Create(height: 1, width: 300).Save(_model);
        CommandRun run = Sample("out", "--scale", "64", "--backend", "plain");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Usage), run.Error);
        Assert.That(run.Error, Does.Contain("19,2").And.Contain("smaller --scale"));
        Assert.That(Directory.Exists(_folder["out"]), Is.False);
    }

    [Test]
    public void ControlCharactersAreShownNotObeyed()
    {
        Model model = TinyModel.Create();
        (model with
        {
            Metadata = new Dictionary<string, string> { ["modelspec.title"] = "a\u001b[2Jb", ["other"] = """{"k": "c\u001b]0;x\u0007d"}""" },
            Format = new TileFormat([model.Tiles[0] with { Name = "n\u009bm\u202e" }, .. model.Tiles.Skip(1)]),
        }).Save(_model);
        CommandRun inspect = CommandRun.Of("inspect", _model), json = CommandRun.Of("inspect", _model, "--json");
        CommandRun missing = CommandRun.Of("inspect", _folder["x\u001b[31m.safetensors"]);
        Assert.Multiple(() =>
        {
            Assert.That(inspect.Output, Does.Contain(@"a\u001b[2Jb").And.Contain(@"c\u001b]0;x\u0007d").And.Contain(@"n\u009bm\u202e"));
            Assert.That(json.Json.GetProperty("metadata").GetProperty("modelspec.title").GetString(), Is.EqualTo("a\u001b[2Jb"));
            Assert.That(missing.Error, Does.Contain(@"x\u001b[31m"));
            foreach (string text in new[] { inspect.Output, json.Output, missing.Error })
                Assert.That(text.Where(c => char.IsControl(c) && c != '\n'), Is.Empty);
        });
    }

    [Test]
    public void TheSelfTestIsRunWhereItCanBe()
    {
        CommandRun without = CommandRun.Of("inspect", _model);
        TinyModel.Create().WithSelfTest().Save(_model);
        CommandRun passed = CommandRun.Of("inspect", _model), noDevice = CommandRun.InShell("export VK_DRIVER_FILES=/dev/null VK_ICD_FILENAMES=/dev/null",
            "inspect", _model);
        Model model = Model.Load(_model);
        (model with { SelfTest = model.SelfTest! with { Cells = [.. model.SelfTest.Cells.Select(cell => (byte)(4 - cell))] } }).Save(_model);
        CommandRun failed = CommandRun.Of("inspect", _model), bench = CommandRun.Of("bench", _model, "--steps", "1", "--batch", "1", "--rounds", "1");
        Assert.Multiple(() =>
        {
            Assert.That(new[] { without.Code, passed.Code, noDevice.Code, failed.Code }, Is.All.Zero);
            Assert.That(without.Output, Does.Contain("Self-test: the model holds none"));
            Assert.That(passed.Output, Does.Contain("Self-test: passed on "));
            Assert.That(noDevice.Output, Does.Contain("Self-test: not run: "));
            Assert.That(failed.Output, Does.Contain("Self-test: FAILED on "));
            Assert.That(bench.Code, Is.EqualTo((int)ExitCode.Gpu));
            Assert.That(bench.Output, Does.Contain("Self-test: FAILED on "));
        });
    }

    [Test]
    public void EvalMeasuresLikelihoodQualityAndAgreement()
    {
        Directory.CreateDirectory(_folder["real"]);
        for (int i = 0; i < 4; i++) _folder.Add($"real/{i}.txt", string.Concat(Enumerable.Repeat("abcdabcd\n", 4 + i)) + "aaaaaaaa\nbbbbbbbb\n");
        CommandRun run = CommandRun.Of("eval", _model, _folder["real"], "--steps", "1,2", "--count", "4", "--likelihood", "1", "--agreement", "2", "--solvers", "chosen,ancestral", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.Zero, run.Error);
            Assert.That(run.Json.GetProperty("likelihood").GetArrayLength(), Is.EqualTo(3), "1 step, 2 steps, continuous time");
            Assert.That(run.Json.GetProperty("quality").GetArrayLength(), Is.EqualTo(4));
            Assert.That(run.Json.GetProperty("complete").GetBoolean(), Is.True);
            Assert.That(run.Json.GetProperty("agreement").GetProperty("backends").GetArrayLength(), Is.EqualTo(2), "Torch and Vulkan");
        });
    }

    [Test]
    public void EvalRefusesMapsThatDontFitTheModel()
    {
        Directory.CreateDirectory(_folder["real"]);
        _folder.Add("real/a.txt", "abx\nbaa\n");
        CommandRun unknown = CommandRun.Of("eval", _model, _folder["real"], "--backend", "plain");
        _folder.Add("real/a.txt", "abb\nbaa\n");
        CommandRun small = CommandRun.Of("eval", _model, _folder["real"], "--backend", "plain");
        Assert.Multiple(() =>
        {
            Assert.That(unknown.Code, Is.EqualTo((int)ExitCode.Assets));
            Assert.That(unknown.Error, Does.Contain("a.txt:1:3: The tile 'x' is not among a b c d e"));
            Assert.That(small.Code, Is.EqualTo((int)ExitCode.Assets));
            Assert.That(small.Error, Does.Contain("3×2").And.Contain("7x6"));
        });
    }

    [Test]
    public void AModelThatCantBeReadIsRefusedByEveryCommand([Values("inspect", "sample", "eval", "bench")] string command, [Values("missing", "truncated", "header", "nan")] string damage)
    {
        Damage(damage);
        string[] args = command == "eval" ? [command, _model, _folder.Path] : [command, _model];
        CommandRun run = CommandRun.Of(args);
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo((int)ExitCode.Model));
            Assert.That(run.Error, Does.Contain("model.safetensors").And.Not.Contain("   at "));
            Assert.That(run.Output, Is.Empty);
            Assert.That(_folder.Files(), Is.EqualTo(damage == "missing" ? [] : new[] { "model.safetensors" }));
        });
    }

    [Test]
    public void WithoutAVulkanDeviceSamplingSaysSo()
    {
        CommandRun run = CommandRun.InShell("export VK_DRIVER_FILES=/dev/null VK_ICD_FILENAMES=/dev/null", "sample", _model, "-o", _folder["out"]);
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo((int)ExitCode.Gpu), run.Error);
            Assert.That(run.Error, Does.Contain("Vulkan").And.Not.Contain("   at "));
            Assert.That(Directory.Exists(_folder["out"]), Is.False);
        });
    }

    private void Damage(string damage)
    {
        byte[] bytes = File.ReadAllBytes(_model);
        switch (damage)
        {
            case "missing":
                File.Delete(_model);
                return;
            case "truncated":
                bytes = bytes[..(bytes.Length / 2)];
                break;
            case "header":
                BitConverter.GetBytes(4_000_000_000UL).CopyTo(bytes, 0);
                break;
            default:
                BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - 4);
                break;
        }
        File.WriteAllBytes(_model, bytes);
    }

    private CommandRun Sample(string folder, params string[] options) => CommandRun.Of(["sample", _model, "-o", _folder[folder], "--steps", "2", .. options]);

    private string[] Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(_folder[folder]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
