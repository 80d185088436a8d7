using System.Diagnostics;
using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Dungeon;

namespace BfnProcGen.Tests.Samples.Dungeon;

/// <summary>The game as a program: with its window on a virtual display, and without any display.</summary>
public sealed class GameWindowTests
{
    [Test]
    public void ItOpensItsWindowAndDrawsInIt()
    {
        using var models = new GameModelFiles();
        string? display = null;
        using Process? server = OperatingSystem.IsLinux() ? StartDisplay(out display) : null;
        try
        {
            string[] args = [.. models.Arguments("--frames", "20", "--screenshot", models.Folder["window.png"])
                .Where(arg => arg != "--headless")];
            (int code, string output, string error) = Run(display, args);
            Assert.That(code, Is.Zero, error + output);
            Picture picture = Picture.Read(models.Folder["window.png"]);
            Assert.That((picture.Width, picture.Height), Is.EqualTo((960, 540)));
            Assert.That(picture.Pixels.ToArray().Distinct().Count(), Is.GreaterThan(50));
        }
        finally
        {
            server?.Kill();
        }
    }

    [Test, Platform("Linux")]
    public void WithoutADisplayItSaysSo()
    {
        (int code, _, string error) = Run(null, "--frames", "1");
        Assert.That(error, Does.Contain("The game needs a display").And.Contain("--headless"));
        Assert.That(code, Is.EqualTo((int)GameExit.Window));
    }

    [Test, Platform("Linux")]
    public void WhenTheDisplayGoesAwayItSaysSoAndNothingIsLost()
    {
        using var models = new GameModelFiles();
        string shown = models.Folder["shown.png"], rescued = models.Folder["save.rescued.json"];
        models.Folder.Add("walk.txt", $"key F5\nwalk left 2\nwalk right 3\nkey R\nwalk left 1\nscreenshot {shown}\nwait 1000000");
        using Process server = StartDisplay(out string display);
        string[] args = [.. models.Arguments("--script", models.Folder["walk.txt"]).Where(arg => arg is not ("--headless" or "--json"))];
        Task<(int Code, string Output, string Error)> game = Task.Run(() => Run(display, args));
        var waited = Stopwatch.StartNew();
        while (!File.Exists(shown) && !game.IsCompleted && waited.Elapsed < TimeSpan.FromMinutes(4)) Thread.Sleep(20);
        server.Kill();
        (int code, _, string error) = game.Result;
        Assert.That(error, Does.Contain("The display is gone").And.Contain($"--load --save {rescued}"));
        Assert.That(code, Is.EqualTo((int)GameExit.Window));
        models.Folder.Add("wait.txt", "wait 1");
        foreach ((string save, int edits) in new[] { (models.Save, 0), (rescued, 1) })
        {
            Assert.That(JsonDocument.Parse(File.ReadAllText(save)).RootElement.GetProperty("edits").GetArrayLength(), Is.EqualTo(edits), save);
            GameRun loaded = GameRun.Of(models.Arguments("--script", models.Folder["wait.txt"], "--load", "--save", save));
            Assert.That(loaded.Code, Is.Zero, loaded.Error);
        }
    }

    // The server chooses a free number and says it when it is ready.
    private static Process StartDisplay(out string display)
    {
        var start = new ProcessStartInfo("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        Process server = Process.Start(start)!;
        server.BeginErrorReadLine();
        string? number = server.StandardOutput.ReadLine();
        Assert.That(number, Is.Not.Null.And.Not.Empty, "Xvfb names its display");
        display = $":{number}";
        return server;
    }

    private static (int Code, string Output, string Error) Run(string? display, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "dungeon.dll"), .. args])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove("WAYLAND_DISPLAY");
        start.Environment.Remove("DISPLAY");
        if (display is not null) start.Environment["DISPLAY"] = display;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
