using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;
using TorchSharp;

namespace BfnProcGen.Tests.Training;

/// <summary>Images of every parameterisation train, are saved, and are drawn as images.</summary>
public sealed class ImageTrainingTests
{
    [TestCase(Parameterisation.Palette, false)]
    [TestCase(Parameterisation.Palette, true)]
    [TestCase(Parameterisation.Discretised, false)]
    [TestCase(Parameterisation.Continuous, false)]
    public void ALittleTrainingLearnsAndDraws(Parameterisation parameterisation, bool binarise)
    {
        using var folder = new TemporaryFolder();
        var options = new TrainingOptions
        {
            Steps = 60, TimeLimitMinutes = null, Batch = 8, Channels = 8, Multipliers = [1, 2], WarmUpSteps = 5, ValidationInterval = 60,
            LearningRate = 3e-3, Image = new ImageOptions { Parameterisation = parameterisation, Binarise = binarise },
        };
        Corpus corpus = ImageCorpus.Create(Discs(binarise), options);
        using TrainingRun run = TrainingRun.Create(folder["run"], options);
        using Trainer trainer = Trainer.Start(corpus, run, torch.CPU);
        var losses = new List<double>();
        trainer.Run(new Listener(progress => losses.Add(progress.Loss)));
        Assert.That(losses, Has.All.Matches<double>(double.IsFinite));
        Assert.That(losses.TakeLast(10).Average(), Is.LessThan(0.8 * losses.Take(10).Average()));

        trainer.BuildModel().WithSelfTest().Save(folder["model.safetensors"]);
        Model model = Model.Load(folder["model.safetensors"]);
        Assert.That((model.Kind, model.Width, model.Height), Is.EqualTo((AssetKind.Image, 8, 8)));
        Assert.That(model.Classes, Is.EqualTo(new[] { "large", "small" }));
        byte[] levels = new LevelSampler(model.Flow, trainer.Average)
            .Sample(model.Flow.Steps(model.SolverFor(4), 4), [new SampleItem(1, Class: 1)])[0];
        Assert.That(new CorpusView(corpus).CellsOf(levels), Has.Length.EqualTo(64).And.All.LessThan(5));
        if (parameterisation == Parameterisation.Continuous) return;
        Image image = Image.Of(model.Format, model.Flow, 8, 8, levels, null);
        Image read = PngFile.Decode(PngWriter.Encode(image), "a.png").Image;
        for (int i = 0; i < 64; i++)
        {
            Rgba drawn = image.ColourAt(i % 8, i / 8);
            Assert.That(read.ColourAt(i % 8, i / 8), Is.EqualTo(drawn.Alpha == 0 ? default : drawn));
        }
    }

    // Discs of two sizes and any place, in bright colours on transparent ground, or grey on black.
    private static ImageFolder Discs(bool grey)
    {
        var files = new List<ImageFile>();
        for (int i = 0; i < 24; i++)
        {
            double radius = i % 2 == 0 ? 3 : 1.5, x = 3 + i % 3, y = 3 + i / 3 % 3;
            var samples = new List<ushort>();
            for (int cell = 0; cell < 64; cell++)
            {
                bool inside = Math.Pow(cell % 8 - x, 2) + Math.Pow(cell / 8 - y, 2) < radius * radius;
                samples.AddRange(grey ? [inside ? (ushort)230 : (ushort)10] : inside ? [200, (ushort)(i % 4 * 60), 90, 255] : new ushort[4]);
            }
            PixelChannels layout = grey ? PixelChannels.Grey : PixelChannels.Rgba;
            files.Add(new ImageFile($"{i}.png", i % 2 == 0 ? "large" : "small", new Image(8, 8, layout, 8, [.. samples]), "test"));
        }
        return new ImageFolder("folder", false, files, []);
    }

    private sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
