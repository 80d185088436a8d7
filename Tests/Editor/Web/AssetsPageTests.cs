using System.Diagnostics;
using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class AssetsPageTests
{
    private Browser _browser = null!;

    [OneTimeSetUp]
    public async Task Start() => _browser = await Browser.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _browser.DisposeAsync();

    [Test]
    public async Task RoomsAreShownWithWhatTrainingSees()
    {
        using var editor = new RunningEditor(Path.Combine(Repository.Root.FullName, "Samples", "Assets"));
        await using EditorPage open = await _browser.Open(editor.Link);
        IPage page = open.Page;
        await page.Locator("figure img").First.WaitForAsync();
        await page.Locator(".seen .samples img").First.WaitForAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(await page.Locator(".headline").InnerTextAsync(), Does.StartWith("80 text grids (80 of 16×12"));
            Assert.That(await page.Locator(".seen .samples img").CountAsync(), Is.EqualTo(24));
            Assert.That(await page.Locator(".count").InnerTextAsync(), Is.EqualTo("80 shown"));
        });
        await Loaded(page.Locator("figure img").First);
        await open.Look("assets");
        ILocator tiles = page.Locator(".gallery .row").First.Locator("figure");
        await page.SetViewportSizeAsync(1024, 700);
        await Assertions.Expect(tiles).ToHaveCountAsync(5);
        await open.LookSmall("assets-small");
        await Assertions.Expect(tiles).ToHaveCountAsync(7);
        await page.GetByLabel("only with findings").CheckAsync();
        await page.GetByText("Nothing was found beside any of them.").WaitForAsync();
        await page.GetByLabel("only with findings").UncheckAsync();

        // Windows instead of whole rooms: what training sees changes with the setting, and a mistake is said beside it.
        await open.Tab("Settings");
        await open.Enter("crop", "99x99");
        await open.Tab("What training sees");
        await page.Locator(".seen .problem").WaitForAsync();
        await open.Tab("Settings");
        await open.Enter("crop", "wide");
        await page.Locator(".field.wrong").WaitForAsync();
        await open.Enter("crop", "8x8");
        await open.Tab("What training sees");
        await page.GetByText("items of 8×8 to learn from").WaitForAsync();

        await page.GetByLabel("Search by name").FillAsync("crypt-0");
        await page.GetByText("6 shown").WaitForAsync();
        Assert.That(open.Complaints, Is.Empty);

        IResponse? nowhere = await page.GotoAsync(new Uri(editor.Root, "asets?in=monsters").AbsoluteUri);
        await page.GetByRole(AriaRole.Heading, new() { Name = "No such page" }).WaitForAsync();
        Assert.That(nowhere!.Status, Is.EqualTo(404));
        await open.Look("nowhere");
        await page.GetByRole(AriaRole.Link, new() { Name = "assets", Exact = true }).ClickAsync();
        await page.Locator("figure img").First.WaitForAsync();
    }

    [Test]
    public async Task OtherKindsOfAssetsAreAChoiceAway()
    {
        using var editor = new RunningEditor(Path.Combine(Repository.Root.FullName, "Samples", "Assets"));
        await using EditorPage open = await _browser.Open(editor.Link);
        IPage page = open.Page;
        await page.GetByLabel("Where").SelectOptionAsync("monsters");
        await page.GetByText("A palette of").WaitForAsync();
        await page.GetByLabel("Class", new() { Exact = true }).SelectOptionAsync("ghost");
        await Loaded(page.Locator("figure img").First);
        await page.GetByLabel("Where").SelectOptionAsync("names/names.csv");
        await page.Locator("figure .text").First.WaitForAsync();
        await page.Locator(".seen .texts p").First.WaitForAsync();
        await open.Look("texts");
        Assert.That(open.Complaints, Is.Empty);
    }

    [Test]
    public async Task TwoPagesShowTwoPlaces()
    {
        using var editor = new RunningEditor(Path.Combine(Repository.Root.FullName, "Samples", "Assets"));
        await using EditorPage first = await _browser.Open(editor.Link);
        await first.Page.Locator("figure img").First.WaitForAsync();
        string picture = (await first.Page.Locator("figure img").First.GetAttributeAsync("src"))!;
        await using EditorPage second = await _browser.Open(editor.Link);
        await second.Page.GetByLabel("Where").SelectOptionAsync("monsters");
        await second.Page.GetByText("A palette of").WaitForAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(await second.Page.Locator("figure img").First.GetAttributeAsync("src"), Is.Not.EqualTo(picture));
            Assert.That(await second.Page.EvaluateAsync<int>("async path => (await fetch(path)).status", picture), Is.EqualTo(200),
                "the first page still shows its pictures");
            Assert.That(first.Complaints.Concat(second.Complaints), Is.Empty);
        });
    }

    [Test]
    public async Task NamesOfFilesAreTextAndNothingElse()
    {
        string[] names = ["<img src=x onerror=alert(1)>.txt", "\"><script>alert(2)<", "'; alert(3); '.txt", "line\nbreak.txt", "{{7*7}}&lt;.txt"];
        using var folder = new TemporaryFolder();
        foreach (string name in names) folder.Add(name.EndsWith(".txt", StringComparison.Ordinal) ? name : name.Replace('/', '_') + ".txt", "####\n#..#\n####\n");
        folder.Add("broken.txt", "##\n#\n");
        using var editor = new RunningEditor(folder.Path);
        await using EditorPage open = await _browser.Open(editor.Link);
        IPage page = open.Page;
        await page.Locator("figure img").First.WaitForAsync();
        string[] shown = [.. await page.Locator("figcaption .unseen").AllTextContentsAsync()];
        await open.Tab("Findings");
        string findings = await page.Locator(".findings").InnerTextAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(shown, Has.Member("<img src=x onerror=alert(1)>.txt").And.Member("line⏎break.txt").And.Member("{{7*7}}&lt;.txt").And.Member("broken.txt"));
            Assert.That(findings, Does.Contain("broken.txt").And.Contain("error"));
            Assert.That(await page.Locator("figure.error").CountAsync(), Is.EqualTo(1));
            Assert.That(await page.Locator("main script, img[src=x]").CountAsync(), Is.Zero);
            Assert.That(open.Complaints, Is.Empty);
        });
    }

    [TestCase("..")]
    [TestCase("/etc")]
    public async Task APlaceOutsideTheFolderIsRefusedAndLogged(string place)
    {
        using var folder = new TemporaryFolder();
        folder.Add("room.txt", "###\n#.#\n###\n");
        using var editor = new RunningEditor(folder.Path);
        await using EditorPage open = await _browser.Open(editor.Link);
        IPage page = open.Page;
        await page.GotoAsync(new Uri(editor.Root, $"?in={Uri.EscapeDataString(place)}").AbsoluteUri);
        await page.Locator(".problem").WaitForAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(await page.Locator(".problem").InnerTextAsync(), Does.Contain("is not in the folder that the editor was opened with"));
            Assert.That(await page.Locator("figure").CountAsync(), Is.Zero);
            Assert.That(editor.Errors, Does.Contain($"Refused: a page asked for '{place}'"));
        });
    }

    [Test]
    public async Task FiveThousandImagesAreOpenSoonAndAHundredMegabytesOfNothingAreAFinding()
    {
        using var folder = new TemporaryFolder();
        Parallel.For(0, 5000, i =>
        {
            var samples = new ushort[16 * 16 * 4];
            for (int at = 0; at < samples.Length; at += 4)
                (samples[at + i % 3], samples[at + 3]) = ((ushort)(40 * ((at / 4 * 7 + i) % 6)), (ushort)(at / 4 % 16 > i % 9 ? 255 : 0));
            PngWriter.Write(folder[$"sprite-{i:0000}.png"], new Image(16, 16, PixelChannels.Rgba, 8, samples));
        });
        using (FileStream large = File.Create(folder["large.png"]))
        {
            large.Write([0x89, .. "PNG\r\n\u001a\n"u8]);
            large.SetLength(100 << 20);
        }
        using var editor = new RunningEditor(folder.Path);
        long start = Stopwatch.GetTimestamp();
        double before = Environment.CpuUsage.TotalTime.TotalSeconds;
        await using EditorPage open = await _browser.Open(editor.Link);
        IPage page = open.Page;
        await page.Locator("figure img").First.WaitForAsync();
        double clock = Stopwatch.GetElapsedTime(start).TotalSeconds, processor = Environment.CpuUsage.TotalTime.TotalSeconds - before;
        await page.Locator(".seen .samples img").First.WaitForAsync();
        TestContext.Out.WriteLine($"5,000 images: {clock:0.0} s, {processor:0.0} s of processor time, until the first is shown, "
            + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s until there is what training sees");
        Assert.Multiple(async () =>
        {
            Assert.That(await page.Locator(".count").InnerTextAsync(), Is.EqualTo("5,001 shown"));
            Assert.That(await page.Locator("figure").CountAsync(), Is.InRange(20, 300), "only what can be seen is in the page");
            Assert.That(await page.Locator("figure").First.GetAttributeAsync("title"), Does.StartWith("large.png\ncan't be used\n"));
        });
        await page.Locator(".gallery .scroll").EvaluateAsync("box => box.scrollTo(0, box.scrollHeight)");
        await page.GetByText("sprite-4999.png").WaitForAsync();
    }

    private static async Task Loaded(ILocator picture) =>
        Assert.That(await picture.EvaluateAsync<bool>("picture => picture.decode().then(() => picture.naturalWidth > 0)"), Is.True);
}
