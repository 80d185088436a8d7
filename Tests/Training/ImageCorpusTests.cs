using BfnProcGen.AssetFiles;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Tests.Training;

/// <summary>Folders of images as training data, in every parameterisation.</summary>
public sealed class ImageCorpusTests
{
    [Test]
    public void APaletteIsDiscreteData()
    {
        ImageFile[] files = [.. Enumerable.Range(0, 20)
            .Select(i => Grey($"{i % 2}/{i}", i % 3 == 0 ? "a" : "b", [0, 50, 100, (ushort)(i % 4 * 50)]))];
        Corpus corpus = ImageCorpus.Create(Folder(files), new TrainingOptions());
        Assert.That(corpus, Is.TypeOf<DiscreteCorpus>());
        Assert.That(corpus.Format.ClassNames, Is.EqualTo(new[] { "#000000ff", "#323232ff", "#646464ff", "#969696ff" }));
        Assert.That(corpus.Labels, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(corpus.Counts, Is.EqualTo(new CorpusCounts(18, 18, 2, 2)));
        Assert.That(corpus.FlowFor(new TrainingOptions()), Is.EqualTo(new DiscreteFlow(4, 4)));
        var random = new RandomStream(1, RandomPurpose.Data, 0);
        ItemBatch batch = corpus.Draw(100, ref random);
        Assert.That(batch.Values.Chunk(4).Select(item => string.Concat(item)).Distinct(),
            Is.EquivalentTo(new[] { "0120", "0121", "0122", "0123" }));
    }

    [Test]
    public void ContinuousDataIsValuesChannelAfterChannel()
    {
        var image = new Image(2, 1, PixelChannels.Rgb, 8, [0, 51, 102, 153, 204, 255]);
        NumberCorpus corpus = Numbers(Parameterisation.Continuous, new ImageFile("a", null, image, "RGB"));
        Assert.That(corpus.Item, Is.EqualTo(new Shape(3, 1, 2)));
        Assert.That(corpus.FlowFor(new TrainingOptions()), Is.EqualTo(new ContinuousFlow(1e-3) { Predicts = PredictedQuantity.Velocity }));
        var random = new RandomStream(1, RandomPurpose.Data, 0);
        float[] values = corpus.Draw(1, ref random).Values;
        Assert.That(values, Is.EqualTo(new[] { -1, 0.2f, -0.6f, 0.6f, -0.2f, 1 }).Within(1e-6f));
        Image decoded = ((PixelFormat)corpus.Format).Decode(values, 2, 1);
        Assert.That(decoded.Samples.ToArray(), Is.EqualTo(image.Samples.ToArray()));
    }

    [TestCase(2)]
    [TestCase(16)]
    [TestCase(256)]
    public void DiscretisedDataIsBinsThatDecodeToThemselves(int bins)
    {
        var image = new Image(16, 16, PixelChannels.Grey, 8, [.. Enumerable.Range(0, 256).Select(i => (ushort)i)]);
        NumberCorpus corpus = Numbers(Parameterisation.Discretised, new ImageFile("a", null, image, "grey"), bins);
        var flow = (DiscretisedFlow)corpus.FlowFor(new TrainingOptions());
        Assert.That(flow.Bins, Is.EqualTo(bins));
        var random = new RandomStream(1, RandomPurpose.Data, 0);
        byte[] drawn = [.. corpus.Draw(1, ref random).Values.Select(value => (byte)value)];
        Assert.That(drawn, Is.EqualTo(Enumerable.Range(0, 256).Select(i => i * bins / 256)));
        Image decoded = ((PixelFormat)corpus.Format).Decode(drawn, flow, 16, 16);
        Assert.That((decoded.Samples[0], decoded.Samples[255]), Is.EqualTo((0, 255)), "black is black and white is white");
        ItemBatch again = Draw(Numbers(Parameterisation.Discretised, new ImageFile("a", null, decoded, "grey"), bins));
        Assert.That(again.Values.Select(value => (byte)value), Is.EqualTo(drawn));
    }

    [Test]
    public void SixteenBitsAreKept()
    {
        var random = new Random(2);
        var image = new Image(8, 8, PixelChannels.Grey, 16, [.. Enumerable.Range(0, 64).Select(_ => (ushort)random.Next(65536))]);
        NumberCorpus corpus = Numbers(Parameterisation.Auto, new ImageFile("a", null, image, "grey 16 bit"));
        Assert.That((corpus.Bins, ((PixelFormat)corpus.Format).BitDepth), Is.EqualTo(((int?)null, 16)));
        Assert.That(((PixelFormat)corpus.Format).Decode(Draw(corpus).Values, 8, 8).Samples.ToArray(), Is.EqualTo(image.Samples.ToArray()));
    }

    [Test]
    public void SigmaFollowsTheBins()
    {
        Assert.That(ImageOptions.SuggestSigma1(16), Is.EqualTo(Math.Sqrt(1e-3)).Within(1e-9));
        Assert.That(ImageOptions.SuggestSigma1(256), Is.EqualTo(1e-3).Within(1e-12));
        Assert.That(ImageOptions.SuggestSigma1(64), Is.InRange(1e-3, Math.Sqrt(1e-3)));
        NumberCorpus corpus = Numbers(Parameterisation.Discretised, Grey("a", null, [0, 1, 2, 3]));
        Assert.That(corpus.FlowFor(new TrainingOptions { Image = new ImageOptions { Sigma1 = 0.02 } }),
            Is.EqualTo(new DiscretisedFlow(0.02, 16) { Predicts = PredictedQuantity.Velocity }));
    }

    [TestCase(false, false, new[] { "0123" })]
    [TestCase(true, false, new[] { "0123", "1032" })]
    [TestCase(true, true, new[] { "0123", "1032", "2301", "3210" })]
    public void FlipsComeOnlyWhenAskedFor(bool horizontally, bool vertically, string[] expected)
    {
        NumberCorpus corpus = NumberCorpus.Create([new SourceImage("a", new Image(2, 2, PixelChannels.Grey, 8, [0, 100, 160, 255]))],
            new PixelFormat(PixelChannels.Grey, 8), 4, new CorpusOptions { FlipHorizontally = horizontally, FlipVertically = vertically });
        var random = new RandomStream(1, RandomPurpose.Data, 0);
        Assert.That(corpus.Draw(100, ref random).Values.Chunk(4).Select(item => string.Concat(item)).Distinct().Order(),
            Is.EqualTo(expected));
    }

    [Test]
    public void WindowsAreCutFromLargerImages()
    {
        var options = new TrainingOptions { Corpus = new CorpusOptions { Crop = new CropSize(2, 1) },
            Image = new ImageOptions { Parameterisation = Parameterisation.Continuous } };
        Corpus corpus = ImageCorpus.Create(Folder(new ImageFile("a", null,
            new Image(3, 2, PixelChannels.Grey, 8, [0, 51, 102, 153, 204, 255]), "grey")), options);
        Assert.That(corpus.Counts.TrainingItems, Is.EqualTo(4));
        var random = new RandomStream(1, RandomPurpose.Data, 0);
        string[] drawn = [.. corpus.Draw(100, ref random).Values.Chunk(2)
            .Select(item => string.Join(' ', item.Select(value => Math.Round((value + 1) * 2.5)))).Distinct().Order()];
        Assert.That(drawn, Is.EqualTo(new[] { "0 1", "1 2", "3 4", "4 5" }));
    }

    [Test]
    public void TheSplitAndTheLabelsFollowTheFiles()
    {
        ImageFile[] files = [.. Enumerable.Range(0, 6)
            .Select(i => Grey($"f{i}", i == 5 ? null : i % 2 == 0 ? "even" : "odd", [(ushort)i, 90, 0, 255]) with { IsKeptBack = i < 2 })];
        NumberCorpus corpus = Numbers(Parameterisation.Continuous, files);
        Assert.That(corpus.Counts, Is.EqualTo(new CorpusCounts(4, 4, 2, 2)));
        ItemBatch kept = corpus.KeptBack(10);
        Assert.That(kept.Labels, Is.EqualTo(new[] { 0, 1 }));
        Assert.That(kept.Values.Chunk(4).Select(item => item[0]), Is.EqualTo(new[] { -1f, 2f / 255 - 1 }).Within(1e-6));
        var random = new RandomStream(1, RandomPurpose.Data, 0);
        ItemBatch drawn = corpus.Draw(60, ref random);
        Assert.That(drawn.Labels.Zip(drawn.Values.Chunk(4), (label, item) => (label, (int)Math.Round((item[0] + 1) * 127.5))).Distinct()
            .Order(),
            Is.EqualTo(new[] { (-1, 5), (0, 2), (0, 4), (1, 3) }));
    }

    [Test]
    public void TheHashTellsEverythingApart()
    {
        string[] hashes =
        [
            Numbers(Parameterisation.Continuous, Grey("a", null, [1, 2, 3, 4])).Hash,
            Numbers(Parameterisation.Continuous, Grey("b", null, [1, 2, 3, 4])).Hash,
            Numbers(Parameterisation.Continuous, Grey("a", "x", [1, 2, 3, 4])).Hash,
            Numbers(Parameterisation.Continuous, Grey("a", null, [1, 2, 3, 5])).Hash,
            Numbers(Parameterisation.Discretised, Grey("a", null, [1, 2, 3, 4])).Hash,
        ];
        Assert.That(hashes, Is.Unique);
        Assert.That(Numbers(Parameterisation.Continuous, Grey("a", null, [1, 2, 3, 4])).Hash, Is.EqualTo(hashes[0]));
    }

    [Test]
    public void BlackAndWhiteIsDrawnAnewEveryTimeButKeptBackAlways()
    {
        ushort[] ramp = [.. Enumerable.Range(0, 256).Select(i => (ushort)i)];
        ImageFile[] files = [.. Enumerable.Range(0, 4)
            .Select(i => new ImageFile($"set#{i}", $"{i % 2}", new Image(16, 16, PixelChannels.Grey, 8, ramp), "IDX", i == 3))];
        var corpus = (DiscreteCorpus)ImageCorpus.Create(new ImageFolder("folder", true, files, []), new TrainingOptions());
        Assert.That(corpus.Format.ClassNames, Is.EqualTo(new[] { "#000000ff", "#ffffffff" }));
        Assert.That(corpus.FlowFor(new TrainingOptions()), Is.EqualTo(new DiscreteFlow(2, 9)));

        var random = new RandomStream(1, RandomPurpose.Data, 0);
        float[][] drawn = [.. corpus.Draw(400, ref random).Values.Chunk(256)];
        Assert.That(drawn.Select(item => string.Concat(item)), Is.Unique);
        Assert.That(drawn.Select(item => item[0]), Is.All.Zero, "black is never white");
        Assert.That(drawn.Select(item => item[255]), Is.All.EqualTo(1), "white is never black");
        double[] shares = [.. Enumerable.Range(0, 256).Select(i => drawn.Average(item => item[i]))];
        for (int i = 0; i < 256; i++) Assert.That(shares[i], Is.EqualTo(i / 255.0).Within(5 * Math.Sqrt(0.25 / 400)));

        float[] kept = corpus.KeptBack(9).Values, keptAgain = corpus.KeptBack(9).Values;
        Assert.That(keptAgain, Is.EqualTo(kept));
        var again = (DiscreteCorpus)ImageCorpus.Create(new ImageFolder("folder", true, files, []), new TrainingOptions { Seed = 77 });
        Assert.That(again.KeptBack(9).Values, Is.EqualTo(corpus.KeptBack(9).Values));
        Assert.That(again.Training.Spread(9), Is.EqualTo(corpus.Training.Spread(9)));
        Assert.That(corpus.Training.Spread(9).Select(Convert.ToHexString), Is.Unique, "each image has bits of its own");
        Assert.That(corpus.KeptBack(9).Values.Average(), Is.EqualTo(0.5).Within(0.12));
    }

    [Test]
    public void AModelsFormatAndSizeAreKept()
    {
        var palette = new PaletteFormat([new Rgba(0, 0, 0, 255), new Rgba(200, 200, 200, 255)]);
        ImageFile[] files = [Grey("a", null, [0, 10, 190, 255]), Grey("b", null, [0, 0, 0, 0]), Grey("c", null, [9, 9, 9, 9, 9, 9])];
        var options = new TrainingOptions { Corpus = new CorpusOptions { ValidationShare = 0 } };
        var corpus = (DiscreteCorpus)ImageCorpus.Create(Folder(files), options, palette, new CropSize(2, 2));
        Assert.That(corpus.Format,
            Is.SameAs(palette).Or.EqualTo(palette).Using<PaletteFormat>((x, y) => x.Colours.SequenceEqual(y.Colours)));
        Assert.That(corpus.Learnt(9).Values, Is.EqualTo(new float[] { 0, 0, 1, 1, 0, 0, 0, 0 }));

        var pixels = new PixelFormat(PixelChannels.Rgba, 16);
        Corpus numbers = ImageCorpus.Create(Folder(files), options, pixels, new CropSize(2, 3));
        Assert.That((numbers.Format, numbers.Item, numbers.Counts.TrainingItems),
            Is.EqualTo(((AssetFormat)pixels, new Shape(4, 3, 2), 1L)));
        var coloured = new ImageFile("d", null, new Image(2, 2, PixelChannels.Rgb, 8, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), "RGB");
        Assert.That(() => ImageCorpus.Create(Folder(coloured), options, new PixelFormat(PixelChannels.Grey, 8)),
            Throws.TypeOf<AssetException>().With.Message.Contains("d: The image is in Rgb; the model knows Grey."));
        Assert.That(() => ImageCorpus.Create(Folder(files), options, pixels, new CropSize(8, 8)),
            Throws.TypeOf<AssetException>().With.Message.Contains("8×8"));
    }

    [Test]
    public void AFolderThatCantBeUsedIsRefused() =>
        Assert.That(() => ImageCorpus.Create(Folder(Grey("a", null, [1, 1, 1, 1])), new TrainingOptions()),
            Throws.TypeOf<AssetException>().With.Message.Contains("All images together have one colour."));

    [Test]
    public void TheOptionsSurviveJsonAndAreChecked()
    {
        var options = new TrainingOptions { Image =
            new ImageOptions { Fit = ImageFit.Pad, Parameterisation = Parameterisation.Discretised, Colours = 9, Bins = 32, Sigma1 = 0.01,
            Binarise = false } };
        Assert.That(TrainingOptions.FromJson(options.ToJson()).Image, Is.EqualTo(options.Image));
        Assert.That(options.ToJson(), Does.Contain("\"fit\":\"Pad\""));
        foreach (ImageOptions wrong in new[] { new ImageOptions { Colours = 1 }, new() { Colours = 257 }, new() { Bins = 1 },
            new() { Sigma1 = 1 }, new() { Fit = (ImageFit)9 } })
            Assert.That(() => new TrainingOptions { Image = wrong }.Validate(), Throws.TypeOf<TrainingException>(), wrong.ToString());
    }

    private static ItemBatch Draw(Corpus corpus)
    {
        var random = new RandomStream(1, RandomPurpose.Data, 0);
        return corpus.Draw(1, ref random);
    }

    private static NumberCorpus Numbers(Parameterisation parameterisation, ImageFile file, int bins = 16) =>
        (NumberCorpus)ImageCorpus.Create(Folder(file),
            new TrainingOptions { Image = new ImageOptions { Parameterisation = parameterisation, Bins = bins } });

    private static NumberCorpus Numbers(Parameterisation parameterisation, ImageFile[] files) =>
        (NumberCorpus)ImageCorpus.Create(Folder(files),
            new TrainingOptions { Image = new ImageOptions { Parameterisation = parameterisation } });

    private static ImageFolder Folder(params ImageFile[] files) => new("folder", false, files, []);

    private static ImageFile Grey(string name, string? label, ushort[] samples) =>
        new(name, label, new Image(2, samples.Length / 2, PixelChannels.Grey, 8, samples), "grey");
}
