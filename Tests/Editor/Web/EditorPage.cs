using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>A page of the editor in a browser, with what it complains of.</summary>
internal sealed class EditorPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public EditorPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.SetDefaultTimeout(60_000);
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

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
