using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>A page of the editor in a browser, with what it complains of.</summary>
internal sealed class EditorPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public EditorPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        // As long as a machine may take on which much else runs.
        page.SetDefaultTimeout(180_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) =>
        {
            Complaints.Add($"a dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, of the content security policy and of loading; dialogs.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Opens a tab of a page.</summary>
    public Task Tab(string name) => Page.GetByRole(AriaRole.Tab, new() { Name = name }).ClickAsync();

    /// <summary>Enters a value and leaves its field.</summary>
    public async Task Enter(string label, string value)
    {
        ILocator field = Page.GetByLabel(label, new() { Exact = true });
        await field.FillAsync(value);
        await field.PressAsync("Tab");
    }

    /// <summary>
    /// Looks at a view that is ready, light and dark: pictures of both go to <c>artifacts/editor</c>, and what keeps people out is a failure.
    /// </summary>
    public async Task Look(string view)
    {
        foreach (string theme in new[] { "light", "dark" })
        {
            await Page.EvaluateAsync("theme => document.documentElement.dataset.theme = theme", theme);
            await Page.EvaluateAsync("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))");
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root.FullName, "artifacts", "editor", $"{view}-{theme}.png") });
            Assert.That(await Accessibility.Of(Page), Is.Empty, $"{view}, {theme}");
        }
        await Page.EvaluateAsync("() => delete document.documentElement.dataset.theme");
    }

    /// <summary>The same in a smaller window, which a laptop has room for beside something else.</summary>
    public async Task LookSmall(string view)
    {
        await Page.SetViewportSizeAsync(1024, 700);
        await Look(view);
        await Page.SetViewportSizeAsync(1280, 720);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
