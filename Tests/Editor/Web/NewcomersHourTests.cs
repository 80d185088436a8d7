using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>The way of someone who opens the editor for the first time, from a folder of rooms to a model in a game, in one go.</summary>
[TestFixture]
public sealed class NewcomersHourTests
{
    private readonly TemporaryFolder _folder = new();
    private Browser _browser = null!;
    private RunningEditor _editor = null!;
    private EditorPage _open = null!;

    private IPage Page => _open.Page;

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder.AddCopies(Path.Combine(Repository.Root.FullName, "Samples", "Assets", "dungeon"));
        _browser = await Browser.Start();
        _editor = new RunningEditor(_folder.Path);
        _open = await _browser.Open(_editor.Link);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _browser.DisposeAsync();
        _editor?.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task FromAFolderOfRoomsToTheSameMapOnTheCommandLine()
    {
        await LookAtTheAssets();
        Model trained = await Train();
        await Explore();
        string map = await PaintARingAndKeepAVariant();
        await LookAtComparing();
        Model exported = await Export();
        Assert.That(exported.ComputeHash(), Is.EqualTo(trained.ComputeHash()));

        CommandRun run = CommandRun.Of("sample", _folder["game.safetensors"], "--seed", "2", "--count", "1",
            "--keep", _folder[".bfn/drawn/kept-1.txt"], "-o", _folder["sampled"]);
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.Zero, run.Error);
            Assert.That(File.ReadAllText(_folder["sampled/map-2.txt"]), Is.EqualTo(map));
            Assert.That(_open.Complaints, Is.Empty);
            Assert.That(_editor.Errors, Is.Empty);
        });
    }

    private async Task LookAtTheAssets()
    {
        await Page.Locator("figure img").First.WaitForAsync();
        await Page.Locator(".seen .samples img").First.WaitForAsync();
        Assert.That(await Page.Locator(".headline").InnerTextAsync(), Does.StartWith("80 text grids (80 of 16×12"));
        await _open.Look("hour-assets");
    }

    private async Task<Model> Train()
    {
        await TrainingView.StartTiny(_open, _editor.Root, steps: "100000");
        ILocator curve = Page.Locator("polyline.loss");
        await curve.WaitForAsync();
        string before = (await curve.GetAttributeAsync("points"))!;
        await Page.WaitForFunctionAsync("before => document.querySelector('polyline.loss').getAttribute('points') !== before", before);
        await Page.Locator(".pair img").First.WaitForAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(await Page.Locator(".pair").CountAsync(), Is.EqualTo(8));
            Assert.That(await Page.Locator(".pair img").CountAsync(), Is.EqualTo(16), "each beside the nearest item trained on");
            Assert.That(await Page.Locator(".gauge meter").CountAsync(), Is.EqualTo(1));
        });
        await _open.Look("training");

        await Button("Pause").ClickAsync();
        await TrainingView.State(Page, "paused");
        int paused = await TrainingView.Step(Page);
        await Page.ReloadAsync();
        await TrainingView.State(Page, "paused");
        Assert.That(await TrainingView.Step(Page), Is.EqualTo(paused));
        Assert.That(await curve.GetAttributeAsync("points"), Is.Not.Empty);

        await Button("Resume").ClickAsync();
        await TrainingView.State(Page, "training");
        await TrainingView.PastStep(Page, paused);
        await Button("Stop").ClickAsync();
        await TrainingView.State(Page, "stopped");
        string name = $"{Path.GetFileName(_folder.Path)}-1";
        var model = Model.Load(_folder[$".bfn/runs/{name}/model.safetensors"]);
        Assert.Multiple(() =>
        {
            Assert.That(model.Metadata["modelspec.title"], Is.EqualTo(name));
            Assert.That(model.SelfTest, Is.Not.Null);
        });
        return model;
    }

    private async Task Explore()
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = "Explore the model" }).ClickAsync();
        await Page.Locator(".results .samples img").First.WaitForAsync();
        Assert.That(await Page.Locator(".results .samples img").CountAsync(), Is.EqualTo(24));
        await _open.Look("hour-explore");
        await _open.Tab("Step by step");
        await Page.GetByText("8 of 8").WaitForAsync();
        await _open.Look("hour-steps");
    }

    // The board's outermost cells, with the mouse, in one stroke.
    private async Task<string> PaintARingAndKeepAVariant()
    {
        await Page.Keyboard.PressAsync("4");
        await Page.GetByRole(AriaRole.Button, new() { Name = "wall", Exact = true }).ClickAsync();
        LocatorBoundingBoxResult board = (await Page.Locator(".board").BoundingBoxAsync())!;
        float left = board.X + 8, right = board.X + board.Width - 8, top = board.Y + 8, bottom = board.Y + board.Height - 8;
        await Page.Mouse.MoveAsync(left, top);
        await Page.Mouse.DownAsync();
        foreach ((float x, float y) in new[] { (right, top), (right, bottom), (left, bottom), (left, top) })
            await Page.Mouse.MoveAsync(x, y);
        await Page.Mouse.UpAsync();
        await Page.GetByText("52 kept").WaitForAsync();

        await Button("Four variants").ClickAsync();
        await Page.Locator(".variant").Nth(3).WaitForAsync();
        await Page.Locator(".variant", new() { HasText = "seed 2" }).ClickAsync();
        await Page.GetByText("Seed 2 taken").WaitForAsync();
        await _open.Look("hour-draw");
        await Button("Save what is kept").ClickAsync();
        await Page.GetByText("Saved as .bfn/drawn/kept-1.txt").WaitForAsync();
        await Button("Save as text").ClickAsync();
        await Page.GetByText("Saved as .bfn/drawn/map-1.txt").WaitForAsync();
        string[] rows = File.ReadAllLines(_folder[".bfn/drawn/map-1.txt"]);
        Assert.Multiple(() =>
        {
            Assert.That(rows[0] + rows[^1], Is.EqualTo(new string('#', 32)));
            Assert.That(rows.Select(row => $"{row[0]}{row[^1]}"), Is.All.EqualTo("##"));
        });
        return File.ReadAllText(_folder[".bfn/drawn/map-1.txt"]);
    }

    private async Task LookAtComparing()
    {
        await Page.Keyboard.PressAsync("5");
        await Page.GetByText("There are no two runs yet").WaitForAsync();
        await _open.Look("hour-compare");
    }

    private async Task<Model> Export()
    {
        await Page.Keyboard.PressAsync("6");
        await Page.GetByText("passed on").WaitForAsync();
        await _open.Enter("title", "Rooms of my first hour");
        await _open.Enter("file", "game.safetensors");
        await Button("Export the model").ClickAsync();
        await Page.GetByText("Wrote game.safetensors").WaitForAsync();
        await _open.Look("hour-export");
        var model = Model.Load(_folder["game.safetensors"]);
        Assert.That(model.Metadata["modelspec.title"], Is.EqualTo("Rooms of my first hour"));
        return model;
    }

    private ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });
}
