using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Comparing;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class RunComparisonTests
{
    private static readonly string[] Titles = ["evaluations", "solver", "broken", "copies", "samples/s"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void SettingsThatDifferAreListedOfAnyNumberOfRuns()
    {
        EditorRun[] runs = [Run("a", new TrainingOptions()), Run("b", new TrainingOptions { Batch = 8 }), Run("c", new TrainingOptions { Batch = 8 }, "maps")];
        Assert.Multiple(() =>
        {
            Assert.That(RunComparison.Differences(runs).Select(row => $"{row.Name}: {string.Join(' ', row.Cells)}"),
                Is.EqualTo(new[] { "assets: . . maps", "batch: default 8 8" }));
            Assert.That(RunComparison.Differences(runs[1..2]), Is.Empty);
        });
    }

    [Test]
    public void ResultsAreThoseOfTheLogsAndOfTheLastLook()
    {
        EditorRun none = Run("none", new TrainingOptions());
        EditorRun some = Run("some", new TrainingOptions(), log: "10,1.0,2.5,2.25,9\n20,2.0,1.5,1.75,9\n30,3.0,1.25,2.0,9\n",
            looks: """{"Step":20,"Items":[],"Nearest":[],"Distances":[],"Copies":0.25,"Ratio":0.5}""");
        Assert.That(RunComparison.Results([none, some]).Select(row => $"{row.Name}: {string.Join(' ', row.Cells)}"), Is.EqualTo(new[]
        {
            "steps: – 30", "loss: – 1.2500", "validation: – 2.0000", "best validation: – 1.7500", "at step: – 20", "copies: – 25 %", "nearness ratio: – 0.50",
        }));
    }

    [Test]
    public void QualityIsThatOfTheSolversThatModelsHaveChosen()
    {
        QualityTable one = Table(["4", "chosen: ode1", "9 %", "0 %", "70"], ["4", "ode2", "3 %", "0 %", "70"], ["8", "chosen: ode2", "2 %", "1 %", "40"]);
        QualityTable other = Table(["2", "chosen: sde2", "30 %", "0 %", "90"], ["8", "chosen: sde2", "5 %", "0 %", "41"]);
        IReadOnlyList<ComparedRow> rows = RunComparison.Quality([one, null, other], "broken");
        Assert.Multiple(() =>
        {
            Assert.That(rows.Select(row => $"{row.Name}: {string.Join(' ', row.Cells)}"),
                Is.EqualTo(new[] { "2: – – 30 %", "4: 9 % – –", "8: 2 % – 5 %" }));
            Assert.That(RunComparison.Quality([one], "no such figure"), Is.Empty);
            Assert.That(RunComparison.Quality([one], "solver"), Is.Empty);
        });
    }

    [TestCase("{")]
    [TestCase("""{"titles": null}""")]
    [TestCase("""{"model": "a", "titles": ["evaluations", "solver", "broken"], "rows": [["8", "chosen"]]}""")]
    [TestCase("""{"model": "a", "titles": ["evaluations", "solver", "broken"], "rows": [["many", "chosen", "1"]]}""")]
    public void ADamagedTableIsNone(string json)
    {
        _folder.Add("table.json", json);
        Assert.That(QualityTable.Load(_folder["table.json"]), Is.Null);
    }

    private static QualityTable Table(params string[][] rows) => new("m", default, ".", 1, 64, "device", Titles, rows);

    private EditorRun Run(string name, TrainingOptions options, string assets = ".", string? log = null, string? looks = null)
    {
        Directory.CreateDirectory(_folder[name]);
        if (log is not null) _folder.Add($"{name}/log.csv", $"step,seconds,loss,validation_loss,steps_per_second\n{log}");
        if (looks is not null) _folder.Add($"{name}/looks.jsonl", looks + "\n");
        new RunTicket(assets, options.ToJson(), false, RunState.Stopped, DateTimeOffset.Now, null).Save(EditorRun.TicketOf(_folder[name]));
        return EditorRun.Found(new OpenedFolder(_folder.Path), _folder[name]);
    }
}
