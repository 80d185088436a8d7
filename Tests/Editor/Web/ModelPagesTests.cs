using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;
using BfnProcGen.Training;
using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>What is done with a model that is trained: exploring, drawing, comparing, exporting.</summary>
[TestFixture]
public sealed class ModelPagesTests
{
    private const string ModelName = "rooms.safetensors", OtherName = "tiny.safetensors";

    // Play, stop and play in a moment; gives the milliseconds until the last state is shown.
    private const string PlayHastily = """
        () => new Promise(done => {
            const begun = performance.now(), count = document.querySelector('.time + .count');
            let played = false;
            new MutationObserver((_, watch) => {
                played ||= count.textContent !== '4 of 4';
                if (!played || count.textContent !== '4 of 4') return;
                watch.disconnect();
                done(performance.now() - begun);
            }).observe(count, { childList: true, subtree: true, characterData: true });
            const play = document.querySelector('button:has(+ .time)');
            for (let clicks = 0; clicks < 9; clicks++) play.click();
        })
        """;

    private Browser _browser = null!;
    private TemporaryFolder _folder = null!;
    private RunningEditor _editor = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _browser = await Browser.Start();
        _folder = new TemporaryFolder();
        _folder.AddCopies(Path.Combine(Repository.Root.FullName, "Samples", "Assets", "dungeon"), "dungeon");
        File.Copy(Path.Combine(Repository.Root.FullName, "Samples", "Models", ModelName), _folder[ModelName]);
        TinyModel.Create().Save(_folder[OtherName]);
        AddRun("rooms-1", new TrainingOptions { Steps = 300 }, "10,1.0,2.1,2.2,9.0\n20,2.0,1.5,1.6,9.0\n");
        AddRun("rooms-2", new TrainingOptions { Steps = 300, Batch = 8 }, "10,1.0,2.0,2.1,9.0\n20,2.0,1.2,1.3,9.0\n");
        AddRun("rooms-3", new TrainingOptions { Steps = 300, Batch = 8, Seed = 3 }, "10,1.0,1.9,2.0,9.0\n20,2.0,1.3,1.45,9.0\n30,3.0,1.1,1.35,9.0\n");
        foreach (string name in new[] { "model", EditorRun.BestModelName[..^".safetensors".Length] })
            File.Copy(_folder[ModelName], _folder[$".bfn/runs/rooms-3/{name}.safetensors"]);
        _editor = new RunningEditor(_folder.Path);
    }

    private void AddRun(string name, TrainingOptions options, string log)
    {
        string runs = Directory.CreateDirectory(Path.Combine(_folder.Path, ".bfn", "runs", name)).Parent!.FullName;
        File.WriteAllText(Path.Combine(runs, name, "log.csv"), $"step,seconds,loss,validation_loss,steps_per_second\n{log}");
        AddLook(Path.Combine(runs, name), (int)options.Seed);
        new RunTicket("dungeon", options.ToJson(), false, RunState.Training, DateTimeOffset.Now, null).Save(Path.Combine(runs, $"{name}.json"));
    }

    // Rooms of the folder, in place of what a run would have drawn.
    private void AddLook(string run, int first)
    {
        TileMapFolder maps = TileMapFolder.Read(_folder["dungeon"]);
        var pictures = new ItemLook(new TileFormat(maps.Tiles), maps.Legend);
        string[] items = [.. maps.Maps.Skip(8 * first).Take(8).Select(file => DataUri.OfPng(pictures.Png(file.Map)))];
        var look = new RunLook(20, items, items, new double[items.Length], 1, 0.9);
        File.WriteAllText(Path.Combine(run, "looks.jsonl"), JsonSerializer.Serialize(look) + "\n");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _browser.DisposeAsync();
        _editor.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task SamplesAndWhatTheNetworkThinksOnTheWay()
    {
        await using EditorPage open = await Open("explore");
        IPage page = open.Page;
        await page.Locator(".results .samples img").First.WaitForAsync();
        Assert.That(await page.Locator(".results .samples img").CountAsync(), Is.EqualTo(24));
        await open.Look("explore");
        LocatorBoundingBoxResult before = (await page.Locator(".split").BoundingBoxAsync())!;
        await page.GetByLabel("temperature").FillAsync("none");
        await page.GetByLabel("temperature").PressAsync("Tab");
        await page.GetByText("'temperature' must be a number, not 'none'.").WaitForAsync();
        LocatorBoundingBoxResult after = (await page.Locator(".split").BoundingBoxAsync())!;
        Assert.That((after.X, after.Y, after.Width, after.Height), Is.EqualTo((before.X, before.Y, before.Width, before.Height)), "nothing moves");
        await open.Look("problem");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".problem").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByLabel("temperature").FillAsync("");
        await page.GetByLabel("temperature").PressAsync("Tab");
        await page.GetByLabel("seed").FillAsync("-3");
        await page.GetByLabel("seed").PressAsync("Tab");
        await page.GetByText("'-3' is no seed: seeds are whole numbers from 0 to 18446744073709551615.").WaitForAsync();
        Assert.That(await page.GetByLabel("seed").InputValueAsync(), Is.EqualTo("1"));
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("evaluations").First.FillAsync("4");
        await page.GetByLabel("evaluations").First.PressAsync("Tab");
        await page.GetByText("4 evaluations with").WaitForAsync();
        await open.Tab("Step by step");
        await page.GetByText("4 of 4").WaitForAsync();
        double seconds = await page.EvaluateAsync<double>(PlayHastily) / 1000;
        Assert.That(seconds, Is.GreaterThan(1.1), "three steps of 0.4 seconds, however often it was begun");
        string title = (await page.Locator(".playback .cells i").First.GetAttributeAsync("title"))!;
        Assert.Multiple(async () =>
        {
            Assert.That(await page.Locator(".playback .cells i").CountAsync(), Is.EqualTo(16 * 12));
            Assert.That(title, Does.Match(@"^wall \d+ %, "));
            Assert.That(open.Complaints, Is.Empty);
        });
        await page.Locator(".playback .cells").FocusAsync();
        foreach (string key in new[] { "ArrowRight", "ArrowDown", "ArrowDown" }) await page.Keyboard.PressAsync(key);
        await page.GetByText("Column 2, row 3: ").WaitForAsync();
        await open.Look("steps");

        // A model of another size and other tiles, and back, chosen while something else is shown.
        foreach ((string model, int cells) in new[] { (OtherName, 6 * 7), (ModelName, 16 * 12) })
        {
            await open.Tab("Samples");
            await page.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync(model);
            await page.Locator(".results:not(:has(.busy)) .samples img").First.WaitForAsync();
            await open.Tab("Step by step");
            await page.WaitForFunctionAsync("cells => document.querySelectorAll('.scroll:not(.busy) .playback .cells i').length === cells", cells);
        }
        Assert.That(_editor.Errors, Does.Not.Contain("Exception"));
    }

    [Test]
    public async Task ARingIsPaintedVariantsKeepItAndOneIsSaved()
    {
        await using EditorPage open = await Open("draw");
        IPage page = open.Page;
        await page.GetByText("Column 1, row 1: blank").WaitForAsync();
        await open.Look("draw-blank");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as text" }).ClickAsync();
        await page.GetByText("192 cells are still blank").WaitForAsync();
        await page.Locator(".board").FocusAsync();
        await page.Keyboard.PressAsync(" ");
        await page.Locator(".problem").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.Keyboard.PressAsync("z");
        await page.GetByText("0 kept, 0 with bans").WaitForAsync();

        // Nothing painted: what the command line draws.
        await page.GetByRole(AriaRole.Button, new() { Name = "Four variants" }).ClickAsync();
        await page.Locator(".variant", new() { HasText = "seed 1" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as text" }).ClickAsync();
        await page.GetByText("Saved as .bfn/drawn/map-1.txt").WaitForAsync();
        CommandRun sampled = CommandRun.Of("sample", _folder[ModelName], "--seed", "1", "--count", "1", "--steps", "8", "-o", _folder["sampled"]);
        Assert.That(sampled.Code, Is.Zero, sampled.Error);
        Assert.That(File.ReadAllText(_folder[".bfn/drawn/map-1.txt"]), Is.EqualTo(File.ReadAllText(_folder["sampled/map-1.txt"])));

        await page.GetByRole(AriaRole.Button, new() { Name = "Ring" }).ClickAsync();
        await page.GetByText("52 kept").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "water" }).ClickAsync();
        await page.Keyboard.PressAsync("b");
        await page.Locator(".board").ClickAsync(new() { Position = new() { X = 300, Y = 200 } });
        await page.GetByText("52 kept, 1 with bans").WaitForAsync();
        await page.Keyboard.PressAsync("z");
        await page.GetByText("52 kept, 0 with bans").WaitForAsync();
        await page.Keyboard.PressAsync("y");
        await page.GetByText("52 kept, 1 with bans").WaitForAsync();
        await page.Keyboard.PressAsync("v");
        await page.Locator(".variant", new() { HasText = "seed 5" }).ClickAsync();
        await open.Look("draw");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as text" }).ClickAsync();
        await page.GetByText("Saved as .bfn/drawn/map-2.txt").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save for Tiled" }).ClickAsync();
        await page.GetByText("Saved as .bfn/drawn/map-1.tmx").WaitForAsync();
        string[] rows = File.ReadAllLines(_folder[".bfn/drawn/map-2.txt"]);
        Assert.Multiple(() =>
        {
            Assert.That(rows[0] + rows[^1], Is.EqualTo(new string('#', 32)));
            Assert.That(rows.Select(row => $"{row[0]}{row[^1]}"), Is.All.EqualTo("##"));
            Assert.That(rows[1..^1].SelectMany(row => row[1..^1]).Distinct().Count(), Is.GreaterThan(1));
        });

        await page.GetByLabel("Begin with a map").SelectOptionAsync("cave-05.txt");
        await page.GetByText("Begun with cave-05.txt").WaitForAsync();
        await page.GetByText("0 kept, 0 with bans").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as text" }).ClickAsync();
        await page.GetByText("Saved as .bfn/drawn/map-3.txt").WaitForAsync();
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(_folder[".bfn/drawn/map-3.txt"]), Is.EqualTo(File.ReadAllText(_folder["dungeon/cave-05.txt"])));
            Assert.That(open.Complaints, Is.Empty);
        });
    }

    [Test]
    public async Task AModelIsExportedWithWhatItSaysOfItself()
    {
        await using EditorPage open = await Open("export");
        IPage page = open.Page;
        await page.GetByText("passed on").WaitForAsync();
        // Another one is chosen while the self-test of the first one runs, which is not the other's; nobody's hand is as fast as it.
        await page.EvaluateAsync("""
            other => new MutationObserver((_, watch) => {
                if (!document.querySelector('main').textContent.includes('running …')) return;
                watch.disconnect();
                const select = document.querySelector('select[aria-label=Model]');
                select.value = other;
                select.dispatchEvent(new Event('change', { bubbles: true }));
            }).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true })
            """, OtherName);
        await page.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync($".bfn/runs/rooms-3/{EditorRun.BestModelName}");
        await page.GetByText("the model holds none").WaitForAsync();
        await page.WaitForTimeoutAsync(2000);
        Assert.That(await page.GetByText("passed on").CountAsync(), Is.Zero);
        await page.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync(ModelName);
        await page.GetByText("passed on").WaitForAsync();
        await open.Enter("title", "Rooms <b>of</b> doom");
        await open.Enter("file", "../out.safetensors");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export the model" }).ClickAsync();
        await page.Locator(".problem", new() { HasText = "is not in the folder" }).WaitForAsync();
        await open.Enter("file", ModelName);
        await page.GetByRole(AriaRole.Button, new() { Name = "Export the model" }).ClickAsync();
        await page.Locator(".problem", new() { HasText = "exists already" }).WaitForAsync();
        await open.Enter("file", "game/doom.safetensors");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export the model" }).ClickAsync();
        await page.GetByText("Wrote game/doom.safetensors").WaitForAsync();
        await open.Look("export");
        var exported = Model.Load(_folder["game/doom.safetensors"]);
        Assert.Multiple(async () =>
        {
            Assert.That(exported.Metadata["modelspec.title"], Is.EqualTo("Rooms <b>of</b> doom"));
            Assert.That(exported.ComputeHash(), Is.EqualTo(Model.Load(_folder[ModelName]).ComputeHash()), "it draws the same");
            Assert.That(await page.Locator("pre").First.InnerTextAsync(), Does.Contain("\"doom.safetensors\""));
            Assert.That(await page.Locator("pre").Last.InnerTextAsync(), Does.Contain("Title: Rooms <b>of</b> doom").And.Contain("Trained on: "));
            Assert.That(File.Exists(_folder["../out.safetensors"]), Is.False);
            Assert.That(_editor.Errors, Does.Contain("Refused: a page asked to write '../out.safetensors'"));
            Assert.That(open.Complaints, Is.Empty);
        });
    }

    [Test]
    public async Task RunsAreComparedByWhatDiffersAndByWhatTheyDraw()
    {
        await using EditorPage open = await _browser.Open(_editor.Link);
        IPage page = open.Page;
        await page.GotoAsync(new Uri(_editor.Root, "compare?runs=rooms-1&runs=rooms-2").AbsoluteUri);
        await page.Locator(".differences tbody tr").First.WaitForAsync();
        Assert.That(await page.Locator(".differences tbody").InnerTextAsync(), Is.EqualTo("batch\tdefault\t8"));
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "rooms-3" }).CheckAsync();
        await page.Locator("polyline.run-2").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Measure all" }).ClickAsync();
        await page.GetByRole(AriaRole.Rowheader, new() { Name = "2", Exact = true }).WaitForAsync();
        await page.Locator(".compare").EvaluateAsync("box => box.scrollTo(0, 0)");
        await open.Look("compare");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).EvaluateAllAsync<object?>("buttons => buttons.forEach(button => button.click())");
        await page.GetByRole(AriaRole.Button, new() { Name = "Measure all" }).WaitForAsync();
        string results = await page.Locator(".compared").First.InnerTextAsync();
        Assert.Multiple(async () =>
        {
            Assert.That((await page.Locator(".differences tbody").InnerTextAsync()).Split('\n'), Is.EqualTo(new[] { "batch\tdefault\t8\t8", "seed\t0\t0\t3" }));
            Assert.That(await page.Locator(".chart polyline").CountAsync(), Is.EqualTo(3));
            Assert.That(await page.Locator(".drawn .pair img").CountAsync(), Is.EqualTo(24), "eight of each run");
            Assert.That(results, Does.Contain("best validation\t1.6000\t1.3000\t1.3500").And.Contain("at step\t20\t20\t30"));
            Assert.That(await page.GetByText("interrupted").CountAsync(), Is.EqualTo(3), "they were training when their editor ended");
            Assert.That(open.Complaints, Is.Empty);
        });
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "rooms-1" }).UncheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "rooms-2" }).UncheckAsync();
        await page.GetByText("None.").WaitForAsync();
    }

    [Test]
    public async Task ARunsLastAndBestCheckpointsAreModelsToExplore()
    {
        await using EditorPage open = await _browser.Open(_editor.Link);
        IPage page = open.Page;
        await page.GotoAsync(new Uri(_editor.Root, "training?run=rooms-3").AbsoluteUri);
        await page.Locator(".pair img").First.WaitForAsync();
        await open.Look("run");
        await page.GetByRole(AriaRole.Link, new() { Name = "Best checkpoint" }).ClickAsync();
        await page.Locator(".results .samples img").First.WaitForAsync();
        Assert.That(await page.GetByLabel("Model", new() { Exact = true }).EvaluateAsync<string>("select => select.selectedOptions[0].text"),
            Is.EqualTo("run rooms-3, best checkpoint"));
        Assert.That(open.Complaints, Is.Empty);
    }

    [Test]
    public async Task QualityIsMeasuredWhileAnotherViewIsOpen()
    {
        await using EditorPage open = await Open("explore");
        IPage page = open.Page;
        await open.Tab("Quality");
        await page.GetByLabel("compared with").SelectOptionAsync("dungeon");
        await page.GetByLabel("samples", new() { Exact = true }).FillAsync("none");
        await page.GetByRole(AriaRole.Button, new() { Name = "Measure" }).ClickAsync();
        await page.Locator(".problem").WaitForAsync();
        await page.GetByLabel("samples", new() { Exact = true }).FillAsync("16");
        await page.Locator(".quality .numbers").FillAsync("2,4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Measure" }).ClickAsync();
        await page.Locator("nav a[data-key='6']").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Export" }).WaitForAsync();
        await page.GotoAsync(new Uri(_editor.Root, $"explore?model={ModelName}").AbsoluteUri);
        await open.Tab("Quality");
        await page.GetByText("16 samples a row, compared with 80 assets of dungeon").WaitForAsync();
        await open.Look("quality");
        Assert.Multiple(async () =>
        {
            Assert.That(await page.Locator(".figures-table tbody tr").CountAsync(), Is.EqualTo(2));
            Assert.That(await page.Locator(".figures-table thead").InnerTextAsync(), Does.StartWith("evaluations\tsolver\t3×3 Jensen–Shannon (bits)"));
            Assert.That(open.Complaints, Is.Empty);
        });
    }

    [TestCase("explore")]
    [TestCase("draw")]
    [TestCase("export")]
    public async Task AModelOutsideTheFolderOrThatIsNoneIsSaid(string view)
    {
        _folder.Add("broken.safetensors", "nothing");
        await using EditorPage open = await _browser.Open(_editor.Link);
        foreach ((string model, string message) in new[] { ("../secret.safetensors", "is not in the folder"), ("broken.safetensors", "broken.safetensors") })
        {
            await open.Page.GotoAsync(new Uri(_editor.Root, $"{view}?model={Uri.EscapeDataString(model)}").AbsoluteUri);
            await open.Page.Locator(".problem", new() { HasText = message }).WaitForAsync();
        }
        File.Delete(_folder["broken.safetensors"]);
    }

    private async Task<EditorPage> Open(string view)
    {
        EditorPage open = await _browser.Open(_editor.Link);
        await open.Page.GotoAsync(new Uri(_editor.Root, $"{view}?model={ModelName}").AbsoluteUri);
        return open;
    }
}
