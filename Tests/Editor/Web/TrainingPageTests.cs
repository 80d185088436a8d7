using System.Diagnostics;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;
using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class TrainingPageTests
{
    private Browser _browser = null!;
    private TemporaryFolder _folder = null!;

    private string Runs => Path.Combine(_folder.Path, ".bfn", "runs");

    private string RunName => $"{Path.GetFileName(_folder.Path)}-1";

    [OneTimeSetUp]
    public async Task Start() => _browser = await Browser.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _browser.DisposeAsync();

    [SetUp]
    public void CopyRooms()
    {
        _folder = new TemporaryFolder();
        _folder.AddCopies(Path.Combine(Repository.Root.FullName, "Samples", "Assets", "dungeon"));
    }

    [TearDown]
    public void RemoveRooms() => _folder.Dispose();

    [Test]
    public async Task AKilledEditorFindsItsRunAgainAndTheCurveGoesOn()
    {
        int killedAt;
        EditorPage? left = null;
        using (Process first = StartProcess(out Uri link))
        {
            try
            {
                left = await _browser.Open(link);
                await TrainingView.StartTiny(left, new Uri(link, "/"), steps: "100000");
                await TrainingView.PastStep(left.Page, 25);
                killedAt = await TrainingView.Step(left.Page);
            }
            finally
            {
                first.Kill();
                await first.WaitForExitAsync();
            }
        }

        // The page that is left says what has happened, and how to go on.
        await using (left)
        {
            await left.Page.GetByText("The editor has ended, or can't be reached.").WaitForAsync();
            Assert.That(await left.Page.Locator("#components-reconnect-modal code").InnerTextAsync(), Does.EndWith($"bfn editor {_folder.Path}"));
            await left.Look("ended");
        }

        using var editor = new RunningEditor(_folder.Path);
        await using EditorPage again = await _browser.Open(editor.Link);
        IPage page = again.Page;
        await page.GotoAsync(new Uri(editor.Root, "training").AbsoluteUri);
        await page.Locator("a.run").ClickAsync();
        await TrainingView.State(page, "interrupted");
        await page.GetByText("It can go on from its last checkpoint.").WaitForAsync();
        int resumed = await TrainingView.Step(page);
        Assert.That(resumed, Is.GreaterThanOrEqualTo(20).And.LessThanOrEqualTo(killedAt + 200), "what the log holds");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await TrainingView.PastStep(page, resumed + 10);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await TrainingView.State(page, "paused");
        string[] points = (await page.Locator("polyline.loss").GetAttributeAsync("points"))!.Split(' ');
        int[] logged = [.. File.ReadLines(Path.Combine(Runs, RunName, "log.csv")).Skip(1).Select(line => int.Parse(line.Split(',')[0]))];
        Assert.Multiple(() =>
        {
            Assert.That(points, Has.Length.GreaterThan(4));
            Assert.That(logged, Is.Ordered.And.Unique);
            Assert.That(logged, Has.Member(10).And.Member(20), "from before it was killed");
        });
    }

    [Test]
    public async Task SettingsAreTheCommandLinesOwn()
    {
        using var editor = new RunningEditor(_folder.Path);
        await using EditorPage open = await _browser.Open(editor.Link);
        IPage page = open.Page;
        await page.GotoAsync(new Uri(editor.Root, "training").AbsoluteUri);
        await page.Locator(".new-run .field").First.WaitForAsync();
        await open.Look("new-run");
        // What isn't right is not left out in silence, wherever it stands; a preset takes its place.
        await page.GetByText("More settings").ClickAsync();
        await open.Enter("dropout", "none");
        await page.Locator(".field.wrong").WaitForAsync();
        await page.GetByText("More settings").ClickAsync();
        await open.Enter("steps", "many");
        LocatorBoundingBoxResult before = (await page.Locator(".presets").BoundingBoxAsync())!;
        await page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).ClickAsync();
        await page.GetByText("The run is not started: 'steps' must be a whole number, not 'many'.").WaitForAsync();
        await Focused("set-steps");
        Assert.That((await page.Locator(".presets").BoundingBoxAsync())!.Y, Is.EqualTo(before.Y), "nothing moves");
        await page.GetByRole(AriaRole.Button, new() { Name = "Usual" }).ClickAsync();
        await page.Locator(".field.wrong", new() { HasText = "steps" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.That(await page.Locator("#set-steps").InputValueAsync(), Is.Empty);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).ClickAsync();
        await page.GetByText("The run is not started: 'dropout' must be a number, not 'none'.").WaitForAsync();
        await Focused("set-dropout");
        await open.Look("new-run-refused");
        await open.Enter("dropout", "");
        Assert.That(Directory.Exists(Runs), Is.False);
        await open.Enter("steps", "77");
        await open.Enter("batch", "4");
        await page.Locator("code.command", new() { HasText = "--steps 77" }).WaitForAsync();
        await page.GetByText("Copy as command line").ClickAsync();
        string copied = await page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        await CopyWithoutClipboard(open, copied);
        IDownload file = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Export options.json").ClickAsync());
        var exported = TrainingOptions.FromJson(await File.ReadAllTextAsync(await file.PathAsync()));

        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "options.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes((exported with { Steps = 88 }).ToJson()),
        });
        await page.Locator("code.command", new() { HasText = "--steps 88" }).WaitForAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "bad.json", MimeType = "application/json", Buffer = "{\"stepz\": 1}"u8.ToArray(),
        });
        await page.GetByText("bad.json: The training options can't be read. Line 1: there is no 'stepz'.").WaitForAsync();
        await open.LookSmall("new-run-refused-small");
        await page.RunAndWaitForFileChooserAsync(() => page.GetByText("Import options.json").ClickAsync());
        // What was entered is there again after another page was looked at.
        await page.GetByLabel("search for the best solvers").UncheckAsync();
        await page.Locator("nav a", new() { HasText = "Compare" }).ClickAsync();
        await page.Locator("h1", new() { HasText = "Compare" }).WaitForAsync();
        await page.Locator("nav a", new() { HasText = "Training" }).ClickAsync();
        await page.Locator("code.command", new() { HasText = "--steps 88 --no-search" }).WaitForAsync();
        Assert.That(await page.GetByLabel("search for the best solvers").IsCheckedAsync(), Is.False);
        Assert.Multiple(() =>
        {
            Assert.That(copied, Does.Match(@"^\S*bfn train \S+ --batch 4 --steps 77 -o model\.safetensors$"));
            Assert.That((exported.Steps, exported.Batch), Is.EqualTo((77, 4)));
            Assert.That(open.Complaints, Is.Empty);
        });

        Task Focused(string id) => page.WaitForFunctionAsync("id => document.activeElement?.id === id", id);
    }

    [Test]
    public async Task ARunThatSearchesForSolversIsStoppedAndNothingMoves()
    {
        using var editor = new RunningEditor(_folder.Path);
        await using EditorPage open = await _browser.Open(editor.Link);
        IPage page = open.Page;
        await TrainingView.StartTiny(open, editor.Root, steps: "100000", searches: true);
        await TrainingView.PastStep(page, 10);
        LocatorBoundingBoxResult training = (await page.Locator(".curves").BoundingBoxAsync())!;
        ILocator stop = page.GetByRole(AriaRole.Button, new() { Name = "Stop" });
        await stop.ClickAsync();
        await TrainingView.State(page, "finishing");
        await page.GetByText("Searching for solvers: ").WaitForAsync();
        LocatorBoundingBoxResult finishing = (await page.Locator(".curves").BoundingBoxAsync())!;
        Assert.That((finishing.Y, finishing.Height), Is.EqualTo((training.Y, training.Height)));
        await open.Look("finishing");
        await stop.ClickAsync();
        await TrainingView.State(page, "stopped");
        await open.LookSmall("stopped-small");
        Assert.Multiple(() =>
        {
            Assert.That(File.Exists(Path.Combine(Runs, RunName, "model.safetensors")), Is.True);
            Assert.That(open.Complaints, Is.Empty);
        });
    }

    // As over plain http from another machine: there is no clipboard for scripts. And as where even a selection can't be copied.
    private static async Task CopyWithoutClipboard(EditorPage open, string text)
    {
        IPage page = open.Page;
        ILocator copy = page.GetByText("Copy as command line"), field = page.Locator("#set-crop");
        await page.EvaluateAsync("() => { navigator.clipboard.writeText('something else'); }");
        await page.EvaluateAsync("() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })");
        await page.Locator("[data-action=copy]:not([data-done])").WaitForAsync();
        await copy.ClickAsync();
        await page.Locator("[data-action=copy][data-done]").WaitForAsync();
        await field.FocusAsync();
        await page.Keyboard.PressAsync("Control+V");
        Assert.That(await field.InputValueAsync(), Is.EqualTo(text));
        await field.FillAsync("");

        await page.EvaluateAsync("() => { document.execCommand = () => false; }");
        await page.Locator("[data-action=copy]:not([data-done])").WaitForAsync();
        await copy.ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        await open.Look("to-copy");
        Assert.Multiple(async () =>
        {
            Assert.That(await page.Locator("[data-done]").CountAsync(), Is.Zero, "nothing was copied");
            Assert.That(await page.EvaluateAsync<string>("() => getSelection().toString()"), Is.EqualTo(text));
        });
        await dialog.GetByRole(AriaRole.Button).FocusAsync();
        await page.Keyboard.PressAsync("d");
        Assert.That(await page.EvaluateAsync<string?>("() => document.documentElement.dataset.theme"), Is.Null, "shortcuts are of what lies behind it");
        await page.Keyboard.PressAsync("Escape");
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.EvaluateAsync("() => { delete navigator.clipboard; delete document.execCommand; }");
    }

    private Process StartProcess(out Uri link)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bfn.dll"), "editor", _folder.Path, "--no-browser"])
        {
            RedirectStandardOutput = true,
        })!;
        _ = process.StandardOutput.ReadLine();
        link = new Uri(process.StandardOutput.ReadLine()!.Trim());
        return process;
    }
}
