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
        using (Process first = StartProcess(out Uri link))
        {
            try
            {
                await using EditorPage open = await _browser.Open(link);
                await TrainingView.StartTiny(open, new Uri(link, "/"), steps: "100000");
                await TrainingView.PastStep(open.Page, 25);
                killedAt = await TrainingView.Step(open.Page);
            }
            finally
            {
                first.Kill();
                await first.WaitForExitAsync();
            }
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
        await open.Enter("steps", "many");
        await page.Locator(".field.wrong").WaitForAsync();
        await open.Enter("steps", "77");
        await open.Enter("batch", "4");
        await page.Locator("code.command", new() { HasText = "--steps 77" }).WaitForAsync();
        await page.GetByText("Copy as command line").ClickAsync();
        string copied = await page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
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
        await page.Locator(".problem", new() { HasText = "bad.json" }).WaitForAsync();
        Assert.Multiple(() =>
        {
            Assert.That(copied, Does.Match(@"^\S*bfn train \S+ --batch 4 --steps 77 -o model\.safetensors$"));
            Assert.That((exported.Steps, exported.Batch), Is.EqualTo((77, 4)));
            Assert.That(open.Complaints, Is.Empty);
        });
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
