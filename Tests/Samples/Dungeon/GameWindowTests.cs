using System.Diagnostics;
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
