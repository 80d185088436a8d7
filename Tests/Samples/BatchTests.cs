using System.Diagnostics;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Samples;

/// <summary>The program for batches: it needs nothing that trains, and neither death nor company harms its files.</summary>
public sealed class BatchTests
{
    private const string Manifest = """{"model": "maps.safetensors", "count": 600, "steps": 2, "format": "tmj", "output": "{seed:4}.tmj"}""";

    [Test]
    public void KilledAndRestartedBesideOthersItWritesEveryFileOnceAndWhole()
    {
        using var folder = new TemporaryFolder();
        TinyModel.Create().Save(folder["maps.safetensors"]);
        folder.Add("m.json", Manifest);
        using (Process whole = Start(folder, "whole")) Finish(whole);
        var random = new Random(3);
        var first = new Dictionary<string, (DateTime, long)>();
        for (int round = 0; round < 3; round++)
        {
            Process[] both = [Start(folder, "killed"), Start(folder, "killed")];
            int enough = Count(folder, "killed") + random.Next(20, 120);
            var waited = Stopwatch.StartNew();
            while (Count(folder, "killed") < enough && !both.All(one => one.HasExited) && waited.Elapsed < TimeSpan.FromMinutes(1)) Thread.Sleep(5);
            foreach (Process one in both)
            {
                one.Kill();
                one.WaitForExit();
                one.Dispose();
            }
            foreach ((string name, (DateTime, long) seen) in Seen(folder))
            {
                if (first.TryAdd(name, seen)) continue;
                Assert.That(seen, Is.EqualTo(first[name]), $"{name} is written once");
            }
        }
        Assert.That(first, Is.Not.Empty);
        using (Process last = Start(folder, "killed")) Finish(last);
        Assert.That(Seen(folder).Where(file => first.ContainsKey(file.Key)), Is.EquivalentTo(first));
        string[] names = [.. Directory.GetFiles(folder["whole"]).Select(path => Path.GetFileName(path))];
        Assert.That(names, Has.Length.EqualTo(602), "and the tile set with its image");
        Assert.That(Directory.GetFileSystemEntries(folder["killed"]).Select(Path.GetFileName), Is.EquivalentTo(names), "nothing else is left");
        foreach (string name in names)
            Assert.That(File.ReadAllBytes(Path.Combine(folder["killed"], name)), Is.EqualTo(File.ReadAllBytes(Path.Combine(folder["whole"], name))), name);
    }

    [Test]
    public void ItIsFreeOfWhatTrains() =>
        Assert.That(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bfn-batch.deps.json")), Does.Contain("Silk.NET.Vulkan").And.Not.Contain("Torch"));

    private static Dictionary<string, (DateTime, long)> Seen(TemporaryFolder folder) => new DirectoryInfo(folder["killed"]).GetFiles("*.tmj")
        .ToDictionary(file => file.Name, file => (file.LastWriteTimeUtc, file.Length));

    private static int Count(TemporaryFolder folder, string name) => Directory.Exists(folder[name]) ? Directory.GetFiles(folder[name], "*.tmj").Length : 0;

    private static Process Start(TemporaryFolder folder, string output) => Process.Start(new ProcessStartInfo("dotnet",
        [Path.Combine(AppContext.BaseDirectory, "bfn-batch.dll"), folder["m.json"], "-o", folder[output]])
    {
        RedirectStandardOutput = true, RedirectStandardError = true,
    })!;

    private static void Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error.Result);
        Assert.That(output.Result, Does.StartWith("600 files: "));
    }
}
