using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Texts;

namespace BfnProcGen.Tests.Editor;

/// <summary>The commands on texts: check, train, sample, eval.</summary>
[TestFixture]
public sealed class TextCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _names = "", _model = "";

    [OneTimeSetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        (_names, _model) = (_folder["names.csv"], _folder["names.safetensors"]);
        string[] names = ["anna", "bela", "cora", "dana", "ella", "fara", "gala", "hana"];
        _folder.Add("names.csv", "name,people\n" + string.Concat(Enumerable.Range(0, 64).Select(i => $"{names[i % 8]}{names[i / 8]},{(i % 2 == 0 ? "hill" : "dale")}\n")));
        CommandRun train = CommandRun.Of("train", _names, "-o", _model, "--text-column", "name", "--label-column", "people",
            "--steps", "4", "--channels", "16", "--blocks", "1", "--batch", "8", "--no-search");
        Assert.That(train.Code, Is.Zero, train.Error);
        Assert.That(train.Error, Does.Contain("texts").And.Contain("2 classes"));
    }

    [OneTimeTearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void TheModelKnowsAlphabetClassesAndWhatItWasTrainedOn()
    {
        Model model = Model.Load(_model);
        Assert.Multiple(() =>
        {
            Assert.That(model.Kind, Is.EqualTo(AssetKind.Text));
            Assert.That(string.Concat(((TextFormat)model.Format).Characters), Is.EqualTo("abcdefghlnor"));
            Assert.That(model.Classes, Is.EqualTo(new[] { "dale", "hill" }));
            Assert.That(KnownTexts.Of(model)!.Contains("annabela"), Is.True);
            Assert.That(KnownTexts.Of(model)!.Contains("zzzz"), Is.False);
            Assert.That(CommandRun.Of("inspect", _model).Output, Does.Contain("texts of 12 different characters"));
        });
    }

    [Test]
    public void CheckTellsWhatThereIs()
    {
        CommandRun check = CommandRun.Of("check", _names);
        Assert.That(check.Code, Is.Zero, check.Error);
        Assert.That(check.Output, Does.Contain("64 texts").And.Contain("different characters").And.Contain("Ready: bfn train"));
        Assert.That(CommandRun.Of("check", _names, "--json").Json.GetProperty("kind").GetString(), Is.EqualTo("text"));
    }

    [Test]
    public void TheSameTextsOnEveryBackend([Values("vulkan", "torch")] string backend)
    {
        string[] plain = Sample($"plain for {backend}", "--backend", "plain"), other = Sample(backend, "--backend", backend);
        Assert.That(plain, Has.Length.EqualTo(12));
        Assert.That(other, Is.EqualTo(plain));
    }

    [Test]
    public void WhatIsAskedForIsKept()
    {
        string[] texts = Sample("asked", "--backend", "torch", "--min-length", "4", "--max-length", "6", "--pattern", "an*", "--ban", "bb", "--class", "hill", "--guidance", "1");
        Assert.That(texts, Has.All.Match("^an(?!.*bb).{2,4}$"));
    }

    [Test]
    public void WhatCannotBeMetIsSaidAndTheRestIsWritten()
    {
        CommandRun run = CommandRun.Of("sample", _model, "--count", "30", "--steps", "2", "--backend", "torch", "--pattern", "a", "--distinct", "-o", _folder["unmet.jsonl"]);
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Unmet), run.Error);
        Assert.That(run.Error, Does.Contain("29 of 30").And.Contain("Repeated"));
        Assert.That(File.ReadAllLines(_folder["unmet.jsonl"]), Has.Length.EqualTo(1));
    }

    [TestCase("--tileset", "legend.json", "--tileset has no meaning")]
    [TestCase("--class", "moor", "knows no class 'moor', only dale, hill")]
    [TestCase("--class", "each", "one class at a time")]
    [TestCase("--pattern", "x*", "'x'")]
    [TestCase("--min-length", "40", "40")]
    public void WhatMakesNoSenseIsRefused(string option, string value, string message)
    {
        CommandRun run = CommandRun.Of("sample", _model, option, value, "--backend", "plain", "-o", _folder["none.txt"]);
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Usage).Or.EqualTo((int)ExitCode.Model), run.Error);
        Assert.That(run.Error, Does.Contain(message));
        Assert.That(File.Exists(_folder["none.txt"]), Is.False);
    }

    [Test]
    public void EvalMeasuresWhatWasKeptBackInBitsACharacter()
    {
        CommandRun run = CommandRun.Of("eval", _model, _names, "--steps", "2", "--count", "8", "--likelihood", "2", "--solvers", "chosen", "--backend", "torch", "--json");
        Assert.That(run.Code, Is.Zero, run.Error);
        var continuous = run.Json.GetProperty("likelihood")[1];
        Assert.That(continuous.GetProperty("variables").GetDouble(), Is.EqualTo(9).Within(1e-9), "eight letters and the end");
        Assert.That(continuous.GetProperty("bits_per_variable").GetDouble(), Is.InRange(0.5, 60));
        Assert.That(run.Json.GetProperty("quality")[0].GetProperty("score").GetProperty("real_bits").GetDouble(), Is.Positive);
    }

    private string[] Sample(string name, params string[] more)
    {
        CommandRun run = CommandRun.Of(["sample", _model, "--count", "12", "--steps", "3", "--seed", "5", "-o", _folder[$"{name}.txt"], .. more]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return File.ReadAllLines(_folder[$"{name}.txt"]);
    }
}
