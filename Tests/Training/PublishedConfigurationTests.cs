using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using TorchSharp;

namespace BfnProcGen.Tests.Training;

/// <summary>The paper's settings: their networks have the published sizes, refuse other data, and train.</summary>
public sealed class PublishedConfigurationTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("mnist", 9)]
    [TestCase("cifar10", 1e-3)]
    [TestCase("text8", 0.5625)]
    public void TheyAreValidAndSurviveJson(string name, double schedule)
    {
        TrainingOptions options = PublishedConfigurations.ByName[name];
        Assert.That(options.Validate, Throws.Nothing);
        Assert.That(TrainingOptions.FromJson(options.ToJson()), Is.EqualTo(options));
        Flow flow = CorpusOf(name, options).FlowFor(options);
        Assert.That(flow is DiscreteFlow discrete ? discrete.Beta1 : ((ContinuousFlow)flow).Sigma1, Is.EqualTo(schedule).Within(1e-9));
        Assert.That(options.LearningRateAt(0, options.Steps!.Value), Is.EqualTo(options.LearningRate));
        Assert.That(options.LearningRateAt(options.Steps!.Value - 1, options.Steps!.Value), Is.EqualTo(options.LearningRate));
    }

    // What the reference's modules hold, and what is added where a network here has a bias, a channel or a logit more for the same thing.
    private static IEnumerable<TestCaseData> Sizes()
    {
        long mnist = Linear(128, 512) + Linear(512, 512) + Linear(2, 128) + Kernel(128, 128)
            + Kernel(128, 128) + Kernel(256, 256) + 2 * Kernel(256, 256)
            + 2 * Residual(128, 128) + Residual(128, 256) + 3 * Residual(256, 256)
            + 2 * Residual(256, 256) + Attention(256)
            + 3 * Residual(512, 256) + 2 * Residual(512, 256) + Residual(384, 256) + Residual(384, 128) + 2 * Residual(256, 128)
            + 2 * 128 + Kernel(128, 128) + Linear(256, 1);
        yield return new TestCaseData("mnist", mnist, 128 + 128 + 257L, 24.8);
        long cifar = Linear(128, 512) + Linear(512, 512) + Kernel(15, 128) + 34 * Residual(128, 128) + Attention(128) + 33 * Residual(256, 128)
            - 67 * 128 + 2 * 128 + Kernel(128, 128) + Linear(131, 6);
        yield return new TestCaseData("cifar10", cifar, 67 * 128L, 30.7);
        long block = 2 * 768 + Linear(768, 3 * 768) + Linear(768, 768) + 2 * 768 + Linear(768, 4 * 768) + Linear(4 * 768, 768);
        long text8 = Linear(27, 768) + Linear(1, 768) + 24 * block + 2 * 768 + Linear(2 * 768, 27);
        yield return new TestCaseData("text8", text8, 256 * 768L, 170.2);

        static long Linear(long from, long to) => from * to + to;
        static long Kernel(long from, long to) => 9 * from * to + to;
        static long Attention(long channels) => 2 * channels + Linear(channels, 3 * channels) + Linear(channels, channels);
        static long Residual(long from, long to) =>
            2 * from + Kernel(from, to) + Linear(512, to) + 2 * to + Kernel(to, to) + (from == to ? 0 : Linear(from, to));
    }

    [TestCaseSource(nameof(Sizes))]
    public void TheNetworkHasThePublishedNumberOfWeights(string name, long published, long added, double millions)
    {
        TrainingOptions options = PublishedConfigurations.ByName[name];
        Network network = options.NetworkFor(CorpusOf(name, options));
        Assert.That(published / 1e6, Is.EqualTo(millions).Within(0.05));
        Assert.That(network.ParameterCount, Is.EqualTo(published + added));
        Assert.That((network.HasMask, network.Classes), Is.EqualTo((false, 0)));
    }

    [TestCase("mnist", 8)]
    [TestCase("cifar10", 8)]
    [TestCase("text8", 24)]
    public void AMiniatureTakesTwoStepsAndIsSaved(string name, int channels)
    {
        TrainingOptions options = PublishedConfigurations.ByName[name] with
        {
            Channels = channels, Blocks = 1, Steps = 2, Batch = 3, ItemsAtOnce = 2, ValidationInterval = 2,
        };
        using TrainingRun run = TrainingRun.Create(_folder["run"], options);
        using Trainer trainer = Trainer.Start(CorpusOf(name, options), run, torch.CPU);
        Assert.That(trainer.Run(), Is.EqualTo(TrainingEnd.Finished));
        Assert.That(trainer.CurrentWeights(), Has.All.Matches<float>(float.IsFinite));
        trainer.BuildModel().Save(_folder["model.safetensors"]);
        Model model = Model.Load(_folder["model.safetensors"]);
        Assert.That(model.Classes, Is.Empty);
        Assert.That(model.Metadata["bfn.training"], Does.Contain($"\"published\":\"{options.Published}\""));
    }

    [Test]
    public void OtherDataIsRefusedWithWhatItIs()
    {
        Refused("mnist", "cifar10", "made for images of 28×28 pixels in 2 colours; these are images of 32×32 pixels in Rgb");
        Refused("cifar10", "mnist", "made for images of 32×32 pixels in Rgb; these are images of 28×28 pixels in 2 colours");
        Refused("text8", "mnist", "made for texts of 256 characters out of 27; these are images");
        TrainingOptions shorter = PublishedConfigurations.Text8 with { Text = new TextOptions { Window = 64 } };
        Assert.That(() => shorter.NetworkFor(CorpusOf("text8", shorter)),
            Throws.TypeOf<NetworkException>().With.Message.Contains("these are texts of 64 characters out of 27"));
        TrainingOptions labelled = PublishedConfigurations.Mnist with { Corpus = new CorpusOptions() };
        Assert.That(() => labelled.NetworkFor(CorpusOf("mnist", labelled)),
            Throws.TypeOf<NetworkException>().With.Message.Contains("of 28×28 pixels in 2 colours, of 2 classes"));

        void Refused(string name, string data, string message) => Assert.That(
            () => PublishedConfigurations.ByName[name].NetworkFor(CorpusOf(data, PublishedConfigurations.ByName[data])),
            Throws.TypeOf<NetworkException>().With.Message.Contains(message));
    }

    [Test]
    public void TheOtherPublishedSettingsOfColoursNeedNoMoreThanTheirOption()
    {
        TrainingOptions coarse = PublishedConfigurations.Cifar10;
        coarse = coarse with { Image = coarse.Image with { Bins = 16 } };
        Assert.That(((DiscretisedFlow)CorpusOf("cifar10", coarse).FlowFor(coarse)).Sigma1, Is.EqualTo(Math.Sqrt(1e-3)).Within(1e-9));
        TrainingOptions continuous = coarse with { Image = coarse.Image with { Parameterisation = Parameterisation.Continuous } };
        Assert.That(continuous.NetworkFor(CorpusOf("cifar10", continuous)).Output.Channels, Is.EqualTo(3));
    }

    // A few items of the right kind.
    private static Corpus CorpusOf(string name, TrainingOptions options)
    {
        using var folder = new TemporaryFolder();
        if (name == "text8")
        {
            var random = new Random(1);
            folder.Add("text8", string.Concat(Enumerable.Range(0, 3000).Select(_ => " abcdefghijklmnopqrstuvwxyz"[random.Next(27)])));
            return TextCorpus.Create(TextItems.Read(folder["text8"], options.Text.Reading), options).Data;
        }
        if (name == "cifar10") folder.Add("data_batch_1.bin", CifarTests.Images(1, 2, 3)).Add("test_batch.bin", CifarTests.Images(1));
        else
        {
            byte[] pixels = [.. Enumerable.Range(0, 4 * 784).Select(i => (byte)(i * 7))];
            folder.Add("train-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 28, 0, 0, 0, 28, .. pixels])
                .Add("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 4, 7, 7, 1, 1]);
        }
        return ImageCorpus.Create(ImageFolder.Read(folder.Path), options);
    }
}
