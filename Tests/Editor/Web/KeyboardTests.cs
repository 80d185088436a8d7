using BfnProcGen.Tests.AssetFiles;
using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>The editor without a mouse: Tab, Enter, arrows and shortcuts alone, and what has the focus can always be seen.</summary>
[TestFixture]
public sealed class KeyboardTests
{
    // What has the focus, and whether that shows: an outline of its own, or of the label that stands for it.
    private const string Focus = """
        selector => {
            const element = document.activeElement;
            if (!element || element === document.body) return { found: false, fault: '' };
            const outlined = node => node && getComputedStyle(node).outlineStyle !== 'none' && parseFloat(getComputedStyle(node).outlineWidth) >= 1;
            const seen = outlined(element) ? element : outlined(element.closest('label')) ? element.closest('label') : null;
            const box = (seen || element).getBoundingClientRect();
            const inside = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
            return { found: element.matches(selector), fault: seen && inside ? '' : `${seen ? 'outside' : 'no outline'}: ${element.outerHTML.slice(0, 160)}` };
        }
        """;

    private TemporaryFolder _folder = null!;
    private Browser _browser = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _browser = await Browser.Start();
        _folder = new TemporaryFolder().AddCopies(Path.Combine(Repository.Root.FullName, "Samples", "Assets", "dungeon"));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _browser.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task FromTheAddressBarToSamplesOfAModelOfOnesOwn()
    {
        using var editor = new RunningEditor(_folder.Path);
        await using EditorPage open = await _browser.Open(editor.Link);
        IPage page = open.Page;
        await page.Locator("figure img").First.WaitForAsync();
        await TabTo(page, "nav a[data-key='2']");
        await TabTo(page, "#search");
        await page.Keyboard.TypeAsync("crypt-0");
        await page.GetByText("6 shown").WaitForAsync();
        await TabTo(page, "[role=tab]");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Locator(".findings").WaitForAsync();

        await page.Keyboard.PressAsync("2");
        await page.Locator(".new-run .field").First.WaitForAsync();
        await TabTo(page, ".presets input[type=checkbox]");
        await page.Keyboard.PressAsync("Space");
        foreach ((string name, string value) in new[] { ("steps", "100000"), ("minutes", "none"), ("batch", "2"), ("channels", "4") })
        {
            await TabTo(page, $"#set-{name}");
            await page.Keyboard.TypeAsync(value);
        }
        await page.Keyboard.PressAsync("Tab");
        await page.Locator("code.command", new() { HasText = "--steps 100000" }).WaitForAsync();
        await TabTo(page, ".new-run button.main", "Shift+Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => parseInt(document.querySelector('.figures dd')?.innerText) > 1");
        await TabTo(page, ".run-view button[title^='Ends the run']");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".run-view .state.stopped").WaitForAsync();
        await TabTo(page, ".done a");
        await page.Keyboard.PressAsync("Enter");

        await page.Locator(".results .samples img").First.WaitForAsync();
        await TabTo(page, "#evaluations");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("2");
        await page.Keyboard.PressAsync("Tab");
        await page.GetByText("2 evaluations with").WaitForAsync();
        await TabTo(page, ".controls button.main");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".results figcaption", new() { HasText = "48" }).WaitForAsync();

        await TabTo(page, "[role=tab][aria-selected=true]");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.GetByText("2 of 2").WaitForAsync();
        await TabTo(page, ".playback .cells");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.GetByText("Column 2, row 1: ").WaitForAsync();
        Assert.That(open.Complaints, Is.Empty);
    }

    // As far as it takes, once around the page at most.
    private static async Task TabTo(IPage page, string selector, string key = "Tab")
    {
        const int Most = 150;
        await page.Locator(selector).First.WaitForAsync();
        for (int presses = 0; presses < Most; presses++)
        {
            await page.Keyboard.PressAsync(key);
            FocusSeen focus = await page.EvaluateAsync<FocusSeen>(Focus, selector);
            Assert.That(focus.Fault, Is.Empty, $"on the way to {selector}");
            if (focus.Found) return;
        }
        Assert.Fail($"{selector} is not reached with {key}.");
    }

    private sealed record FocusSeen
    {
        public bool Found { get; init; }

        public string Fault { get; init; } = "";
    }
}
