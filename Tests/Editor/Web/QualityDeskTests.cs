using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>The tables of quality that the editor measures in the background.</summary>
[TestFixture]
public sealed class QualityDeskTests
{
    private TemporaryFolder _folder = null!;
    private OpenedFolder _opened = null!;
    private RunQueue _queue = null!;
    private QualityDesk _desk = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        foreach (string name in new[] { "rooms", "monsters", "names" }) Copy($"Models/{name}.safetensors");
        foreach (string place in new[] { "dungeon", "monsters", "names" }) Copy($"Assets/{place}");
        _opened = new OpenedFolder(_folder.Path);
        _queue = new RunQueue(_opened, new Terminal(TextWriter.Null, TextWriter.Null, CancellationToken.None));
        _desk = NewDesk();
    }

    [TearDown]
    public async Task Close()
    {
        await _desk.DisposeAsync();
        await _queue.DisposeAsync();
        _folder.Dispose();
    }

    [TestCase("rooms", "Assets/dungeon")]
    [TestCase("monsters", "Assets/monsters")]
    [TestCase("names", "Assets/names/names.csv")]
    public async Task ATableIsThatOfTheCommandAndIsKept(string name, string assets)
    {
        string model = $"Models/{name}.safetensors";
        var entered = new EnteredEvaluation { Evaluations = "1,2", Samples = "4", Solvers = "chosen,ode1@1.8" };
        QualityMeasurement measurement = _desk.Start(model, assets, entered.Read());
        Assert.That(_desk.Start(model, assets, entered.Read()), Is.SameAs(measurement), "it is under way already");
        await measurement.Work;
        Assert.That((measurement.IsOver, measurement.Problem), Is.EqualTo((true, (string?)null)));
        QualityTable table = measurement.Table!;
        CommandRun command = CommandRun.Of(["eval", _folder[model], _folder[assets], .. entered.Options]);
        Assert.That(command.Code, Is.Zero, command.Error);
        string[][] rows = [.. command.Output.Split('\n').Where(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
        await using QualityDesk later = NewDesk();
        Assert.Multiple(() =>
        {
            Assert.That(table.Titles, Is.EqualTo(rows[0]));
            Assert.That(table.Rows.Select(row => row[..^1]), Is.EqualTo(rows[2..].Select(row => row[..^1])), "all but the speed");
            Assert.That(table.Chosen(table.Figures.First()).Keys, Is.EqualTo(new[] { 1, 2 }));
            Assert.That(table.RealAssets, Is.Positive);
            Assert.That(later.TableOf(model)!.Rows, Is.EqualTo(table.Rows));
            File.SetLastWriteTimeUtc(_folder[model], DateTime.UtcNow.AddMinutes(1));
            Assert.That(later.TableOf(model), Is.Null, "another model may be in the file by now");
        });
    }

    [Test]
    public async Task AMeasurementIsCancelledAndTheNextOneHasItsTurn()
    {
        QualityMeasurement first = _desk.Start("Models/rooms.safetensors", "Assets/dungeon",
            new EnteredEvaluation { Evaluations = "1,4,32", Samples = "256" }.Read());
        QualityMeasurement second = _desk.Start("Models/names.safetensors", "Assets/dungeon", new EnteredEvaluation().Read());
        Assert.That(SpinWait.SpinUntil(() => first.Table is not null || first.IsOver, TimeSpan.FromMinutes(3)));
        Assert.That((first.IsOver, second.IsOver), Is.EqualTo((false, false)), first.Problem);
        first.Cancel();
        await Task.WhenAll(first.Work, second.Work);
        Assert.Multiple(() =>
        {
            Assert.That(first.Table!.Rows, Has.Length.InRange(1, 2), "what was done by then");
            Assert.That((first.Report.IsComplete, first.Problem), Is.EqualTo((false, (string?)null)));
            Assert.That(_desk.TableOf("Models/rooms.safetensors"), Is.Null);
            Assert.That(second.Problem, Is.Not.Null, "rooms are no names");
            Assert.That(Directory.Exists(_folder[".bfn/quality"]), Is.False);
        });
    }

    [TestCase("steps", "many", "32", "chosen")]
    [TestCase("count", "8", "0", "chosen")]
    [TestCase("solvers", "8", "32", "magic")]
    public void WhatMakesNoSenseIsRefused(string what, string evaluations, string samples, string solvers) =>
        Assert.That(() => new EnteredEvaluation { Evaluations = evaluations, Samples = samples, Solvers = solvers }.Read(),
            Throws.InstanceOf<RequestException>(), what);

    [Test]
    public void NothingOutsideTheFolderIsMeasured() => Assert.Multiple(() =>
    {
        Assert.That(() => _desk.Start("../rooms.safetensors", "Assets/dungeon", new EnteredEvaluation().Read()), Throws.TypeOf<RefusedPathException>());
        Assert.That(() => _desk.Start("Models/rooms.safetensors", "..", new EnteredEvaluation().Read()), Throws.TypeOf<RefusedPathException>());
    });

    [Test]
    public async Task TablesThatWouldLieElsewhereAreNeitherReadNorWritten()
    {
        using var outside = new TemporaryFolder();
        Directory.CreateSymbolicLink(_folder[".bfn"], outside.Path);
        const string model = "Models/rooms.safetensors";
        Assert.That(_desk.TableOf(model), Is.Null);
        var entered = new EnteredEvaluation { Evaluations = "1", Samples = "4", Solvers = "chosen" };
        QualityMeasurement measurement = _desk.Start(model, "Assets/dungeon", entered.Read());
        await measurement.Work;
        Assert.That(measurement.Problem, Does.Contain("link out"));
        Assert.That(outside.Files(), Is.Empty);
    }

    private QualityDesk NewDesk() => new(_opened, _queue, new AssetLibrary(_opened));

    private void Copy(string path)
    {
        string from = Path.Combine(Repository.Root.FullName, "Samples", path);
        foreach (string file in File.Exists(from) ? [from] : Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = _folder[Path.Combine(path, Path.GetRelativePath(from, file) is var relative && relative != "." ? relative : "")];
            Directory.CreateDirectory(Path.GetDirectoryName(to.TrimEnd('/'))!);
            File.Copy(file, to.TrimEnd('/'));
        }
    }
}
