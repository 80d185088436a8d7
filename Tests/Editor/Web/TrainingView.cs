using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>What tests do on the view of training.</summary>
internal static class TrainingView
{
    /// <summary>Starts a run of a network so small that its steps are as fast as can be.</summary>
    public static async Task StartTiny(EditorPage open, Uri root, string steps, bool searches = false)
    {
        IPage page = open.Page;
        await page.GotoAsync(new Uri(root, "training").AbsoluteUri);
        await page.GetByText("More settings").ClickAsync();
        foreach ((string name, string value) in new[]
        {
            ("steps", steps), ("minutes", "none"), ("batch", "2"), ("channels", "4"), ("multipliers", "1,1"), ("validate-every", "10"),
            ("save-every", "10"),
        })
        {
            await open.Enter(name, value);
        }
        await page.Locator("code.command", new() { HasText = "--validate-every 10" }).WaitForAsync();
        await page.GetByLabel("search for the best solvers").SetCheckedAsync(searches);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).ClickAsync();
    }

    /// <summary>Waits for a run to be where it is to be.</summary>
    public static Task State(IPage page, string state) =>
        page.Locator(".run-view .state", new() { HasTextRegex = new Regex($"^{state}$") }).WaitForAsync();

    /// <summary>The step that is shown.</summary>
    public static async Task<int> Step(IPage page) =>
        int.Parse((await page.Locator(".figures dd").First.InnerTextAsync()).Split('/')[0].Trim(), NumberStyles.AllowThousands);

    /// <summary>Waits for training to be past a step.</summary>
    public static Task PastStep(IPage page, int step) =>
        page.WaitForFunctionAsync($"() => parseInt(document.querySelector('.figures dd')?.innerText.replace(/,/g, '')) > {step}");
}
