using BfnProcGen.Editor.Runs;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;

namespace BfnProcGen.Tests.Editor;

[TestFixture]
public sealed class TrainCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _maps = "", _model = "";

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        (_maps, _model) = (_folder["maps"], _folder["model.safetensors"]);
        Directory.CreateDirectory(_maps);
        for (int i = 0; i < 6; i++) _folder.Add($"maps/{i}.txt", $"####\n#.{(i % 2 == 0 ? '.' : 'o')}#\n#{(i < 3 ? '.' : 'o')}.#\n####\n");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void AFolderBecomesAModel()
    {
        CommandRun run = Train("--title", "Rooms", "--license", "CC0-1.0", "--json");
        Assert.That(run.Code, Is.Zero, run.Error);
        Model model = Model.Load(_model);
        Assert.Multiple(() =>
        {
            Assert.That(model.Tiles.Select(tile => tile.Symbol), Is.EqualTo(new[] { "#", ".", "o" }));
            Assert.That((model.Width, model.Height), Is.EqualTo((4, 4)));
            Assert.That(model.Metadata["modelspec.title"], Is.EqualTo("Rooms"));
            Assert.That(model.Metadata["modelspec.license"], Is.EqualTo("CC0-1.0"));
            Assert.That(model.SelfTest, Is.Not.Null);
            Assert.That(run.Json.GetProperty("steps").GetInt32(), Is.EqualTo(4));
            Assert.That(run.Error, Does.Contain("step 4/4"));
            Assert.That(_folder.Files(), Is.EqualTo(new[] { "maps", "model.safetensors", "runs" }));
        });
    }

    [Test]
    public void NothingIsOverwritten()
    {
        _folder.Add("model.safetensors", "mine");
        CommandRun refused = Train();
        Assert.Multiple(() =>
        {
            Assert.That(refused.Code, Is.EqualTo((int)ExitCode.Output));
            Assert.That(refused.Error, Does.Contain("exists already").And.Contain("--force"));
            Assert.That(File.ReadAllText(_model), Is.EqualTo("mine"));
            Assert.That(_folder.Files(), Does.Not.Contain("runs"), "no run is begun");
        });
        Assert.That(Train("--force").Code, Is.Zero);
        Assert.That(Train("--force").Code, Is.Zero);
        Assert.That(Directory.GetDirectories(_folder["runs"]).Select(path => Path.GetFileName(path)), Is.EquivalentTo(new[] { "model-1", "model-2" }), "each run has a folder of its own");
        Assert.That(Train("--force", "--run-dir", _folder["runs/model-1"]).Code, Is.EqualTo((int)ExitCode.Training), "a run is never overwritten, not even with --force");
    }

    [Test]
    public void CtrlCSavesAndTheRunGoesOn()
    {
        CommandRun stopped = CommandRun.Of(new CancellationToken(canceled: true), Arguments());
        Assert.Multiple(() =>
        {
            Assert.That(stopped.Code, Is.EqualTo((int)ExitCode.Interrupted));
            Assert.That(stopped.Error, Does.Contain("everything is saved").And.Contain($"--resume {_folder["runs/model-1"]}"));
            Assert.That(File.Exists(_model), Is.False);
        });
        CommandRun resumed = CommandRun.Of("train", _maps, "-o", _model, "--no-search", "--resume", _folder["runs/model-1"]);
        Assert.That(resumed.Code, Is.Zero, resumed.Error);
        Assert.That(resumed.Output, Does.Contain("after 4 steps"));
    }

    [Test]
    public void TheCommandThatGoesOnLosesNoOption()
    {
        CommandRun stopped = CommandRun.Of(new CancellationToken(canceled: true),
            Arguments("--title", "Bob's rooms", "--author", "Bob", "--license", "CC0-1.0", "--device", "cpu", "--force", "--json"));
        string[] lines = stopped.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[^1].Trim(), Is.EqualTo($"bfn train {_maps} -o {_model} --resume {_folder["runs/model-1"]} "
            + "--title 'Bob'\\''s rooms' --author Bob --license CC0-1.0 --device cpu --force --no-search --json"));
    }

    [Test]
    public void TheBestCheckpointBecomesAModelToo()
    {
        string run = _folder["runs/model-1"], best = _folder["best.safetensors"];
        CommandRun early = CommandRun.Of("train", _maps, "-o", _model, "--steps", "2", "--batch", "2", "--channels", "8", "--multipliers", "1", "--no-search");
        Assert.That(early.Code, Is.Zero, early.Error);
        // As if it had been the best all along.
        File.Copy(Path.Combine(run, "last.safetensors"), _folder["early"]);
        CommandRun late = CommandRun.Of("train", _maps, "-o", _folder["late.safetensors"], "--no-search", "--resume", run, "--steps", "4");
        Assert.That(late.Code, Is.Zero, late.Error);
        File.Copy(_folder["early"], Path.Combine(run, "best.safetensors"), overwrite: true);
        string log = File.ReadAllText(Path.Combine(run, "log.csv"));

        CommandRun made = CommandRun.Of("train", _maps, "-o", best, "--no-search", "--resume", run, "--best");
        CommandRun alone = CommandRun.Of("train", _maps, "-o", _folder["none.safetensors"], "--best");
        File.Delete(Path.Combine(run, "best.safetensors"));
        CommandRun none = CommandRun.Of("train", _maps, "-o", _folder["none.safetensors"], "--no-search", "--resume", run, "--best");
        Assert.Multiple(() =>
        {
            Assert.That(made.Code, Is.Zero, made.Error);
            Assert.That(made.Output, Does.Contain("after 2 steps"));
            Assert.That(Model.Load(best).Weights, Is.EqualTo(Model.Load(_model).Weights), "the averaged weights of step 2");
            Assert.That(Model.Load(best).Weights, Is.Not.EqualTo(Model.Load(_folder["late.safetensors"]).Weights));
            Assert.That(File.ReadAllText(Path.Combine(run, "log.csv")), Is.EqualTo(log));
            Assert.That(alone.Code, Is.EqualTo((int)ExitCode.Usage));
            Assert.That(alone.Error, Does.Contain("--best needs --resume"));
            Assert.That(none.Code, Is.EqualTo((int)ExitCode.Usage));
            Assert.That(none.Error, Does.Contain("has no best checkpoint"));
        });
    }

    [Test]
    public void OptionsThatDontGiveANetworkAreRefusedBeforeAnythingIsMade()
    {
        string config = _folder["options.json"];
        File.WriteAllText(config, """{"heads": 5, "channels": 8}""");
        CommandRun heads = CommandRun.Of("train", _maps, "-o", _folder["new/model.safetensors"], "--config", config);
        CommandRun missing = CommandRun.Of("train", _folder["nowhere"], "-o", _folder["new/model.safetensors"]);
        Assert.Multiple(() =>
        {
            Assert.That(heads.Code, Is.EqualTo((int)ExitCode.Usage), heads.Error);
            Assert.That(heads.Error, Does.Contain("The options don't give a network").And.Contain("5 heads"));
            Assert.That(missing.Code, Is.EqualTo((int)ExitCode.Assets));
            Assert.That(_folder.Files(), Is.EqualTo(new[] { "maps", "options.json" }));
        });
    }

    [TestCase("""{"stepps": 3}""", "stepps")]
    [TestCase("""{"corpus": null}""", "corpus")]
    [TestCase("""{"corpus": {"colour": 1}}""", "colour")]
    [TestCase("""{"objective": "Magic"}""", "objective")]
    [TestCase("""{"multipliers": []}""", "multipliers")]
    [TestCase("""{"validation_interval": 0}""", "validation_interval")]
    [TestCase("""{"attention_cells": -1}""", "attention_cells")]
    [TestCase("{", "options.json")]
    public void AConfigThatMakesNoSenseIsRefusedByName(string json, string name)
    {
        _folder.Add("options.json", json);
        CommandRun run = CommandRun.Of("train", _maps, "-o", _model, "--config", _folder["options.json"]);
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Usage), run.Error);
        Assert.That(run.Error, Does.Contain(name).And.Not.Contain("   at "));
        Assert.That(_folder.Files(), Is.EqualTo(new[] { "maps", "options.json" }));
    }

    [Test]
    public void TheDemoNeedsVulkanAndAPlaceBeforeItTrains()
    {
        CommandRun none = CommandRun.InShell("export VK_DRIVER_FILES=/dev/null VK_ICD_FILENAMES=/dev/null",
            "demo", "--assets", _maps, "-o", _folder["demo"]);
        _folder.Add("taken", "a file");
        CommandRun taken = CommandRun.Of("demo", "--assets", _maps, "-o", _folder["taken"]);
        Directory.CreateDirectory(_folder["old/rooms"]);
        _folder.Add("old/rooms/map-3.txt", "mine");
        CommandRun old = CommandRun.Of("demo", "--assets", _maps, "-o", _folder["old"]);
        Assert.Multiple(() =>
        {
            Assert.That(none.Code, Is.EqualTo((int)ExitCode.Gpu), none.Error);
            Assert.That(taken.Code, Is.EqualTo((int)ExitCode.Output), taken.Error);
            Assert.That(old.Code, Is.EqualTo((int)ExitCode.Output), old.Error);
            Assert.That(old.Error, Does.Contain("map-3.txt"));
            Assert.That(none.Error + taken.Error + old.Error, Does.Not.Contain("Training on").And.Not.Contain("   at "));
            Assert.That(_folder.Files(), Is.EqualTo(new[] { "maps", "old", "taken" }));
            Assert.That(Directory.EnumerateFileSystemEntries(_folder["old"]).Select(path => Path.GetFileName(path)), Is.EqualTo(new[] { "rooms" }));
        });
    }

    [Test]
    public void TheSearchStoresSolversInTheModel()
    {
        using StringWriter output = new(), error = new();
        TrainingOutcome outcome = new TrainingSession
        {
            AssetPath = _maps,
            ModelPath = _model,
            Options = new TrainingOptions { Steps = 1, Batch = 2, Channels = 4, Multipliers = [1] },
            Search = new SearchEffort(Maps: 4, TimeSpan.FromSeconds(1)),
        }.Run(new Terminal(output, error, CancellationToken.None));
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Choices, Is.Not.Empty);
            Assert.That(Model.Load(_model).Solvers, Is.EquivalentTo(outcome.Choices.ToDictionary(choice => choice.Evaluations, choice => choice.Solver)));
            Assert.That(Model.Load(_model).Metadata["bfn.solver_scores"], Does.Contain("\"cost\"").And.Not.Contain("figures"));
            Assert.That(error.ToString(), Does.Contain("8 evaluations: "));
        });
    }

    [TestCase("ragged.txt", "####\n###\n####\n####", "ragged.txt:2")]
    [TestCase("binary.txt", "##\0#", "binary")]
    [TestCase("other.csv", "1,2", "mixes")]
    [TestCase("large.txt", "#####\n#...#\n#####", "--crop WIDTHxHEIGHT")]
    [TestCase("legend.json", "{", "no valid JSON")]
    [TestCase("legend.json", """{"tiles": {"#": "wall", ".": "floor"}}""", "doesn't know the tile 'o'")]
    public void BadAssetsAreRefusedBeforeAnythingIsWritten(string name, string content, string message)
    {
        _folder.Add($"maps/{name}", content);
        CommandRun run = Train();
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo((int)ExitCode.Assets));
            Assert.That(run.Error, Does.Contain(message).And.Not.Contain("   at "));
            Assert.That(_folder.Files(), Is.EqualTo(new[] { "maps" }));
        });
    }

    [Test]
    public void AnEmptyAndAMissingFolderAndTooManyTilesAreRefused()
    {
        foreach (string file in Directory.GetFiles(_maps)) File.Delete(file);
        CommandRun empty = Train();
        _folder.Add("maps/many.csv", string.Join(',', Enumerable.Range(0, 300)));
        CommandRun many = Train();
        Directory.Delete(_maps, recursive: true);
        CommandRun missing = Train();
        Assert.Multiple(() =>
        {
            Assert.That(new[] { empty.Code, many.Code, missing.Code }, Is.All.EqualTo((int)ExitCode.Assets));
            Assert.That(empty.Error, Does.Contain("holds no map"));
            Assert.That(many.Error, Does.Contain("300 distinct tiles").And.Contain("at most 256"));
            Assert.That(missing.Error, Does.Contain("There is no folder"));
            Assert.That(_folder.Files(), Is.Empty);
        });
    }

    [Test]
    public void MapsSmallerThanTheCropAreNamed()
    {
        CommandRun run = Train("--crop", "8x4");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Assets));
        Assert.That(run.Error, Does.Contain("0.txt has 4×4 cells, less than the crop of 8x4"));
    }

    [Test]
    public void ADiskThatFillsUpDuringACheckpointLosesNothing()
    {
        // A limit on the size of files makes writing fail half-way, as a full disk does; the limit suffices for everything but checkpoints.
        CommandRun full = CommandRun.InShell("export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 20", Arguments());
        Assert.Multiple(() =>
        {
            Assert.That(full.Code, Is.EqualTo((int)ExitCode.Output), full.Error);
            Assert.That(full.Error, Does.Contain("best.safetensors can't be written").And.Not.Contain("   at "));
            Assert.That(File.Exists(_model), Is.False);
            Assert.That(Directory.GetFiles(_folder["runs/model-1"]).Select(path => Path.GetFileName(path)), Is.EquivalentTo(new[] { "log.csv", "losses.csv", "options.json" }), "nothing half-written");
        });
    }

    private CommandRun Train(params string[] options) => CommandRun.Of(Arguments(options));

    private string[] Arguments(params string[] options) =>
        ["train", _maps, "-o", _model, "--steps", "4", "--batch", "2", "--channels", "8", "--multipliers", "1", "--no-search", .. options];
}
