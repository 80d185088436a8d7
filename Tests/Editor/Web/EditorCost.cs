using System.Diagnostics;
using System.Globalization;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;
using Microsoft.Playwright;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>
/// How much slower training is in the editor with a page open on it than from the command line: the same run, by turns, each in a process
/// of its own, timed by its own log. The browser is on the same machine, as it is for whoever trains.
/// </summary>
/// <param name="steps">Steps of a run.</param>
internal sealed class EditorCost(int steps)
{
    private readonly TrainingOptions _options = new()
    {
        Steps = steps, TimeLimitMinutes = null, Channels = 16, Batch = 32, ValidationInterval = Math.Max(1, steps / 6), CheckpointInterval = Math.Max(1, steps / 3),
    };

    /// <summary>Measures, and tells every time and the medians.</summary>
    public async Task Run(int rounds, TextWriter output)
    {
        var ways = new (string Name, Func<Task<double>> Measure, List<double> Speeds)[]
        {
            ("bfn train", Command, []), ("editor, page open", () => Editor(looksOn: true), []), ("editor, page closed", () => Editor(looksOn: false), []),
        };
        for (int round = 0; round < rounds; round++)
        {
            // Another one first each time: what warms up or slows down hits all alike.
            for (int i = 0; i < ways.Length; i++)
            {
                (string name, Func<Task<double>> measure, List<double> speeds) = ways[(round + i) % ways.Length];
                speeds.Add(await measure());
                output.WriteLine(FormattableString.Invariant($"round {round + 1}, {name}: {speeds[^1]:0.00} steps/s"));
            }
        }
        double command = Median(ways[0].Speeds);
        foreach ((string name, _, List<double> speeds) in ways)
        {
            output.WriteLine(FormattableString.Invariant(
                $"{name}: median {Median(speeds):0.00} steps/s ({speeds.Min():0.00} to {speeds.Max():0.00}), {100 * (1 - Median(speeds) / command):0.0} % slower than bfn train"));
        }
    }

    private async Task<double> Command()
    {
        using TemporaryFolder folder = Rooms(out string options);
        using Process train = Start("train", folder["maps"], "--config", options, "--no-search", "-o", folder["model.safetensors"]);
        _ = train.StandardError.ReadToEndAsync();
        await train.StandardOutput.ReadToEndAsync();
        await train.WaitForExitAsync();
        if (train.ExitCode != 0) throw new InvalidOperationException($"bfn train ended with {train.ExitCode}.");
        return SpeedOf(folder["runs/model-1"]);
    }

    private async Task<double> Editor(bool looksOn)
    {
        using TemporaryFolder folder = Rooms(out string options);
        using Process editor = Start("editor", folder["maps"], "--no-browser");
        _ = editor.StandardError.ReadToEndAsync();
        try
        {
            await editor.StandardOutput.ReadLineAsync();
            var link = new Uri((await editor.StandardOutput.ReadLineAsync())!.Trim());
            await using Browser browser = await Browser.Start();
            await using EditorPage open = await browser.Open(link);
            IPage page = open.Page;
            await page.GotoAsync(new Uri(link, "/training").AbsoluteUri);
            await page.Locator("input[type=file]").SetInputFilesAsync(options);
            await page.Locator("code.command", new() { HasText = $"--steps {steps}" }).WaitForAsync();
            await page.GetByLabel("search for the best solvers").UncheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).ClickAsync();
            await page.Locator(".run-view").WaitForAsync();
            string run = folder["maps/.bfn/runs/maps-1"];
            if (!looksOn) await page.CloseAsync();
            while (!File.Exists(Path.Combine(run, "model.safetensors"))) await Task.Delay(500);
            return SpeedOf(run);
        }
        finally
        {
            editor.Kill();
            await editor.WaitForExitAsync();
        }
    }

    // Between the first and the last line of the log: neither the start nor the end of the program.
    private static double SpeedOf(string run)
    {
        double[][] lines = [.. File.ReadLines(Path.Combine(run, "log.csv")).Skip(1)
            .Select(line => line.Split(',')[..2].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        return (lines[^1][0] - lines[0][0]) / (lines[^1][1] - lines[0][1]);
    }

    private TemporaryFolder Rooms(out string options)
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["maps"]);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root.FullName, "Samples", "Assets", "dungeon")))
            File.Copy(file, folder[$"maps/{Path.GetFileName(file)}"]);
        options = folder["options.json"];
        File.WriteAllText(options, _options.ToJson());
        return folder;
    }

    private static Process Start(params string[] args) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bfn.dll"), .. args])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
