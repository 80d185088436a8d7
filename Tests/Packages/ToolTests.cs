using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Editor;

namespace BfnProcGen.Tests.Packages;

/// <summary>The tool, installed from its package: it draws as it is, and trains with Torch from NuGet's folder.</summary>
[TestFixture]
internal sealed class ToolTests
{
    private static readonly string s_rooms = Path.Combine(Repository.Root.FullName, "Samples", "Models", "rooms.safetensors");

    private string _bfn = "";

    [OneTimeSetUp]
    public void Install()
    {
        CommandRun install = PackedRepository.DotNet(PackedRepository.Folder.Path, [], "tool", "install", "BfnProcGen.Tool",
            "--version", PackedRepository.Version, "--tool-path", PackedRepository.Folder["tools"]);
        Assert.That(install.Code, Is.Zero, $"{install.Output}\n{install.Error}");
        _bfn = PackedRepository.Folder[OperatingSystem.IsWindows() ? "tools/bfn.exe" : "tools/bfn"];
    }

    [Test]
    public void ItDrawsWhatABuildFromSourceDraws()
    {
        using var folder = new TemporaryFolder();
        string[] sample = ["sample", s_rooms, "--steps", "4", "--count", "3", "--seed", "5", "-o"];
        CommandRun run = Bfn(folder, [], [.. sample, "drawn"]);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(CommandRun.Of([.. sample, folder["expected"]]).Code, Is.Zero);
        string[] names = [.. Directory.GetFiles(folder["expected"]).Select(path => Path.GetFileName(path))];
        Assert.That(names, Has.Length.GreaterThanOrEqualTo(3));
        foreach (string name in names)
        {
            byte[] drawn = File.ReadAllBytes(Path.Combine(folder["drawn"], name));
            Assert.That(drawn, Is.EqualTo(File.ReadAllBytes(Path.Combine(folder["expected"], name))), name);
        }
    }

    [Test]
    public void WithoutTorchItSaysHowToGetItAndMakesNothing()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = Bfn(folder, new() { ["NUGET_PACKAGES"] = folder["none"] }, "train", s_rooms, "-o", "model.safetensors");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Training), run.Error);
        Assert.That(run.Error, Does.Contain("Torch, which trains, is not here").And.Contain("'bfn torch'"));
        Assert.That(run.Output, Is.Empty);
        Assert.That(folder.Files(), Is.Empty);
    }

    [Test]
    public void WithNoWayToGetTorchItSaysWhatFailed()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = Bfn(folder, new() { ["NUGET_PACKAGES"] = folder["none"], ["PATH"] = folder.Path }, "torch");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.PrerequisiteMissing), run.Output);
        Assert.That(run.Error, Does.Contain("The command 'dotnet' of the .NET SDK, which fetches packages, is not there"));
    }

    [Test]
    public void WithTorchItTrains()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = PackedRepository.MachinePackages };
        CommandRun torch = Bfn(folder, environment, "torch");
        Assert.That(torch.Output, Does.Match("^Torch [0-9.]+ is ready\\.\\s*$"), torch.Error);
        string assets = Path.Combine(Repository.Root.FullName, "Samples", "Assets", "dungeon");
        CommandRun train = Bfn(folder, environment, "train", assets, "-o", "model.safetensors", "--steps", "2", "--no-search",
            "--channels", "8", "--blocks", "1", "--batch", "4");
        Assert.That(train.Code, Is.Zero, train.Error);
        Assert.That(CommandRun.Of("inspect", folder["model.safetensors"]).Code, Is.Zero);
    }

    private CommandRun Bfn(TemporaryFolder folder, Dictionary<string, string> environment, params string[] args) =>
        PackedRepository.Run(_bfn, folder.Path, environment, args);
}
