using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;

namespace BfnProcGen.Tests.Editor;

/// <summary><c>--config mnist</c> and its like: found by name, changed by what else is said, refused for other data.</summary>
public sealed class PublishedConfigurationCommandTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(_folder["cifar"]);
        _folder.Add("cifar/data_batch_1.bin", CifarTests.Images(1, 2, 3, 4)).Add("cifar/test_batch.bin", CifarTests.Images(5))
            .Add("text8", string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog ", 200)));
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // Stopped before the first step: that they train is a test of their own.
    [TestCase("cifar10", "cifar", "8")]
    [TestCase("text8", "text8", "24")]
    public void ANamedConfigurationStartsAndIsChangedByOtherOptions(string name, string data, string channels)
    {
        CommandRun run = CommandRun.Of(new CancellationToken(canceled: true), "train", _folder[data], "-o", _folder["model.safetensors"],
            "--run-dir", _folder["run"], "--config", name, "--steps", "1", "--channels", channels, "--blocks", "1", "--lr", "0.001",
            "--at-once", "2");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Interrupted), run.Error);
        TrainingOptions options = TrainingOptions.FromJson(File.ReadAllText(_folder["run/options.json"]));
        Assert.That(options, Is.EqualTo(PublishedConfigurations.ByName[name] with
        {
            Steps = 1, Channels = int.Parse(channels), Blocks = 1, LearningRate = 0.001, ItemsAtOnce = 2,
        }));
        Assert.That(run.Error, Does.Contain("Checkpoints: ").And.Not.Contain("classes"));
    }

    [Test]
    public void OtherDataIsRefusedBeforeAnythingIsMade()
    {
        CommandRun run = CommandRun.Of("train", _folder["cifar"], "-o", _folder["model.safetensors"], "--config", "mnist", "--binarise", "false");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Usage), run.Error);
        Assert.That(run.Error, Does.Contain("made for images of 28×28 pixels in 2 colours"));
        Assert.That(_folder.Files(), Is.EqualTo(new[] { "cifar", "text8" }));
    }

    [Test]
    public void TheNamesAreToldInTheHelpAndToWhoeverMistypesOne()
    {
        Assert.That(CommandRun.Of("train", "--help").Output, Does.Contain("mnist, cifar10, text8"));
        CommandRun run = CommandRun.Of("train", _folder["cifar"], "--config", "cifar");
        Assert.That(run.Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That(run.Error, Does.Contain("mnist, cifar10, text8"));
    }

    [Test]
    public void CheckKnowsTheFoldersAndFilesToo()
    {
        CommandRun cifar = CommandRun.Of("check", _folder["cifar"]), text = CommandRun.Of("check", _folder["text8"]);
        Assert.That((cifar.Code, text.Code), Is.EqualTo((0, 0)), cifar.Error + text.Error);
        Assert.That(cifar.Output, Does.Contain("5 images (5 of 32×32").And.Contain("CIFAR"));
        Assert.That(text.Output, Does.Contain("27 different characters"));
    }
}
