using BfnProcGen.Networks;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Losses;
using TorchSharp;

namespace BfnProcGen.Tests.Training;

/// <summary>Options survive JSON, and nonsense is refused by name.</summary>
public sealed class TrainingOptionsTests
{
    [Test]
    public void JsonKeepsEverything()
    {
        var options = new TrainingOptions
        {
            Steps = 7, TimeLimitMinutes = 2.5, Multipliers = [1, 2, 4], Objective = Objective.ContinuousTime, FlowBeta1 = 3.5, Seed = ulong.MaxValue,
            Corpus = new CorpusOptions { Crop = new CropSize(28, 14), FlipHorizontally = true, ValidationShare = 0.25 },
        };
        TrainingOptions back = TrainingOptions.FromJson(options.ToJson());
        Assert.That(back.ToJson(), Is.EqualTo(options.ToJson()));
        Assert.That(back with { Multipliers = options.Multipliers }, Is.EqualTo(options));
        Assert.That(back.Multipliers, Is.EqualTo(options.Multipliers));
        Assert.That(() => TrainingOptions.FromJson("null"), Throws.TypeOf<TrainingException>());
    }

    [TestCase("{\"steps\": \"many\"}", "Line 1: 'steps' can't have the value that is there.")]
    [TestCase("{\n  \"corpus\": {\n    \"crop\": 7}}", "Line 3: 'corpus.crop' can't have the value that is there.")]
    [TestCase("{\n  \"stepz\": 1}", "Line 2: there is no 'stepz'.")]
    [TestCase("{\"text\": {\"lenght\": 1}}", "Line 1: there is no 'text.lenght'.")]
    [TestCase("{\n\"steps\": 1,,}", "Line 2 is no JSON.")]
    [TestCase("[1]", "They are no JSON object.")]
    public void WhatIsWrongIsSaidInWordsOfTheFile(string json, string message) =>
        Assert.That(() => TrainingOptions.FromJson(json),
            Throws.TypeOf<TrainingException>().With.Message.EqualTo($"The training options can't be read. {message}"));

    [Test]
    public void OptionsOfEarlierRunsAreReadAndMeanWhatTheyMeant()
    {
        TrainingOptions earlier = TrainingOptions.FromJson("""{"steps": 9, "corpus": {"crop": null, "validation_share": 0.2}}""");
        Assert.That(earlier, Is.EqualTo(new TrainingOptions { Steps = 9, Corpus = new CorpusOptions { ValidationShare = 0.2 } }));
        Assert.That((earlier.Published, earlier.Schedule, earlier.ItemsAtOnce, earlier.DecaysAll, earlier.Corpus.UsesLabels),
            Is.EqualTo(((PublishedNetwork?)null, LearningRateSchedule.Cosine, (int?)null, false, true)));
    }

    [Test]
    public void AConstantLearningRateRisesAndStays()
    {
        var options = new TrainingOptions { WarmUpSteps = 100, LearningRate = 1e-3, Schedule = LearningRateSchedule.Constant };
        Assert.That(options.LearningRateAt(0, 1000), Is.EqualTo(1e-5).Within(1e-9));
        Assert.That(new[] { 99, 500, 999, 5000 }.Select(step => options.LearningRateAt(step, 1000)), Is.All.EqualTo(1e-3));
    }

    private static IEnumerable<TestCaseData> Nonsense()
    {
        yield return new TestCaseData(new TrainingOptions { Steps = 0 }, "'steps'");
        yield return new TestCaseData(new TrainingOptions { TimeLimitMinutes = 0 }, "'time_limit_minutes'");
        yield return new TestCaseData(new TrainingOptions { Batch = 0 }, "'batch'");
        yield return new TestCaseData(new TrainingOptions { ItemsAtOnce = 0 }, "'items_at_once'");
        yield return new TestCaseData(new TrainingOptions { Schedule = (LearningRateSchedule)9 }, "'schedule'");
        yield return new TestCaseData(new TrainingOptions { Published = (PublishedNetwork)9 }, "'published'");
        yield return new TestCaseData(new TrainingOptions { LearningRate = double.NaN }, "'learning_rate'");
        yield return new TestCaseData(new TrainingOptions { Dropout = 1 }, "'dropout'");
        yield return new TestCaseData(new TrainingOptions { KnownShare = -0.1 }, "'known_share'");
        yield return new TestCaseData(new TrainingOptions { FlowBeta1 = -1 }, "'flow_beta1'");
    }

    [TestCaseSource(nameof(Nonsense))]
    public void NonsenseIsRefusedByName(TrainingOptions options, string name) =>
        Assert.That(options.Validate, Throws.TypeOf<TrainingException>().With.Message.Contains(name));

    [Test]
    public void TheDefaultsAreValid() => Assert.That(new TrainingOptions().Validate, Throws.Nothing);

    [Test]
    public void WhatIsLeftOpenFollowsTheKindOfAssets([Values] AssetKind kind)
    {
        TrainingOptions settled = new TrainingOptions().SettledFor(kind);
        bool text = kind == AssetKind.Text;
        Assert.That((settled.Steps, settled.Batch, settled.LearningRate), Is.EqualTo((text ? 30_000 : 6400, text ? 128 : 64, text ? 3e-3 : 2e-3)));
        Assert.That((settled.Dropout, settled.TimePower), Is.EqualTo((text ? 0.1 : 0.15, 1.5)));
        TrainingOptions windows = new TrainingOptions { Text = new() { Window = 64 } }.SettledFor(kind);
        Assert.That(windows.Dropout, Is.EqualTo(text ? 0 : 0.15));
        Assert.That(settled.FlowBeta1, Is.EqualTo(text ? 2 : null));
        Assert.That(settled.KnownShare, Is.EqualTo(text ? 0.1 : 0.3));
        var given = new TrainingOptions { Steps = 1, Batch = 2, LearningRate = 0.1, Dropout = 0.5, TimePower = 2, FlowBeta1 = 3, KnownShare = 0.2 };
        Assert.That(given.SettledFor(kind), Is.EqualTo(given));
    }

    [Test]
    public void TheLearningRateRisesAndFallsOverStepsOrTime()
    {
        var options = new TrainingOptions { Steps = 1000, WarmUpSteps = 100, LearningRate = 1e-3 };
        Assert.That(options.LearningRateAt(0, 1000), Is.EqualTo(1e-5).Within(1e-9));
        Assert.That(options.LearningRateAt(99, 1000), Is.EqualTo(1e-3).Within(3e-5));
        Assert.That(options.LearningRateAt(500, 1000), Is.EqualTo(5e-4).Within(1e-9), "half of the steps");
        Assert.That(options.LearningRateAt(200, 400), Is.EqualTo(5e-4).Within(1e-9), "half of those that time leaves");
        Assert.That(options.LearningRateAt(450, 400), Is.Zero);
    }

    [TestCase(4, 4, 1)]
    [TestCase(11, 16, 1)]
    [TestCase(28, 14, 1)]
    [TestCase(32, 32, 2)]
    [TestCase(64, 64, 3)]
    public void LargerMapsGetMoreLevelsAndAttentionAtTheLast(int width, int height, int halvings)
    {
        Network network = new TrainingOptions { Channels = 8 }.NetworkFor(Corpus(width, height));
        Assert.That(network.Nodes.Count(node => node.Operation is Convolution { Stride: 2 }), Is.EqualTo(halvings));
        Assert.That(network.Nodes.Where(node => node.Operation is Attention).Select(node => node.Name), Has.Some.StartsWith("middle"));
    }

    [TestCase("cpu")]
    [TestCase(" CPU ")]
    public void ADeviceIsRead(string name) => Assert.That(TorchDevice.Parse(name).type, Is.EqualTo(DeviceType.CPU));

    [Test]
    public void AutoTakesWhatIsThere() =>
        Assert.That(TorchDevice.Parse("auto").type, Is.EqualTo(torch.cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU));

    [TestCase("cuda:999", "cuda:999")]
    [TestCase("gpu", "'gpu'")]
    [TestCase("cuda:-1", "'cuda:-1'")]
    [TestCase("", "''")]
    public void AMissingOrUnknownDeviceIsRefused(string name, string word) =>
        Assert.That(() => TorchDevice.Parse(name), Throws.TypeOf<TrainingException>().With.Message.Contains(word));

    private static DiscreteCorpus Corpus(int width, int height) => DiscreteCorpus.Create(
        [new SourceMap("a", new TileMap(width, height, new byte[width * height]))], new TileFormat([new("a"), new("b"), new("c"), new("d")]), new CorpusOptions());
}
