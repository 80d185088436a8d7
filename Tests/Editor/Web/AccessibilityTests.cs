namespace BfnProcGen.Tests.Editor.Web;

/// <summary>That what keeps people out is found: a check that finds nothing anywhere would be worth nothing.</summary>
[TestFixture]
public sealed class AccessibilityTests
{
    [Test]
    public async Task AButtonWithoutANamePaleTextAndAPageThatIsTooLargeAreFound()
    {
        await using Browser browser = await Browser.Start();
        await using EditorPage open = await browser.Open(new Uri("about:blank"));
        await open.Page.SetContentAsync("""
            <html lang="en"><head><title>t</title></head><body style="background: #fff"><main><h1>Title</h1>
            <button></button><p style="color: #bbb">pale</p><div style="width: 3000px">wide</div></main></body></html>
            """);
        string[] found = await Accessibility.Of(open.Page);
        Assert.That(found, Has.Some.Contains("button-name").And.Some.Contains("color-contrast").And.Some.EqualTo("the page is larger than the window"));
        Assert.That(found, Has.Length.EqualTo(3));
    }
}
