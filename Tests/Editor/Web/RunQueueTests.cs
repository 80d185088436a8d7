using System.Text.Json;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class RunQueueTests
{
    private static readonly TrainingOptions Tiny = new()
    {
        Steps = 2, Batch = 2, Channels = 4, Multipliers = [1], ValidationInterval = 1, CheckpointInterval = 1,
    };

    private TemporaryFolder _folder = null!;
    private StringWriter _errors = null!;

    [SetUp]
    public void Maps()
    {
        _folder = new TemporaryFolder();
        _errors = new StringWriter();
        for (int i = 0; i < 20; i++) _folder.Add($"map-{i}.txt", $"####\n#{(i % 2 == 0 ? '.' : 'o')}.#\n####\n");
    }

    [TearDown]
    public void Remove()
    {
        _folder.Dispose();
        _errors.Dispose();
    }

    [Test]
    public async Task RunsFinishOneAfterTheOtherAndAreThereAgainLater()
    {
        await using (RunQueue queue = Open())
        {
            EditorRun first = queue.Add(".", Tiny, searches: false), second = queue.Add(".", Tiny with { Seed = 5 }, searches: false);
            Wait(second, RunState.Finished);
            Assert.Multiple(() =>
            {
                Assert.That(first.State, Is.EqualTo(RunState.Finished), first.Ticket.Message);
                Assert.That(first.Name, Is.Not.EqualTo(second.Name));
                Assert.That(first.Loss.Select(point => point.Step), Is.EqualTo(new[] { 1, 2 }));
                Assert.That(first.Looks.Select(look => look.Step), Is.EqualTo(new[] { 1, 2 }));
                Assert.That(first.Looks[0].Items, Has.Length.EqualTo(8).And.All.StartsWith("data:image/png;base64,"));
                Assert.That(Directory.EnumerateFiles(_folder.Path), Has.Exactly(20).Items, "nothing beside the assets");
            });
        }
        await using RunQueue again = Open();
        Assert.Multiple(() =>
        {
            Assert.That(again.Runs.Select(run => run.State), Is.All.EqualTo(RunState.Finished));
            Assert.That(again.Runs[0].Looks, Has.Length.EqualTo(2));
            Assert.That(again.Runs[0].HasModel);
        });
    }

    [Test]
    public async Task WhatWasCutOffBeforeItsFirstCheckpointBeginsAnew()
    {
        string runs = Directory.CreateDirectory(_folder[".bfn/runs/cut-1"]).Parent!.FullName;
        File.WriteAllText(Path.Combine(runs, "cut-1", "options.json"), Tiny.ToJson());
        new RunTicket(".", Tiny.ToJson(), false, RunState.Training, DateTimeOffset.Now, null).Save(Path.Combine(runs, "cut-1.json"));
        await using RunQueue queue = Open();
        EditorRun run = queue.Runs.Single();
        Assert.That((run.State, run.HasCheckpoint), Is.EqualTo((RunState.Interrupted, false)));
        queue.Resume(run);
        Wait(run, RunState.Finished);
    }

    [Test]
    public async Task WhatGoesWrongIsSaidInTheRunAndTheNextOneGoesOn()
    {
        await using RunQueue queue = Open();
        EditorRun wrong = queue.Add(".", Tiny with { Corpus = new() { Crop = new(99, 99) } }, searches: false);
        EditorRun right = queue.Add(".", Tiny, searches: false);
        Wait(right, RunState.Finished);
        Assert.Multiple(() =>
        {
            Assert.That(wrong.State, Is.EqualTo(RunState.Failed));
            Assert.That(wrong.Ticket.Message, Does.Contain("99"));
            Assert.That(_errors.ToString(), Does.Contain(wrong.Name));
        });
    }

    [Test]
    public async Task AQueueThatIsClosedSavesWhatIsUnderWay()
    {
        await using (RunQueue queue = Open())
        {
            EditorRun run = queue.Add(".", Tiny with { Steps = 1_000_000 }, searches: false);
            Assert.That(SpinWait.SpinUntil(() => run.Progress?.Step > 3 || run.State == RunState.Failed, TimeSpan.FromMinutes(3)), run.Ticket.Message);
        }
        await using RunQueue again = Open();
        EditorRun paused = again.Runs.Single();
        Assert.That((paused.State, paused.HasCheckpoint), Is.EqualTo((RunState.Paused, true)), paused.Ticket.Message);
        again.Stop(paused);
        Wait(paused, RunState.Stopped);
        Assert.That(paused.HasModel);
    }

    [Test]
    public async Task TheBestCheckpointIsAModelBesideTheLastOne()
    {
        await using RunQueue queue = Open();
        EditorRun run = queue.Add(".", Tiny with { Steps = 1_000_000, ValidationInterval = 1_000_000 }, searches: false);
        string last = Path.Combine(run.Folder, "last.safetensors"), best = Path.Combine(run.Folder, "best.safetensors");
        int early = PauseAfter(3), late;
        File.Copy(last, best);
        queue.Resume(run);
        late = PauseAfter(early + 3);
        queue.Stop(run);
        Wait(run, RunState.Stopped);
        var shelf = new ModelShelf(new OpenedFolder(_folder.Path), queue, new AssetLibrary(new OpenedFolder(_folder.Path)));
        Assert.Multiple(() =>
        {
            Assert.That(StepsOf(run.BestModelPath), Is.EqualTo(early));
            Assert.That(StepsOf(run.ModelPath), Is.EqualTo(late));
            Assert.That(shelf.Models().Select(ModelShelf.Title), Is.EqualTo(new[] { $"run {run.Name}", $"run {run.Name}, best checkpoint" }));
            Assert.That(shelf.Models().Select(ModelShelf.FileFor), Is.EqualTo(new[] { $"{run.Name}.safetensors", $"{run.Name}-best.safetensors" }));
        });

        int PauseAfter(int step)
        {
            SpinWait.SpinUntil(() => run.Progress?.Step > step || run.State == RunState.Failed, TimeSpan.FromMinutes(3));
            queue.Pause(run);
            Wait(run, RunState.Paused);
            return run.Progress!.Step;
        }

        static int StepsOf(string model) => JsonDocument.Parse(Model.Load(model).Metadata["bfn.training"]).RootElement.GetProperty("steps").GetInt32();
    }

    [Test]
    public async Task TheCurvesAreTheSameWhenTheEditorIsOpenedAgain()
    {
        CurvePoint[] losses, validations;
        await using (RunQueue queue = Open())
        {
            EditorRun run = queue.Add(".", Tiny with { Steps = 30, ValidationInterval = 7 }, searches: false);
            Wait(run, RunState.Finished);
            (losses, validations) = (run.Loss, run.Validation);
        }
        Assert.That(losses.Select(point => point.Step), Is.EqualTo(Enumerable.Range(1, 30)));
        Assert.That(validations.Select(point => point.Step), Is.EqualTo(new[] { 7, 14, 21, 28, 30 }), "the last one too");
        await using RunQueue again = Open();
        AssertSame(again.Runs.Single().Loss, losses);
        AssertSame(again.Runs.Single().Validation, validations);
    }

    [Test]
    public void TheCurveOfALongRunIsShortInItsFolderAndTheSameAfterwards()
    {
        var live = new Curve();
        using (var run = TrainingRun.Create(_folder["long"], Tiny))
        {
            for (int step = 1; step <= 50_000; step++)
            {
                live.Add(new CurvePoint(step, Math.Sin(step)));
                run.LogLoss(step, Math.Sin(step));
            }
        }
        AssertSame(Curve.Of(RunHistory.Losses(_folder["long"])).Points(), live.Points());
        Assert.That(new FileInfo(TrainingRun.LossesOf(_folder["long"])).Length, Is.LessThan(200_000));
    }

    [Test]
    public async Task APlaceOutsideIsRefused()
    {
        await using RunQueue queue = Open();
        Assert.That(() => queue.Add("..", Tiny, searches: false), Throws.TypeOf<RefusedPathException>());
    }

    private static void AssertSame(CurvePoint[] actual, CurvePoint[] expected) => Assert.Multiple(() =>
    {
        Assert.That(actual.Select(point => point.Step), Is.EqualTo(expected.Select(point => point.Step)));
        Assert.That(actual.Select(point => point.Value), Is.EqualTo(expected.Select(point => point.Value)).Within(1e-6));
    });

    private RunQueue Open() => new(new OpenedFolder(_folder.Path), new Terminal(TextWriter.Null, TextWriter.Synchronized(_errors), CancellationToken.None));

    private static void Wait(EditorRun run, RunState state)
    {
        bool over = SpinWait.SpinUntil(() => run.State == state || run.State == RunState.Failed, TimeSpan.FromMinutes(3));
        Assert.That((over, run.State), Is.EqualTo((true, state)), run.Ticket.Message);
    }
}
