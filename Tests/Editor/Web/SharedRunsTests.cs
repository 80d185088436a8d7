using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>Runs that another process has open, that were damaged, or that lead out of the opened folder.</summary>
[TestFixture]
public sealed class SharedRunsTests
{
    private static readonly TrainingOptions Endless = new()
    {
        Steps = 1_000_000, Batch = 2, Channels = 4, Multipliers = [1], ValidationInterval = 1_000_000, CheckpointInterval = 1_000_000,
    };

    private TemporaryFolder _outer = null!;
    private string _root = "", _runs = "";
    private StringWriter _errors = null!;

    [SetUp]
    public void Maps()
    {
        _outer = new TemporaryFolder();
        _errors = new StringWriter();
        _root = Directory.CreateDirectory(_outer["maps"]).FullName;
        _runs = Path.Combine(_root, ".bfn", "runs");
        for (int i = 0; i < 20; i++) File.WriteAllText(Path.Combine(_root, $"map-{i}.txt"), $"####\n#{(i % 2 == 0 ? '.' : 'o')}.#\n####\n");
    }

    [TearDown]
    public void Remove()
    {
        _outer.Dispose();
        _errors.Dispose();
    }

    [Test]
    public async Task ARunOfAnotherEditorIsShownAndLeftAlone()
    {
        await using RunQueue other = Open();
        await using (RunQueue first = Open())
        {
            EditorRun trained = first.Add(".", Endless, searches: false), queued = first.Add(".", Endless, searches: false);
            Until(() => trained.Progress?.Step > 3 || trained.State == RunState.Failed, trained);
            string[] before = Everything();
            EditorRun seen = Find(other, trained), waiting = Find(other, queued);
            Assert.That((seen.State, waiting.State), Is.EqualTo((RunState.Elsewhere, RunState.Elsewhere)));
            Assert.That(seen.Ticket.Message, Does.Contain("Another process"));
            foreach (EditorRun run in new[] { seen, waiting })
            {
                other.Pause(run);
                other.Resume(run);
                other.Stop(run);
                Assert.That(run.State, Is.EqualTo(RunState.Elsewhere));
            }
            EditorRun third = other.Add(".", Endless with { Steps = 2 }, searches: false);
            Assert.That(third.Name, Is.Not.AnyOf(trained.Name, queued.Name));
            Until(() => third.State == RunState.Finished, third);
            int reached = trained.Progress!.Step;
            Until(() => trained.Progress.Step > reached, trained);
            Assert.That(Everything().Where(file => !file.Contains(third.Name)), Is.EqualTo(before));
        }

        // The first one is closed, and what it saved is for anyone to go on with.
        EditorRun left = other.Runs.Single(run => run.Name.EndsWith("-1"));
        Until(() => other.Find(left.Name)!.State == RunState.Paused, left);
        Assert.That(left.HasCheckpoint);
        other.Stop(left);
        Until(() => left.State == RunState.Stopped, left);
        await using RunQueue late = Open();
        // It has said so an instant before it has let go.
        Until(() => late.Find(left.Name)!.State == RunState.Stopped, left);

        // Files but for what grows while training.
        string[] Everything() => [.. Directory.EnumerateFiles(_runs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => Path.GetExtension(path) == ".json" ? path + File.ReadAllText(path) : path)];
    }

    [Test]
    public async Task ARunThatTheCommandLineGoesOnWithIsNotTouchedMeanwhile()
    {
        await using RunQueue queue = Open();
        EditorRun run = queue.Add(".", Endless, searches: false);
        Until(() => run.Progress?.Step > 1 || run.State == RunState.Failed, run);
        queue.Pause(run);
        Until(() => run.State == RunState.Paused, run);
        using (await Opened(run.Folder))
        {
            queue.Resume(run);
            Assert.That(run.State, Is.EqualTo(RunState.Elsewhere));
            Until(() => queue.Find(run.Name)!.State == RunState.Elsewhere, run);
        }
        Until(() => queue.Find(run.Name)!.State == RunState.Paused, run);
        queue.Stop(run);
        Until(() => run.State == RunState.Stopped, run);

        // It has said that it is paused an instant before it has let go.
        static async Task<TrainingRun> Opened(string folder)
        {
            while (TrainingRun.IsOpen(folder)) await Task.Delay(10);
            return TrainingRun.Open(folder);
        }
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[1, 2]")]
    [TestCase("""{"assets": ".", "options": "no options", "state": "paused"}""")]
    [TestCase("""{"assets": ".", "options": "{\"validation_interval\": 0}", "state": "paused"}""")]
    [TestCase("""{"assets": ".", "options": "{}", "state": 99}""")]
    public async Task ADamagedTicketIsShownWithItsReason(string json)
    {
        Directory.CreateDirectory(Path.Combine(_runs, "cut-1"));
        File.WriteAllText(Path.Combine(_runs, "cut-1.json"), json);
        await using RunQueue queue = Open();
        EditorRun run = queue.Runs.Single();
        queue.Resume(run);
        queue.Stop(run);
        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Damaged));
            Assert.That(run.Ticket.Message, Does.Contain("cut-1.json").And.Contain("bfn train with --resume").And.Not.Contain("BytePosition"));
            Assert.That(_errors.ToString(), Does.Contain("cut-1"));
            Assert.That(() => TrainingOptions.FromJson(run.Ticket.Options), Throws.Nothing, "what pages show of it");
            Assert.That(File.ReadAllText(Path.Combine(_runs, "cut-1.json")), Is.EqualTo(json));
        });
    }

    [Test]
    public async Task WhatElseIsDamagedIsSaidAndNothingBreaks()
    {
        string run = Directory.CreateDirectory(Path.Combine(_runs, "cut-1")).FullName;
        Ticket("cut-1", RunState.Paused);
        // Where a file should be, a folder; where figures should be, anything.
        Directory.CreateDirectory(Path.Combine(_runs, "cut-1.lock"));
        File.WriteAllText(Path.Combine(run, "log.csv"), "step,seconds\nx,y\n1\n5,0.1,not,0.5\n");
        File.WriteAllText(Path.Combine(run, "losses.csv"), "step,loss\n1,0.5\n-4,1\n2,\0\n3,0.4");
        File.WriteAllText(Path.Combine(run, "looks.jsonl"), """
            {"Step":1,"Items":["a","b"],"Nearest":["a"],"Distances":[0,0]}
            {"Step":2,"Items":[null],"Nearest":["a"],"Distances":[0]}
            {"Step":3,"Items":["a"],"Nearest":["b"],"Distances":[0.5],"Copies":0}
            {"Step":4
            """);
        await using RunQueue queue = Open();
        EditorRun found = queue.Runs.Single();
        queue.Resume(found);
        Assert.Multiple(() =>
        {
            Assert.That(found.State, Is.EqualTo(RunState.Paused));
            Assert.That(found.Ticket.Message, Does.Contain("cut-1.lock"));
            Assert.That(found.Loss, Is.EqualTo(new CurvePoint[] { new(1, 0.5), new(3, 0.4) }));
            Assert.That(found.Validation, Is.EqualTo(new CurvePoint[] { new(5, 0.5) }));
            Assert.That(found.Looks.Select(look => look.Step), Is.EqualTo(new[] { 3 }));
        });
    }

    [TestCase("")]
    [TestCase(".json")]
    [TestCase(".lock")]
    [TestCase("/log.csv")]
    [TestCase("/model.safetensors")]
    [TestCase("/options.json")]
    public async Task ARunThatLeadsOutOfTheFolderIsNeitherReadNorWritten(string link)
    {
        Directory.CreateDirectory(_runs);
        if (link.StartsWith('/')) Directory.CreateDirectory(Path.Combine(_runs, "away-1"));
        Ticket("away-1", RunState.Paused);
        string outside = _outer["outside"], at = Path.Combine(_runs, "away-1") + link;
        if (link.Length == 0)
        {
            Directory.CreateDirectory(outside);
            File.WriteAllText(Path.Combine(outside, "looks.jsonl"), """{"Step":3,"Items":["a"],"Nearest":["b"],"Distances":[0.5],"Copies":0}""");
        }
        else if (link == ".json")
        {
            File.Move(at, outside);
        }
        // The others lead where nothing is yet.
        File.CreateSymbolicLink(at, outside);
        string[] before = Directory.GetFileSystemEntries(_outer.Path);

        await using RunQueue queue = Open();
        EditorRun run = queue.Runs.Single();
        queue.Resume(run);
        queue.Stop(run);
        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Damaged));
            Assert.That(run.Ticket.Message, Does.Contain("away-1").And.Contain("link").And.Not.Contain("--resume"));
            Assert.That(run.Looks, Is.Empty);
            Assert.That(_errors.ToString(), Does.Contain("away-1"));
            Assert.That(Directory.GetFileSystemEntries(_outer.Path), Is.EqualTo(before));
        });
    }

    [Test]
    public async Task RunsThatWouldLieElsewhereAreRefused()
    {
        Directory.CreateDirectory(_outer["outside/runs"]);
        File.WriteAllText(_outer["outside/runs/a-1.json"], "{}");
        Directory.CreateSymbolicLink(Path.Combine(_root, ".bfn"), _outer["outside"]);
        await using RunQueue queue = Open();
        Assert.Multiple(() =>
        {
            Assert.That(queue.Runs, Is.Empty);
            Assert.That(_errors.ToString(), Does.Contain("Refused"));
            Assert.That(() => queue.Add(".", Endless, searches: false), Throws.TypeOf<RefusedPathException>());
            Assert.That(Directory.GetFileSystemEntries(_outer["outside/runs"]), Has.Length.EqualTo(1));
        });
    }

    private void Ticket(string name, RunState state) =>
        new RunTicket(".", Endless.ToJson(), false, state, DateTimeOffset.Now, null).Save(Path.Combine(_runs, name + ".json"));

    private static EditorRun Find(RunQueue queue, EditorRun run)
    {
        Until(() => queue.Find(run.Name) is not null, run);
        return queue.Find(run.Name)!;
    }

    private RunQueue Open() => new(new OpenedFolder(_root), new Terminal(TextWriter.Null, TextWriter.Synchronized(_errors), CancellationToken.None));

    private static void Until(Func<bool> isSo, EditorRun run) =>
        Assert.That(SpinWait.SpinUntil(isSo, TimeSpan.FromMinutes(1)), $"{run.State}: {run.Ticket.Message}");
}
