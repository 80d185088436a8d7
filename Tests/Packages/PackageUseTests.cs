using System.Text.RegularExpressions;
using BfnProcGen.Tests.Editor;

namespace BfnProcGen.Tests.Packages;

/// <summary>Empty projects outside the repository use the packages as their README says.</summary>
[TestFixture]
public sealed partial class PackageUseTests
{
    [Test]
    public void AGameWithTheRuntimesPackageDraws()
    {
        string folder = PackedRepository.Build("game", Example("Runtime"), "BfnProcGen.Runtime");
        Assert.That(File.ReadAllBytes(Path.Combine(folder, "out", "BfnProcGen.Runtime.dll")),
            Is.EqualTo(File.ReadAllBytes(typeof(Generator).Assembly.Location)), "it is this build that is restored");
        string model = Path.Combine(folder, "dungeon.safetensors");
        File.Copy(Path.Combine(Repository.Root.FullName, "Samples", "Models", "rooms.safetensors"), model);

        CommandRun run = PackedRepository.DotNet(folder, [], Path.Combine("out", "game.dll"));
        Assert.That(run.Code, Is.Zero, run.Error);
        using GpuDevice device = GpuDevice.Open();
        using Generator generator = Generator.Load(device, model);
        TileMap map = generator.Sample(steps: 8, seed: 42).Tiles;
        string expected = string.Concat(Enumerable.Range(0, map.Height).Select(y =>
            $"{string.Concat(Enumerable.Range(0, map.Width).Select(x => generator.Model.Tiles[map[x, y]].Symbol))}{Environment.NewLine}"));
        Assert.That(run.Output, Is.EqualTo(expected));
    }

    [Test]
    public void AProgramThatTrainsWithoutANativeTorchIsToldWhatItLacks()
    {
        string folder = PackedRepository.Build("trainer", Example("Training"), "BfnProcGen.Training");
        string maps = Directory.CreateDirectory(Path.Combine(folder, "maps")).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root.FullName, "Samples", "Assets", "dungeon")))
            File.Copy(file, Path.Combine(maps, Path.GetFileName(file)));

        CommandRun run = PackedRepository.DotNet(folder, [], Path.Combine("out", "trainer.dll"));
        Assert.That(run.Code, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("TrainingException: Torch, which trains, is not here"));
        Assert.That(run.Error, Does.Contain("a reference to the package libtorch-cpu-"));
    }

    [Test]
    public void AProgramReadsAssetsWithThePackageForThem()
    {
        string folder = PackedRepository.Build("reader", Example("AssetFiles"), "BfnProcGen.AssetFiles");
        Directory.CreateDirectory(Path.Combine(folder, "maps"));
        File.WriteAllText(Path.Combine(folder, "maps", "one.txt"), "####\n#..#\n####\n");

        CommandRun run = PackedRepository.DotNet(folder, [], Path.Combine("out", "reader.dll"));
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output.Trim(), Is.EqualTo("4 × 3"));
    }

    // The program that a package's README shows.
    private static string Example(string project) =>
        Code().Match(File.ReadAllText(Path.Combine(Repository.Root.FullName, project, "README.md"))).Groups[1].Value;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
