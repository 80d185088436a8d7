using BfnProcGen.AssetFiles;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;
using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>Drawing of what is no map: sprites, pictures, texts.</summary>
[TestFixture]
public sealed class DrawPageTests
{
    private static readonly string Samples = Path.Combine(Repository.Root.FullName, "Samples");

    private Browser _browser = null!;
    private TemporaryFolder _folder = null!;
    private RunningEditor _editor = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _browser = await Browser.Start();
        _folder = new TemporaryFolder();
        foreach (string kind in new[] { "bat", "ghost" })
            _folder.AddCopies(Path.Combine(Samples, "Assets", "monsters", kind), Path.Combine("monsters", kind));
        _folder.AddCopies(Path.Combine(Samples, "Models"));
        TinyModel.OfPixels(new ContinuousFlow(0.02), PixelChannels.Rgb, height: 8, width: 8).Save(_folder["pixels.safetensors"]);
        TinyModel.OfPixels(new ContinuousFlow(0.02), PixelChannels.Rgba, height: 8, width: 8).Save(_folder["glass.safetensors"]);
        _editor = new RunningEditor(_folder.Path);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _browser.DisposeAsync();
        _editor?.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task ASpriteIsDraggedInPartOfItKeptAndTheRestDrawnAnew()
    {
        await using EditorPage open = await Open("monsters");
        IPage page = open.Page;
        ILocator board = page.Locator(".board");
        await page.Locator(".starts img[alt$='bat/bat-01.png']").DragToAsync(board);
        await page.GetByText("bat/bat-01.png: keep").WaitForAsync();

        // The upper half stays; one colour never comes in a pixel below it.
        await Button(page, "Keep").ClickAsync();
        await Hook(page, board);
        await page.GetByText("32 kept, 0 with bans").WaitForAsync();
        await page.Keyboard.PressAsync("z");
        await page.GetByText("0 kept, 0 with bans", new() { Exact = true }).WaitForAsync();
        await Sweep(page, board, rows: 8);
        await page.GetByText("128 kept, 0 with bans").WaitForAsync();
        await page.Locator(".swatch").Nth(1).ClickAsync();
        string colour = (await page.Locator(".swatch").Nth(1).GetAttributeAsync("title"))!;
        await page.Keyboard.PressAsync("b");
        await board.ClickAsync(new() { Position = new() { X = 4, Y = (await board.BoundingBoxAsync())!.Height - 4 } });
        await page.GetByText("128 kept, 1 with bans").WaitForAsync();
        await page.GetByText($"Column 1, row 16: transparent, never {colour}").WaitForAsync();

        // Another view, and back: it is still there, with what can be undone, on another page too.
        await page.Keyboard.PressAsync("1");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Assets" }).WaitForAsync();
        await page.Keyboard.PressAsync("4");
        await page.GetByText("128 kept, 1 with bans").WaitForAsync();
        await using (EditorPage other = await Open("monsters"))
        {
            await other.Page.GetByText("128 kept, 1 with bans").WaitForAsync();
            await other.Page.Keyboard.PressAsync("Control+z");
            await page.GetByText("128 kept, 0 with bans").WaitForAsync();
        }
        await page.Keyboard.PressAsync("Control+Shift+Z");
        await page.GetByText("128 kept, 1 with bans").WaitForAsync();
        await page.Keyboard.PressAsync("Meta+z");
        await page.GetByText("128 kept, 0 with bans").WaitForAsync();
        await page.Keyboard.PressAsync("Control+y");
        await page.GetByText("128 kept, 1 with bans").WaitForAsync();

        await page.GetByLabel("class").SelectOptionAsync("bat");
        await Button(page, "Four variants").ClickAsync();
        await page.Locator(".variant", new() { HasText = "seed 3" }).WaitForAsync();

        // They, too, are still there after another view.
        await page.Keyboard.PressAsync("1");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Assets" }).WaitForAsync();
        await page.Keyboard.PressAsync("4");
        await page.Locator(".variant", new() { HasText = "seed 3" }).ClickAsync();
        await page.GetByText("Seed 3 taken").WaitForAsync();
        await open.Look("draw-sprite");
        Image start = Read(_folder["monsters/bat/bat-01.png"]), drawn = Read(await Save(page, "Save as PNG"));
        Assert.Multiple(() =>
        {
            Assert.That(Pixels(drawn, 0, 8), Is.EqualTo(Pixels(start, 0, 8)));
            Assert.That(Pixels(drawn, 8, 16), Is.Not.EqualTo(Pixels(start, 8, 16)));
            Assert.That(open.Complaints, Is.Empty);
        });
        string seed = await page.Locator("aside input").First.InputValueAsync(), kind = await page.GetByLabel("class").InputValueAsync();
        Assert.That((seed, kind), Is.EqualTo(("5", "bat")));
    }

    [Test]
    public async Task AColourOfAnyKindIsMixedAndStays()
    {
        await using EditorPage open = await Open("pixels");
        IPage page = open.Page;
        await page.GetByLabel("Any colour").FillAsync("#ff8040");
        await page.GetByText("#ff8040", new() { Exact = true }).WaitForAsync();
        await page.Locator(".board").FocusAsync();
        foreach (string key in new[] { "ArrowRight", "ArrowDown", "ArrowDown", " " }) await page.Keyboard.PressAsync(key);
        await page.GetByText("1 kept", new() { Exact = true }).WaitForAsync();
        await page.Keyboard.PressAsync("v");
        await page.Locator(".variant", new() { HasText = "seed 1" }).ClickAsync();
        await page.GetByText("Seed 1 taken").WaitForAsync();
        await open.Look("draw-colours");
        Image drawn = Read(await Save(page, "Save as PNG"));
        Assert.Multiple(async () =>
        {
            Assert.That(await page.Locator(".swatch").CountAsync(), Is.EqualTo(32), "those in the picture, as many as there is room for");
            Assert.That(await Button(page, "Ban").CountAsync(), Is.Zero);
            Assert.That((drawn.Width, drawn.ColourAt(1, 2)), Is.EqualTo((8, new Rgba(255, 128, 64, 255))));
            Assert.That(await page.GetByLabel("opacity").CountAsync(), Is.Zero, "it knows none");
            Assert.That(open.Complaints, Is.Empty);
        });

        await page.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync("glass.safetensors");
        await page.GetByLabel("opacity").WaitForAsync();
        await page.GetByLabel("Any colour").FillAsync("#ff8040");
        await page.GetByText("#ff8040", new() { Exact = true }).WaitForAsync();
        await page.GetByLabel("opacity").FillAsync("128");
        await page.GetByText("#ff804080", new() { Exact = true }).WaitForAsync();
        await page.Locator(".board").FocusAsync();
        await page.Keyboard.PressAsync(" ");
        await page.GetByText("1 kept", new() { Exact = true }).WaitForAsync();
        await open.Look("draw-opacity");
        Assert.That(Read(await Save(page, "Save as PNG")).ColourAt(0, 0), Is.EqualTo(new Rgba(255, 128, 64, 128)));
    }

    [Test]
    public async Task LettersAreFixedAndGoodTextsKept()
    {
        await using EditorPage open = await Open("names");
        IPage page = open.Page;
        await open.Enter("letters", "Ka*");
        await open.Enter("at least", "5");
        await open.Enter("at most", "7");
        await open.Enter("never", "el, an");
        await page.GetByLabel("class").SelectOptionAsync("northern");
        await page.GetByLabel("only new ones").CheckAsync();
        await page.GetByText("2 fixed").WaitForAsync();
        await Button(page, "Twelve texts").ClickAsync();
        ILocator lines = page.Locator("aside .lines span");
        await lines.First.WaitForAsync();
        string[] texts = [.. await lines.AllInnerTextsAsync()];
        Assert.That(texts, Has.Length.EqualTo(12).And.All.Match("^Ka.{3,5}$").And.All.Not.Contains("el").And.All.Not.Contains("an"));

        await Button(page, "Take").First.ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Letters" }).GetByRole(AriaRole.Button).Nth(4).ClickAsync();
        await page.GetByText("3 fixed").WaitForAsync();
        Assert.That(await page.GetByLabel("letters", new() { Exact = true }).InputValueAsync(), Is.EqualTo($"Ka??{texts[0][4]}*"));
        await page.Keyboard.PressAsync("z");
        await page.GetByText("2 fixed").WaitForAsync();
        await page.Keyboard.PressAsync("y");
        await page.GetByText("3 fixed").WaitForAsync();
        await Button(page, "Keep").First.ClickAsync();
        await page.Keyboard.PressAsync("v");
        await page.WaitForFunctionAsync("() => document.querySelector('aside input').value === '25'");
        await page.Locator("aside .lines button:enabled", new() { HasText = "Keep" }).First.ClickAsync();
        await page.Locator(".panel .lines li").Nth(1).WaitForAsync();
        await open.Look("draw-text");
        string[] saved = File.ReadAllLines(await Save(page, "Save as text"));
        Assert.Multiple(() =>
        {
            Assert.That(saved, Has.Length.EqualTo(2));
            Assert.That(saved[0], Is.EqualTo(texts[0]));
            Assert.That(saved[1], Does.Match($"^Ka..{texts[0][4]}.{{0,2}}$"));
            Assert.That(open.Complaints, Is.Empty);
        });

        // The same model elsewhere: how sure it is of each letter.
        await page.Keyboard.PressAsync("3");
        await open.Tab("Step by step");
        await page.GetByText("13 of 13").WaitForAsync();
        await page.Locator(".expected").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.GetByText("Character 2: ").WaitForAsync();
        await open.Look("steps-text");
    }

    [Test]
    public async Task APatternThatIsNoneIsSaid()
    {
        await using EditorPage open = await Open("names");
        await open.Enter("letters", "a*b");
        await open.Page.Locator(".problem", new() { HasText = "before its end" }).WaitForAsync();
        await open.Enter("letters", "Ka*");
        await open.Page.Locator(".problem").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await open.Enter("at most", "1");
        await Button(open.Page, "Twelve texts").ClickAsync();
        await open.Page.Locator(".problem", new() { HasText = "has 2 characters" }).WaitForAsync();
        await open.Enter("at most", "");
        await open.Page.Locator(".problem").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [TestCase(1280, 720)]
    [TestCase(1024, 700)]
    public async Task AllOfABoardCanBeDrawnOnAndSavedWhileSomethingIsWrong(int width, int height)
    {
        await using EditorPage open = await Open("rooms");
        IPage page = open.Page;
        await page.SetViewportSizeAsync(width, height);
        await page.WaitForFunctionAsync("() => { const box = document.querySelector('.board').parentElement; return box.scrollWidth <= box.clientWidth; }");
        await open.Enter("evaluations", "0");
        await Button(page, "Four variants").ClickAsync();
        await page.Locator(".problem", new() { HasText = "Evaluations are between" }).WaitForAsync();
        await open.Look($"draw-problem-{width}");
        await Button(page, "Save as text").ClickAsync();
        await page.Locator(".problem", new() { HasText = "cells are still blank" }).WaitForAsync();
        await open.Enter("evaluations", "8");
        await Button(page, "Ring").ClickAsync();
        LocatorBoundingBoxResult board = (await page.Locator(".board").BoundingBoxAsync())!;
        foreach ((int column, int row) in new[] { (0, 0), (7, 5), (15, 11) })
        {
            await page.Mouse.ClickAsync(board.X + (column + 0.9f) * board.Width / 16, board.Y + (row + 0.9f) * board.Height / 12);
            await page.GetByText($"Column {column + 1}, row {row + 1}: ").WaitForAsync();
        }
        Assert.That(open.Complaints, Is.Empty);
    }

    // Over the upper rows with the mouse, to and fro, in one stroke.
    private static async Task Sweep(IPage page, ILocator board, int rows)
    {
        LocatorBoundingBoxResult box = (await board.BoundingBoxAsync())!;
        float cell = box.Height / 16, left = box.X + 3, right = box.X + box.Width - 3;
        await page.Mouse.MoveAsync(left, box.Y + 3);
        await page.Mouse.DownAsync();
        for (int row = 0; row < rows; row++)
        {
            float y = box.Y + (row + 0.5f) * cell;
            await page.Mouse.MoveAsync(row % 2 == 0 ? left : right, y);
            await page.Mouse.MoveAsync(row % 2 == 0 ? right : left, y);
        }
        await page.Mouse.UpAsync();
    }

    // Over the first row, out of the board, and back over the third row, all in one stroke.
    private static async Task Hook(IPage page, ILocator board)
    {
        LocatorBoundingBoxResult box = (await board.BoundingBoxAsync())!;
        float cell = box.Height / 16, left = box.X + 3, right = box.X + box.Width - 3, outside = box.X + box.Width + 20;
        await page.Mouse.MoveAsync(left, box.Y + cell / 2);
        await page.Mouse.DownAsync();
        foreach (float x in new[] { right, outside }) await page.Mouse.MoveAsync(x, box.Y + cell / 2);
        foreach (float x in new[] { outside, right, left }) await page.Mouse.MoveAsync(x, box.Y + 2.5f * cell);
        await page.Mouse.UpAsync();
    }

    // Gives the path that the page says.
    private async Task<string> Save(IPage page, string button)
    {
        const string Said = "Saved as ";
        await Button(page, button).ClickAsync();
        return _folder[(await page.GetByText(Said).InnerTextAsync())[Said.Length..]];
    }

    private static Image Read(string path) => PngFile.Read(path, path).Image;

    private static Rgba[] Pixels(Image image, int from, int to) =>
        [.. Enumerable.Range(from * image.Width, (to - from) * image.Width).Select(i => image.ColourAt(i % image.Width, i / image.Width))];

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private async Task<EditorPage> Open(string model)
    {
        EditorPage open = await _browser.Open(_editor.Link);
        await open.Page.GotoAsync(new Uri(_editor.Root, $"draw?model={model}.safetensors").AbsoluteUri);
        await open.Page.Locator(".split.draw").WaitForAsync();
        return open;
    }
}
