using System.CommandLine.Parsing;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Editor;

namespace BfnProcGen.Tests.Samples;

/// <summary>The models in the repository: they are whole, they draw, and the commands beside them train such models.</summary>
public sealed class ReadyModelTests
{
    private static readonly string Folder = Path.Combine(Repository.Root.FullName, "Samples", "Models");

    // A model's name and the arguments of the command that made it.
    public static IEnumerable<TestCaseData> Commands() =>
        File.ReadLines(Path.Combine(Folder, "README.md"))
            .Where(line => line.StartsWith("./bfn train ", StringComparison.Ordinal))
            .Select(line => CommandLineParser.SplitCommandLine(line).Skip(1).ToArray())
            .Select(args => new TestCaseData(Path.GetFileName(args[Array.IndexOf(args, "-o") + 1]), args)
                .SetArgDisplayNames(Path.GetFileName(args[Array.IndexOf(args, "-o") + 1])));

    [Test]
    public void EveryModelHasItsCommand() => Assert.That(
        Commands().Select(command => (string)command.Arguments[0]!),
        Is.EquivalentTo(Directory.GetFiles(Folder, "*.safetensors").Select(Path.GetFileName)));

    [TestCaseSource(nameof(Commands))]
    public void ItIsSmallAndDrawsWhatItsSelfTestSays(string name, string[] _)
    {
        string path = Path.Combine(Folder, name);
        Assert.That(new FileInfo(path).Length, Is.LessThan(6_000_000));
        Model model = Model.Load(path);
        Assert.That(model.Solvers, Is.Not.Empty);
        Assert.That(SelfTest.Of(model, model.SelfTest!.Seed, model.SelfTest.Steps).Cells, Is.EqualTo(model.SelfTest.Cells), "plain");
        using GpuDevice device = GpuDevice.Open();
        using var generator = new Generator(device, model);
        Assert.That(generator.RunSelfTest(), Is.GreaterThanOrEqualTo(SelfTest.LeastAgreement), "Vulkan");
    }

    [TestCaseSource(nameof(Commands))]
    public void ItsCommandTrainsSuchAModel(string name, string[] args)
    {
        using var folder = new TemporaryFolder();
        string output = folder[name];
        args = [.. args];
        args[1] = Path.Combine(Repository.Root.FullName, args[1]);
        args[Array.IndexOf(args, "-o") + 1] = output;
        args[Array.IndexOf(args, "--steps") + 1] = "3";
        CommandRun run = CommandRun.Of([.. args, "--no-search", "--batch", "4", "--run-dir", folder["run"]]);
        Assert.That(run.Code, Is.Zero, run.Error);
        Model ready = Model.Load(Path.Combine(Folder, name)), made = Model.Load(output);
        Assert.That(made.Network.ToJson(), Is.EqualTo(ready.Network.ToJson()));
        Assert.That((made.Flow, made.Kind), Is.EqualTo((ready.Flow, ready.Kind)));
        Assert.That(made.Classes, Is.EqualTo(ready.Classes));
    }
}
