using System.Text.Json;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor;

/// <summary>The command that measures: batches, operations, frames, a soak.</summary>
[TestFixture]
public sealed class BenchCommandTests
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
    public void BenchMeasuresEveryBatchSize()
    {
        CommandRun run = CommandRun.Of("bench", _model, "--steps", "2", "--batch", "1,3", "--rounds", "2", "--json");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("batch").GetInt32()), Is.EqualTo(new[] { 1, 3 }));
        Assert.That(run.Json.GetProperty("results")[1].GetProperty("samples_per_second").GetDouble(), Is.Positive);
    }

    [Test]
    public void BenchMeasuresEveryOperationOfAModel()
    {
        CommandRun run = CommandRun.Of("bench", _model, "--steps", "1", "--batch", "1", "--rounds", "1", "--operations", "--json");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Json.GetProperty("peak_gflop_per_second").GetDouble(), Is.Positive);
        JsonElement[] operations = [.. run.Json.GetProperty("operations").EnumerateArray()];
        Assert.That(operations[0].GetProperty("name").GetString(), Is.EqualTo("one evaluation"));
        ILookup<bool, JsonElement> whole = operations.ToLookup(item => item.GetProperty("name").GetString() == "one evaluation");
        foreach (JsonElement evaluation in whole[true])
        {
            int parts = whole[false].Where(item => item.GetProperty("form").GetString() is var form
                    && (form == "only" || form == evaluation.GetProperty("form").GetString()))
                .Sum(item => item.GetProperty("dispatches").GetInt32());
            Assert.That(evaluation.GetProperty("dispatches").GetInt32(), Is.EqualTo(parts));
        }
        Assert.That(operations.Select(item => item.GetProperty("milliseconds").GetDouble()), Is.All.Positive);
    }

    [Test]
    public void BenchPlaysAGameAndTellsWhatItsFramesSaw()
    {
        CommandRun run = CommandRun.Of("bench", _model, "--steps", "1", "--frames", "200", "--budget", "1500us", "--json");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.Multiple(() =>
        {
            Assert.That(run.Json.GetProperty("frames").GetInt32(), Is.EqualTo(200));
            Assert.That(run.Json.GetProperty("budget_ms").GetDouble(), Is.EqualTo(1.5));
            Assert.That(run.Json.GetProperty("maps").GetInt32(), Is.Positive);
            foreach (string nothing in new[] { "over_prediction", "bytes_allocated", "pipelines_created", "memory_allocated" })
                Assert.That(run.Json.GetProperty(nothing).GetInt64(), Is.Zero, nothing);
        });
        Assert.That(CommandRun.Of("bench", _model, "--frames", "40").Output, Does.Contain("40 frames").And.Contain("budget of 2 ms"));
        Assert.That(CommandRun.Of("bench", _model, "--frames", "4", "--budget", "soon").Error, Does.Contain("such as 2ms"));
    }

    [Test]
    public void BenchSoaksAndLeavesNothingBehind()
    {
        CommandRun run = CommandRun.Of("bench", _model, "--steps", "2", "--soak", "600", "--json");
        JsonElement verdict = run.Json.GetProperty("verdict");
        Assert.Multiple(() =>
        {
            Assert.That(run.Json.GetProperty("is_complete").GetBoolean());
            Assert.That(run.Json.GetProperty("kinds").EnumerateObject().Count(kind => kind.Value.GetInt32() > 0), Is.EqualTo(8));
            Assert.That(run.Json.GetProperty("reloads").GetInt32(), Is.GreaterThan(20));
            Assert.That(run.Json.GetProperty("different").GetInt32(), Is.Zero);
            Assert.That(verdict.GetProperty("is_device_flat").GetBoolean());
            Assert.That(verdict.GetProperty("managed_growth").GetDouble(), Is.LessThan(SoakVerdict.MostManaged));
        });
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();
        CommandRun stopped = CommandRun.Of(interrupt.Token, "bench", "--soak", "600");
        Assert.That(stopped.Code, Is.EqualTo((int)ExitCode.Interrupted));
        Assert.That(stopped.Output, Does.Contain("0 of 600 generations").And.Contain("No verdict"));
    }
}
