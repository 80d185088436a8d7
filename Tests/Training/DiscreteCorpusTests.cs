using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Tests.Training;

/// <summary>What a corpus accepts, how it splits and crops, and what its masks look like.</summary>
public sealed class DiscreteCorpusTests
{
    private static readonly TileFormat Format = new([new("#"), new("."), new("~")]);

    [Test]
    public void MapsOfOneSizeAreTakenWhole()
    {
        DiscreteCorpus corpus = DiscreteCorpus.Create(Maps(20, (4, 3)), Format, new CorpusOptions());
        Assert.That(corpus.Size, Is.EqualTo(new CropSize(4, 3)));
        Assert.That(corpus.Training.Count, Is.EqualTo(18));
        Assert.That(corpus.Validation.Count, Is.EqualTo(2));
    }

    [Test]
    public void TheSplitIsByFileAndFollowsTheSeed()
    {
        // Ten files of three maps each: a file's maps stay together.
        SourceMap[] maps = [.. Maps(30, (4, 3)).Select((map, i) => new SourceMap($"level{i / 3}.txt", map.Map))];
        DiscreteCorpus corpus = DiscreteCorpus.Create(maps, Format, new CorpusOptions { ValidationShare = 0.2 }, seed: 5);
        string[] kept = [.. maps.Where(map => corpus.Validation.Maps.Contains(map.Map)).Select(map => map.Source)];
        Assert.That(kept.Distinct().Count(), Is.EqualTo(2));
        Assert.That(kept, Has.Length.EqualTo(6));
        DiscreteCorpus again = DiscreteCorpus.Create(maps, Format, new CorpusOptions { ValidationShare = 0.2 }, seed: 5);
        Assert.That(again.Validation.Maps, Is.EqualTo(corpus.Validation.Maps));
        IEnumerable<TileMap[]> others = Enumerable.Range(0, 20).Select(seed =>
            DiscreteCorpus.Create(maps, Format, new CorpusOptions { ValidationShare = 0.2 }, (ulong)seed).Validation.Maps.ToArray());
        Assert.That(others, Has.Some.Not.EqualTo(corpus.Validation.Maps));
    }

    [Test]
    public void TwoFilesKeepOneBackAndOneFileKeepsNone()
    {
        Assert.That(DiscreteCorpus.Create(Maps(2, (4, 3)), Format, new CorpusOptions()).Validation.Maps, Has.Count.EqualTo(1));
        Assert.That(DiscreteCorpus.Create(Maps(1, (4, 3)), Format, new CorpusOptions()).Validation.Maps, Is.Empty);
        Assert.That(DiscreteCorpus.Create(Maps(9, (4, 3)), Format, new CorpusOptions { ValidationShare = 0 }).Validation.Maps, Is.Empty);
    }

    [Test]
    public void EveryWindowOfALargerMapIsReached()
    {
        SourceMap[] maps = [new("a", Numbered(5, 4)), new("b", Numbered(4, 3))];
        var tiles = Enumerable.Range(0, 20).Select(i => new Tile(i.ToString())).ToArray();
        DiscreteCorpus corpus = DiscreteCorpus.Create(maps, new TileFormat(tiles), new CorpusOptions { Crop = new CropSize(3, 2), ValidationShare = 0 });
        Assert.That(corpus.Training.Count, Is.EqualTo(3 * 3 + 2 * 2));
        byte[][] windows = corpus.Training.Spread(100);
        Assert.That(windows, Has.Length.EqualTo(13));
        Assert.That(windows[0], Is.EqualTo(new byte[] { 0, 1, 2, 5, 6, 7 }));
        Assert.That(windows[8], Is.EqualTo(new byte[] { 12, 13, 14, 17, 18, 19 }));
        Assert.That(windows[12], Is.EqualTo(new byte[] { 5, 6, 7, 9, 10, 11 }));

        var random = new RandomStream(1, RandomPurpose.Data, 0);
        float[] drawn = corpus.Draw(500, ref random).Values;
        string[] distinct = [.. drawn.Chunk(6).Select(window => Convert.ToHexString([.. window.Select(cell => (byte)cell)])).Distinct()];
        Assert.That(distinct, Is.EquivalentTo(windows.Select(Convert.ToHexString)));
    }

    [TestCase(false, false, new[] { "012345" })]
    [TestCase(true, false, new[] { "012345", "210543" })]
    [TestCase(false, true, new[] { "012345", "345012" })]
    [TestCase(true, true, new[] { "012345", "210543", "345012", "543210" })]
    public void FlipsComeOnlyWhenAskedFor(bool horizontally, bool vertically, string[] expected)
    {
        var tiles = Enumerable.Range(0, 6).Select(i => new Tile(i.ToString())).ToArray();
        DiscreteCorpus corpus = DiscreteCorpus.Create([new("a", Numbered(3, 2))], new TileFormat(tiles), new CorpusOptions { FlipHorizontally = horizontally, FlipVertically = vertically });
        var random = new RandomStream(1, RandomPurpose.Data, 0);
        string[] seen = [.. corpus.Draw(100, ref random).Values.Chunk(6).Select(cells => string.Concat(cells)).Distinct().Order()];
        Assert.That(seen, Is.EqualTo(expected));
    }

    [Test]
    public void WhatCannotBeTrainedOnIsRefusedWithARemedy()
    {
        Refuses([], new CorpusOptions(), "nothing to train on");
        Refuses([new("a.txt", Numbered(3, 2)), new("b.txt", Numbered(2, 3))], new CorpusOptions(), "b.txt", "2×3", "--crop WIDTHxHEIGHT", "2x2");
        Refuses([new("a.txt", Numbered(3, 2)), new("b.txt", Numbered(2, 2))], new CorpusOptions { Crop = new CropSize(3, 2) }, "b.txt", "2×2", "3x2");
        Refuses([new("a.txt", Numbered(5, 2))], new CorpusOptions(), "a.txt", "class 6", "only 6");
        Refuses([new("a.txt", Numbered(3, 2))], new CorpusOptions { ValidationShare = 1 }, "share", "1");

        static void Refuses(SourceMap[] maps, CorpusOptions options, params string[] words)
        {
            Tile[] tiles = [.. Enumerable.Range(0, 6).Select(i => new Tile(i.ToString()))];
            TrainingException error = Assert.Throws<TrainingException>(() => DiscreteCorpus.Create(maps, new TileFormat(tiles), options))!;
            foreach (string word in words) Assert.That(error.Message, Does.Contain(word));
        }
    }

    [Test]
    public void LabelsFollowTheirMapsAndWhatIsKeptBackByNameIsKeptBack()
    {
        SourceMap[] maps = [.. Maps(8, (4, 3)).Select((map, i) => map with { Label = i % 3 == 2 ? null : i % 3 == 0 ? "ruin" : "crypt", IsKeptBack = i < 3 })];
        DiscreteCorpus corpus = DiscreteCorpus.Create(maps, Format, new CorpusOptions());
        Assert.That(corpus.Labels, Is.EqualTo(new[] { "crypt", "ruin" }));
        Assert.That(corpus.KeptBack(10).Labels, Is.EqualTo(new[] { 1, 0, -1 }));
        Assert.That(corpus.KeptBack(10).Values.Chunk(12), Is.EqualTo(maps.Take(3).Select(map => map.Map.Cells.ToArray().Select(cell => (float)cell))));
        Assert.That(corpus.Counts, Is.EqualTo(new CorpusCounts(5, 5, 3, 3)));
        var random = new RandomStream(1, RandomPurpose.Data, 0);
        ItemBatch drawn = corpus.Draw(50, ref random);
        for (int i = 0; i < drawn.Count; i++)
        {
            SourceMap source = maps.Single(map => map.Map.Cells.ToArray().Select(cell => (float)cell).SequenceEqual(drawn.Values[(i * 12)..(i * 12 + 12)]));
            Assert.That(drawn.Labels[i], Is.EqualTo(source.Label is { } label ? corpus.Labels.ToList().IndexOf(label) : -1));
            Assert.That(source.IsKeptBack, Is.False);
        }
    }

    [TestCase("28x14", 28, 14)]
    [TestCase("3X2", 3, 2)]
    public void ACropSizeIsRead(string text, int width, int height) => Assert.That(CropSize.Parse(text), Is.EqualTo(new CropSize(width, height)));

    [TestCase("28")]
    [TestCase("0x4")]
    [TestCase("axb")]
    [TestCase("3x2x1")]
    public void AWrongCropSizeIsRefused(string text) =>
        Assert.That(() => CropSize.Parse(text), Throws.TypeOf<TrainingException>().With.Message.Contains(text));

    [Test]
    public void TheHashTellsNamesSizesTilesAndCellsApart()
    {
        string[] hashes =
        [
            Hash([new("a", Numbered(3, 2)), new("b", Numbered(3, 2))], "012345"),
            Hash([new("a", Numbered(3, 2)), new("c", Numbered(3, 2))], "012345"),
            Hash([new("a", Numbered(3, 2)), new("b", Numbered(3, 2))], "012346"),
            Hash([new("a", Numbered(3, 2)), new("b", new TileMap(3, 2, [0, 1, 2, 3, 4, 4]))], "012345"),
            Hash([new("a", Numbered(2, 3)), new("b", Numbered(2, 3))], "012345"),
        ];
        Assert.That(hashes, Is.Unique);
        Assert.That(hashes[0], Has.Length.EqualTo(64).And.EqualTo(Hash([new("a", Numbered(3, 2)), new("b", Numbered(3, 2))], "012345")));

        static string Hash(SourceMap[] maps, string symbols) =>
            DiscreteCorpus.Create(maps, new TileFormat([.. symbols.Select(c => new Tile(c.ToString()))]), new CorpusOptions()).Hash;
    }

    [Test]
    public void MasksAreOfManyKindsAndNeverWhole()
    {
        var size = new CropSize(11, 16);
        var random = new RandomStream(1, RandomPurpose.Known, 0);
        int none = 0;
        var counts = new HashSet<int>();
        for (int i = 0; i < 2000; i++)
        {
            var known = new float[size.Width * size.Height];
            KnownCells.Draw(known, size, 0.5, ref random);
            Assert.That(known, Is.All.EqualTo(0f).Or.EqualTo(1f));
            int count = known.Count(k => k == 1);
            Assert.That(count, Is.LessThan(known.Length));
            counts.Add(count);
            if (count == 0) none++;
        }
        Assert.That(none, Is.InRange(900, 1100));
        Assert.That(counts, Has.Count.GreaterThan(100));

        var single = new float[1];
        for (int i = 0; i < 100; i++)
        {
            KnownCells.Draw(single, new CropSize(1, 1), 1, ref random);
            Assert.That(single[0], Is.Zero);
        }
    }

    private static SourceMap[] Maps(int count, (int Width, int Height) size)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(i => new SourceMap($"map{i:00}.txt", new TileMap(size.Width, size.Height,
            [.. Enumerable.Range(0, size.Width * size.Height).Select(_ => (byte)random.Next(3))])))];
    }

    private static TileMap Numbered(int width, int height) => new(width, height, [.. Enumerable.Range(0, width * height).Select(i => (byte)i)]);
}
