using System.Diagnostics;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Samples;

/// <summary>The sample of few lines: it is what the README shows, it needs the runtime alone, and it draws.</summary>
[TestFixture]
public sealed class HelloTests
{
    [Test]
    public void TheReadmeShowsTheSampleLineByLine()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root.FullName, "README.md"));
        string source = File.ReadAllText(Path.Combine(Repository.Root.FullName, "Samples", "Hello", "Program.cs"));
        const string Begin = "```csharp\n", End = "```";
        int begin = readme.IndexOf(Begin, readme.IndexOf("## In a game", StringComparison.Ordinal), StringComparison.Ordinal) + Begin.Length;
        string shown = readme[begin..readme.IndexOf(End, begin, StringComparison.Ordinal)];
        Assert.That(source, Is.EqualTo("using BfnProcGen;\n\n" + shown));
    }

    [Test]
    public void ItDrawsAMapWithTheRuntimeAlone()
    {
        using var folder = new TemporaryFolder();
        Model model = TinyModel.Create().WithSelfTest();
        model.Save(folder["dungeon.safetensors"]);
        string program = Path.Combine(AppContext.BaseDirectory, "BfnProcGen.Samples.Hello.dll");
        string dependencies = Path.Combine(AppContext.BaseDirectory, "BfnProcGen.Samples.Hello.deps.json");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error.Result);
        string[] rows = output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Multiple(() =>
        {
            Assert.That(rows, Has.Length.EqualTo(model.Height));
            Assert.That(rows.Select(row => row.Length), Is.All.EqualTo(model.Width));
            Assert.That(string.Concat(rows), Does.Match("^[a-e]+$"), "the model's tiles");
            Assert.That(File.ReadAllText(dependencies), Does.Contain("Silk.NET.Vulkan").And.Not.Contain("Torch"));
        });
    }
}
