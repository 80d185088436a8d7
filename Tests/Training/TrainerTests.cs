using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using TorchSharp;

namespace BfnProcGen.Tests.Training;

/// <summary>Training repeats and resumes exactly, learns, leaks nothing, and loses nothing when it fails.</summary>
public sealed class TrainerTests
{
    private static readonly TrainingOptions Tiny = new()
    {
        Steps = 20, TimeLimitMinutes = null, Batch = 8, Channels = 8, Blocks = 1, Multipliers = [1, 2], WarmUpSteps = 5, ValidationInterval = 5, CheckpointInterval = 100,
        Seed = 3, LearningRate = 2e-3, Corpus = new CorpusOptions { FlipHorizontally = true },
    };

    [Test]
    public void TwentyStepsEqualTenAndTenMore()
    {
        using var folder = new TemporaryFolder();
        (float[] Current, float[] Average) whole = Train(folder["whole"], stopAt: null), repeated = Train(folder["repeated"], stopAt: null);
        Assert.That(repeated.Current, Is.EqualTo(whole.Current), "the same run twice");

        Train(folder["parts"], stopAt: 10);
        using TrainingRun run = TrainingRun.Open(folder["parts"]);
        using Trainer trainer = Trainer.Resume(Corpus(), run, torch.CPU);
        Assert.That(trainer.Step, Is.EqualTo(10));
        Assert.That(trainer.Run(), Is.EqualTo(TrainingEnd.Finished));
        Assert.That(trainer.CurrentWeights(), Is.EqualTo(whole.Current), "stopped and resumed");
        Assert.That(trainer.Average.Weights.ToArray(), Is.EqualTo(whole.Average), "stopped and resumed, averaged");
        run.Dispose();
        string[] log = File.ReadAllLines(Path.Combine(folder["parts"], "log.csv"));
        Assert.That(log.Skip(1).Select(line => int.Parse(line.Split(',')[0])), Is.EqualTo(new[] { 5, 10, 15, 20 }));
        Assert.That(log.Skip(1).Select(line => line.Split(',')[2..4]),
            Is.EqualTo(File.ReadAllLines(Path.Combine(folder["whole"], "log.csv")).Skip(1).Select(line => line.Split(',')[2..4])));
    }

    [Test]
    public void ALittleTrainingLearnsAndSamples()
    {
        using var folder = new TemporaryFolder();
        var losses = new List<TrainingProgress>();
        using TrainingRun run = TrainingRun.Create(folder["run"], Tiny with { Steps = 60, Batch = 16, KnownShare = 0 });
        using Trainer trainer = Trainer.Start(Corpus(), run, torch.CPU);
        trainer.Run(new Listener(losses.Add));
        Assert.That(losses, Has.Count.EqualTo(61));
        Assert.That(losses[0].Loss, Is.EqualTo(Math.Log(3)).Within(0.02), "the last convolution starts at zero");
        Assert.That(losses[^1].Loss, Is.LessThan(0.8 * losses[0].Loss));
        Assert.That(losses[^1].ValidationLoss, Is.Not.Null.And.EqualTo(losses[^1].BestValidationLoss));
        Assert.That(losses[^1].Remaining, Is.EqualTo(TimeSpan.Zero));

        trainer.BuildModel(metadata: new Dictionary<string, string> { ["modelspec.title"] = "test" }).Save(folder["model.safetensors"]);
        Model model = Model.Load(folder["model.safetensors"]);
        Assert.That(model.Metadata["modelspec.title"], Is.EqualTo("test"));
        Assert.That(model.Metadata["bfn.training"], Does.Contain("\"steps\":60").And.Contain("\"time_power\""));
        Assert.That(model.Metadata["bfn.data"], Does.Contain(Corpus().Hash));
        byte[][] samples = new PlainSampler((DiscreteFlow)model.Flow, trainer.Average).Sample(model.Flow.Steps(model.SolverFor(4), 4), [new SampleItem(1)]);
        Assert.That(samples[0], Has.Length.EqualTo(30).And.All.LessThan(3));
    }

    [Test]
    public void ABatchInPartsTrainsLikeAWholeOne()
    {
        using var folder = new TemporaryFolder();
        float[] whole = Train(folder["whole"], null).Current;
        Assert.That(Train(folder["one"], null, Tiny with { ItemsAtOnce = 8 }).Current, Is.EqualTo(whole), "a single part");
        var losses = new List<double>();
        using TrainingRun run = TrainingRun.Create(folder["parts"], Tiny with { Steps = 60, Batch = 16, KnownShare = 0, ItemsAtOnce = 6 });
        using Trainer trainer = Trainer.Start(Corpus(), run, torch.CPU);
        trainer.Run(new Listener(progress => losses.Add(progress.Loss)));
        Assert.That(losses[0], Is.EqualTo(Math.Log(3)).Within(0.02), "the mean of the parts, by their sizes");
        Assert.That(losses[^1], Is.LessThan(0.8 * losses[0]));
    }

    [TestCase(null)]
    [TestCase(3)]
    public void AStepLeavesNoTensorsBehind(int? itemsAtOnce)
    {
        using var folder = new TemporaryFolder();
        using TrainingRun run = TrainingRun.Create(folder["run"], Tiny with { ItemsAtOnce = itemsAtOnce });
        using Trainer trainer = Trainer.Start(Corpus(), run, torch.CPU);
        var counts = new List<long>();
        trainer.Run(new Listener(_ => counts.Add(torch.Tensor.TotalCount)));
        Assert.That(counts.Skip(1), Is.All.EqualTo(counts[0]));
    }

    [Test]
    public void NothingIsLeftWhenATrainerIsDisposed()
    {
        using var folder = new TemporaryFolder();
        long before = torch.Tensor.TotalCount;
        using TrainingRun run = TrainingRun.Create(folder["run"], Tiny with { Steps = 2 });
        using (Trainer trainer = Trainer.Start(Corpus(), run, torch.CPU)) trainer.Run();
        Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void ALossThatIsNoNumberStopsBeforeTheWeightsAreTouched()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], stopAt: 3);
        string path = Path.Combine(folder["run"], "last.safetensors");
        SafetensorsFile file = SafetensorsFile.Read(path);
        float[] weights = file.Tensors["weights"].ToFloats();
        weights[0] = float.MaxValue;
        SafetensorsFile.Write(path, file.Metadata,
            [.. file.Tensors.Values.Select(tensor => tensor.Name == "weights" ? SafetensorsTensor.Of("weights", tensor.Shape, weights) : tensor)]);

        using TrainingRun run = TrainingRun.Open(folder["run"]);
        using Trainer trainer = Trainer.Resume(Corpus(), run, torch.CPU);
        TrainingException error = Assert.Throws<TrainingException>(() => trainer.Run())!;
        Assert.That(error.Message, Does.Contain("Step 4").And.Contain("NaN").And.Contain("learning rate").And.Contain(path));
        Assert.That(trainer.CurrentWeights(), Is.EqualTo(weights));
        Assert.That(SafetensorsFile.Read(path).Tensors["weights"].ToFloats(), Is.EqualTo(weights));
    }

    [Test]
    public void BiasesDecayOnlyWhenAskedFor()
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = Tiny with { Steps = 1, WeightDecay = 0.5, WarmUpSteps = 0, LearningRate = 1e-2 };
        float[] usual = Train(folder["usual"], null, options).Current, all = Train(folder["all"], null, options with { DecaysAll = true }).Current;
        (float Usual, float All)[] different = [.. usual.Zip(all).Where(pair => pair.First != pair.Second)];
        Assert.That(different, Is.Not.Empty);
        Assert.That(different.Select(pair => pair.Usual - pair.All), Is.All.EqualTo(0.005f).Within(1e-5f), "the scales of norms, which start at 1");
    }

    [Test]
    public void AResumedRunTakesMoreStepsAndAnotherLearningRateWhenAsked()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], stopAt: null);
        using (TrainingRun run = TrainingRun.Open(folder["run"], options => options with { Steps = 24, LearningRate = 1e-4 }))
        using (Trainer trainer = Trainer.Resume(Corpus(), run, torch.CPU))
            Assert.That((trainer.Run(), trainer.Step), Is.EqualTo((TrainingEnd.Finished, 24)));
        using TrainingRun again = TrainingRun.Open(folder["run"]);
        Assert.That((again.Options.Steps, again.Options.LearningRate), Is.EqualTo((24, 1e-4)));
    }

    [Test]
    public void ATimeLimitThatDoesNotBindChangesNothing()
    {
        using var folder = new TemporaryFolder();
        (float[] Current, float[] Average) free = Train(folder["free"], null, Tiny with { Steps = 110 });
        Assert.That(Train(folder["limited"], null, Tiny with { Steps = 110, TimeLimitMinutes = 60 }).Current, Is.EqualTo(free.Current));
    }

    [Test]
    public void AUsedFolderIsNeverTaken()
    {
        using var folder = new TemporaryFolder();
        using (TrainingRun.Create(folder["run"], Tiny)) { }
        byte[] options = File.ReadAllBytes(Path.Combine(folder["run"], "options.json"));
        Assert.That(() => TrainingRun.Create(folder["run"], Tiny with { Steps = 9 }), Throws.TypeOf<TrainingException>().With.Message.Contains("resume"));
        Assert.That(File.ReadAllBytes(Path.Combine(folder["run"], "options.json")), Is.EqualTo(options));
        Assert.That(() => TrainingRun.Open(folder["run"]), Throws.TypeOf<TrainingException>().With.Message.Contains("last.safetensors"), "no checkpoint yet");
        Assert.That(() => TrainingRun.Open(folder["none"]), Throws.TypeOf<TrainingException>());
    }

    [Test]
    public void ADamagedCheckpointNamesTheOtherOne()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], stopAt: 2);
        using TrainingRun run = TrainingRun.Open(folder["run"]);
        byte[] whole = File.ReadAllBytes(run.LastCheckpoint);
        File.WriteAllBytes(run.LastCheckpoint, whole[..(whole.Length / 2)]);
        File.Delete(run.BestCheckpoint);
        Assert.That(() => Trainer.Resume(Corpus(), run, torch.CPU), Throws.TypeOf<ModelFormatException>());
        File.WriteAllBytes(run.BestCheckpoint, whole);
        Assert.That(() => Trainer.Resume(Corpus(), run, torch.CPU),
            Throws.TypeOf<TrainingException>().With.Message.Contains("put best.safetensors in the place of last.safetensors"));
        File.Copy(run.BestCheckpoint, run.LastCheckpoint, overwrite: true);
        using Trainer trainer = Trainer.Resume(Corpus(), run, torch.CPU);
        Assert.That(trainer.Step, Is.EqualTo(2));
    }

    [Test]
    public void OtherDataIsNotResumedOn()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], stopAt: 2);
        using TrainingRun run = TrainingRun.Open(folder["run"]);
        Assert.That(() => Trainer.Resume(Corpus(seed: 9), run, torch.CPU), Throws.TypeOf<TrainingException>().With.Message.Contains("data"));
    }

    [Test]
    public void ACheckpointThatCannotBeWrittenIsATypedErrorAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], stopAt: 2);
        using TrainingRun run = TrainingRun.Open(folder["run"]);
        using Trainer trainer = Trainer.Resume(Corpus(), run, torch.CPU);
        byte[] former = File.ReadAllBytes(run.LastCheckpoint);
        Directory.Move(folder["run"], folder["moved"]);
        Assert.That(() => trainer.Run(), Throws.TypeOf<TrainingException>().With.Message.Contains("can't be written"));
        Assert.That(File.ReadAllBytes(Path.Combine(folder["moved"], "last.safetensors")), Is.EqualTo(former));
        Assert.That(Directory.GetFiles(folder["moved"]), Has.Length.EqualTo(5), "options, log, losses, checkpoint, lock");
    }

    [Test]
    public void ARunIsOpenInOneProcessOnly()
    {
        using var folder = new TemporaryFolder();
        Train(folder["run"], stopAt: 2);
        using TrainingRun run = TrainingRun.Open(folder["run"]);
        Assert.That(() => TrainingRun.Open(folder["run"]), Throws.TypeOf<TrainingException>().With.Message.Contains("another process"));
    }

    [Test]
    public void ATimeLimitEndsTraining()
    {
        using var folder = new TemporaryFolder();
        using TrainingRun run = TrainingRun.Create(folder["run"], Tiny with { Steps = 1_000_000, TimeLimitMinutes = 0.02 });
        using Trainer trainer = Trainer.Start(Corpus(), run, torch.CPU);
        Assert.That(trainer.Run(), Is.EqualTo(TrainingEnd.TimeLimit));
        Assert.That(trainer.Step, Is.Positive);
        Assert.That(File.Exists(run.LastCheckpoint));
    }

    private static (float[] Current, float[] Average) Train(string folder, int? stopAt, TrainingOptions? options = null)
    {
        using TrainingRun run = TrainingRun.Create(folder, options ?? Tiny);
        using Trainer trainer = Trainer.Start(Corpus(), run, torch.CPU);
        using var cancel = new CancellationTokenSource();
        TrainingEnd end = trainer.Run(new Listener(progress =>
        {
            if (progress.Step == stopAt) cancel.Cancel();
        }), cancel.Token);
        Assert.That(end, Is.EqualTo(stopAt is null ? TrainingEnd.Finished : TrainingEnd.Cancelled));
        Assert.That(trainer.Step, Is.EqualTo(stopAt ?? run.Options.Steps));
        return (trainer.CurrentWeights(), trainer.Average.Weights.ToArray());
    }

    // Rooms of walls around floor with a little water: easy to learn, and an odd width to halve.
    private static DiscreteCorpus Corpus(int seed = 1)
    {
        var random = new Random(seed);
        return DiscreteCorpus.Create(
            [.. Enumerable.Range(0, 12).Select(i => new SourceMap($"{i}.txt", new TileMap(5, 6, [.. Enumerable.Range(0, 30).Select(cell =>
                (byte)(cell % 5 is 0 or 4 || cell / 5 is 0 or 5 ? 0 : random.Next(8) == 0 ? 2 : 1))])))],
            new TileFormat([new("#"), new("."), new("~")]), Tiny.Corpus);
    }

    private sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
