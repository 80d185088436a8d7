using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>A Chromium of the system, driven by Playwright. Whatever a page complains of fails the test that asks.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> Start()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        // A GPU that is software loses single letters of text that is drawn in other colours.
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Executable(), Args = ["--disable-gpu"] }));
    }

    /// <summary>A page in a window as large as the editor must be usable in.</summary>
    public async Task<EditorPage> Open(Uri address, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1280, Height = 720 },
            ColorScheme = scheme,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        var page = new EditorPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(address.AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string Executable() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("The tests need a Chromium: test.sh installs it, or says what to install.");
}
