using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Gpu;

/// <summary>
/// The public face for all kinds of models, with guidance and biases; <see cref="GeneratorTests"/> has what all of them share.
/// </summary>
public sealed class GeneratorKindTests : GpuTest
{
    private static readonly Model Continuous = TinyModel.OfPixels(new ContinuousFlow(0.03), PixelChannels.Grey);
    private static readonly Model Discretised = TinyModel.OfPixels(new DiscretisedFlow(0.01, 64), PixelChannels.Rgba);
    private static readonly Model Tiles = TinyModel.Create(classes: 2);
    private static readonly Model PixelArt = Tiles with
    {
        Format = new PaletteFormat([.. Enumerable.Range(0, 5).Select(i => new Rgba((byte)i, 0, 0, 255))]),
    };

    [Test]
    public void ImagesOfContinuousFlowsAreThoseOfThePlainSampler([Values(false, true)] bool discretised, [Values(0, 2)] double guidance)
    {
        Model model = discretised ? Discretised : Continuous;
        SampleItem[] items = [.. Enumerable.Range(0, 10).Select(i =>
            new SampleItem((ulong)i, Class: i % 3 - 1, KnownValues: i % 2 == 0 ? Known(model, i) : null))];
        StepTable table = model.Flow.Steps(model.SolverFor(6), 6);
        var plain = new PlainSampler(model.Flow, new GuidedEvaluator(new PlainNetwork(model.Network, model.Weights), guidance));
        float[][] expected = plain.SampleValues(table, items);
        using var generator = new Generator(Device, model);
        IReadOnlyList<Sample> samples = generator.SampleBatch(items, 6, guidance: guidance);
        int different = samples.Zip(expected, (sample, values) =>
            sample.Values.ToArray().Zip(values).Count(pair => Math.Abs(pair.First - pair.Second) > 1e-4)).Sum();
        Assert.That(different, Is.LessThanOrEqualTo(discretised ? expected.Sum(values => values.Length) / 1000 : 0));
        Assert.That(samples.Select(sample => sample.Seed), Is.EqualTo(items.Select(item => item.Seed)));
        float[] unguided = generator.SampleBatch(items, 6)[2].Values.ToArray();
        Assert.That(unguided.SequenceEqual(samples[2].Values.ToArray()), Is.EqualTo(guidance == 0));
        if (discretised) Assert.That(samples[0].Levels.ToArray(), Has.Length.EqualTo(4 * 6 * 7).And.All.LessThan(64));
    }

    [Test]
    public void ASampleSaysWhereItsResultIs()
    {
        using (var generator = new Generator(Device, Tiles))
        {
            Sample sample = generator.Sample(2);
            Assert.That(sample.Levels.ToArray(), Is.EqualTo(sample.Tiles.Cells.ToArray()));
            Assert.That(() => sample.Values.Length, Refused("Tiles"));
            Assert.That(() => sample.Image, Refused("tile maps, not images: use Tiles"));
        }
        using (var generator = new Generator(Device, PixelArt))
        {
            Sample sample = generator.Sample(2);
            Assert.That(sample.Levels.Length, Is.EqualTo(6 * 7));
            Assert.That(() => sample.Tiles, Refused("images, not tile maps: use Image"));
            Assert.That(() => sample.Text, Refused("use Image"));
            Rgba[] colours = [.. ((PaletteFormat)PixelArt.Format).Colours];
            Assert.That(sample.Image.ColourAt(3, 2), Is.EqualTo(colours[sample.Levels[2 * sample.Image.Width + 3]]));
            Assert.That(() => sample.Values.Length, Refused("Levels"));
        }
        using (var generator = new Generator(Device, Continuous))
        {
            Sample sample = generator.Sample(2);
            Assert.That(sample.Values.ToArray(), Has.Length.EqualTo(6 * 7).And.All.InRange(-1, 1));
            Assert.That(() => sample.Tiles, Refused("use Image"));
            Assert.That((sample.Image.Width, sample.Image.Height), Is.EqualTo((Continuous.Width, Continuous.Height)));
            Assert.That(() => sample.Levels.Length, Refused("use Values"));
        }
        using (var generator = new Generator(Device, Discretised))
        {
            Sample sample = generator.Sample(2);
            Assert.That(sample.Values.ToArray(), Is.EqualTo(sample.Levels.ToArray().Select(bin => (2 * bin + 1) / 64f - 1)).Within(1e-6));
            Assert.That(() => sample.Tiles, Refused("use Image"));
            Assert.That(sample.Image.Channels, Is.EqualTo(Discretised.Format.Channels));
        }
    }

    // Guidance and biases make recordings of their own, or anew: samples without them stay what they were.
    [Test]
    public void GuidanceAndBiasesApplyToTheItemsThatAskForThem()
    {
        float[] ban = [.. Enumerable.Range(0, 5 * 42).Select(i => i / 42 == 1 ? -1e9f : 0)];
        using var generator = new Generator(Device, Tiles);
        byte[] before = Cells(generator.Sample(6, seed: 9));
        Assert.That(before, Has.Some.EqualTo(1));
        SampleItem[] items = [new(9), new(9, Bias: ban), new(9, Class: 1), new(9, Class: 1, Bias: ban)];
        IReadOnlyList<Sample> mixed = generator.SampleBatch(items, 6, guidance: 3);
        Assert.That(Cells(mixed[0]), Is.EqualTo(before));
        Assert.That(Cells(mixed[1]), Has.None.EqualTo(1));
        Assert.That(Cells(mixed[3]), Has.None.EqualTo(1));
        Assert.That(Cells(mixed[2]), Is.Not.EqualTo(Cells(generator.SampleBatch([new(9, Class: 1)], 6)[0])));
        for (int i = 1; i < items.Length; i++)
            Assert.That(Cells(generator.SampleBatch([items[i]], 6, guidance: 3)[0]), Is.EqualTo(Cells(mixed[i])), "alone as in a batch");
        Assert.That(Cells(generator.Sample(150, seed: 9)), Has.Length.EqualTo(42), "more evaluations than were recorded");
        Assert.That(Cells(generator.Sample(6, seed: 9)), Is.EqualTo(before));
    }

    [Test]
    public void TheSelfTestOfContinuousDataPassesAndNoticesOtherWeights()
    {
        foreach (Model model in new[] { Continuous, Discretised })
        {
            Model tested = model.WithSelfTest();
            using var generator = new Generator(Device, tested);
            Assert.That(generator.RunSelfTest(), Is.GreaterThanOrEqualTo(SelfTest.LeastAgreement));
            Model other = TinyModel.OfPixels((ContinuousFlow)model.Flow, ((PixelFormat)model.Format).Layout, seed: 2);
            using var wrong = new Generator(Device, tested with { Weights = other.Weights });
            Assert.That(wrong.RunSelfTest(), Is.LessThan(SelfTest.LeastAgreement));
        }
    }

    [Test]
    public void NonsenseIsRefused()
    {
        using var tiles = new Generator(Device, Tiles);
        Assert.That(() => tiles.SampleBatch([new(1, Class: 0)], 2, guidance: -1), Refused("-1"));
        Assert.That(() => tiles.SampleBatch([new(1, Class: 0)], 2, guidance: double.NaN), Refused("NaN"));
        Assert.That(() => tiles.SampleBatch([new(1, Bias: new float[7])], 2), Refused("7 were given"));
        Assert.That(() => tiles.SampleBatch([new(1, KnownValues: new float[42])], 2), Refused("in Known"));
        using var images = new Generator(Device, Continuous);
        Assert.That(() => images.SampleBatch([new(1, Bias: new float[42])], 2), Refused("bias"));
        Assert.That(() => images.SampleBatch([new(1, new short[42])], 2), Refused("KnownValues"));
        Model wrong = Continuous with { Flow = new DiscretisedFlow(0.03, 16) };
        Assert.That(() => new Generator(Device, wrong), Throws.TypeOf<NetworkException>());
    }

    private static byte[] Cells(Sample sample) => sample.Levels.ToArray();

    private static float[] Known(Model model, int seed)
    {
        var random = new Random(seed);
        int count = model.Network.State.Channels * model.Height * model.Width;
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? float.NaN : 2 * random.NextSingle() - 1)];
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Refused(string because) =>
        Throws.TypeOf<RequestException>().With.Message.Contains(because);
}
