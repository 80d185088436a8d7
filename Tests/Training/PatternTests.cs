using BfnProcGen.Models;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Tests.Training;

/// <summary>Pattern statistics on cases small enough to compute by hand.</summary>
public sealed class PatternTests
{
    [Test]
    public void CountsEveryWindow()
    {
        PatternCounts counts = PatternCounts.Of([Map("aab", "aab"), Map("aa", "aa")], 2);
        Assert.That(counts.Total, Is.EqualTo(3));
        Assert.That(counts.Distinct, Is.EqualTo(2));
        Assert.That(PatternCounts.Of([Map("aab", "aab")], 3).Total, Is.Zero, "the map is too low");
    }

    [Test]
    public void JensenShannonIsInBits()
    {
        // p = (3/4, 1/4), q = (1/4, 3/4): ½·(¾·log₂ 1.5 + ¼·log₂ ½)·2 = 0.18872.
        PatternCounts p = PatternCounts.Of([Map("aaab")], 1), q = PatternCounts.Of([Map("abbb")], 1);
        Assert.That(p.JensenShannon(q), Is.EqualTo(0.75 * Math.Log2(1.5) - 0.25).Within(1e-12));
        Assert.That(q.JensenShannon(p), Is.EqualTo(p.JensenShannon(q)).Within(1e-12));
        Assert.That(p.JensenShannon(p), Is.Zero);
        Assert.That(p.JensenShannon(PatternCounts.Of([Map("ccdd")], 1)), Is.EqualTo(1).Within(1e-12));
        Assert.That(p.JensenShannon(PatternCounts.Of([], 1)), Is.NaN);
        Assert.That(() => p.JensenShannon(PatternCounts.Of([], 2)), Throws.ArgumentException);
    }

    [Test]
    public void DivergenceIsSymmetricAndSmoothed()
    {
        // ½·(¾ − ¼)·ln 3·2 = ½·ln 3 up to the smoothing.
        PatternCounts p = PatternCounts.Of([Map("aaab")], 1), q = PatternCounts.Of([Map("abbb")], 1);
        Assert.That(p.Divergence(q), Is.EqualTo(0.5 * Math.Log(3)).Within(1e-5));
        Assert.That(p.Divergence(p), Is.Zero);
        // Nothing shared: ½·ln((4 + ε)/ε) twice, with p = (1, 0) and q = (0, 1).
        PatternCounts a = PatternCounts.Of([Map("aaaa")], 1), b = PatternCounts.Of([Map("bbbb")], 1);
        Assert.That(a.Divergence(b), Is.EqualTo(Math.Log(4e6 + 1)).Within(1e-4));
    }

    [Test]
    public void PatternsUseEveryTileAndPlace()
    {
        // The largest pattern of the largest tile indices, and the same rotated: both keys must differ.
        byte[] cells = [.. Enumerable.Range(240, 16).Select(i => (byte)i)];
        PatternCounts one = PatternCounts.Of([new TileMap(4, 4, cells)], 4), other = PatternCounts.Of([new TileMap(4, 4, [.. cells.Reverse()])], 4);
        Assert.That(one.JensenShannon(other), Is.EqualTo(1).Within(1e-12));
        Assert.That(one.ShareUnseenIn(other), Is.EqualTo(1));
        Assert.That(one.ShareUnseenIn(one), Is.Zero);
    }

    [Test]
    public void AScoreTellsCopiesDuplicatesAndUnseenPatterns()
    {
        TileMap real = Map("aaaa", "abba", "aaaa"), second = Map("aaaa", "aaba", "aaaa");
        var scorer = new MapScorer(TileWindows.Of([real, second], new CropSize(4, 3)));
        TileMap broken = Map("baaa", "abba", "aaaa");
        MapScore score = scorer.Score([Cells(real), Cells(real), Cells(second), Cells(broken)]);
        Assert.That(score.Copies, Is.EqualTo(0.75));
        Assert.That(score.Duplicates, Is.EqualTo(0.25));
        Assert.That(score.Nearest, Is.EqualTo(1.0 / 48).Within(1e-12));
        Assert.That(score.Unseen, Is.EqualTo(1.0 / 8).Within(1e-12), "the broken map's left window");
        Assert.That(score.JensenShannon, Is.GreaterThan(0).And.LessThan(0.2));

        MapScore same = scorer.Score([Cells(real), Cells(second)]);
        Assert.That(same, Is.EqualTo(new MapScore(0, 0, 0, 0, 1, 0, 0)));
    }

    // A frame two cells thick around any of sixty tiles: the frame's patterns are settled, the middle's are new in almost every map.
    [Test]
    public void BrokenIsWhatHasItsPlaceAndIsNotThere()
    {
        var random = new Random(4);
        TileMap[] real = [.. Enumerable.Range(0, 200).Select(_ => Framed())];
        var scorer = new MapScorer(TileWindows.Of(real, new CropSize(8, 8)));
        TileMap[] fresh = [.. Enumerable.Range(0, 100).Select(_ => Framed())];
        Assert.That(Broken(fresh), Is.Zero, "new insides are not broken");
        Assert.That(Broken([With(fresh[0], 0, 0, 1), With(fresh[1], 7, 4, 2), With(fresh[2], 3, 3, 0), fresh[3]]), Is.EqualTo(0.5),
            "two gaps in the frame; a piece of frame in the middle is just new");

        double Broken(TileMap[] maps) => scorer.Score([.. maps.Select(Cells)]).Broken;

        TileMap Framed() => new(8, 8, [.. Enumerable.Range(0, 64).Select(i =>
            (byte)(i % 8 is < 2 or > 5 || i / 8 is < 2 or > 5 ? 0 : 1 + random.Next(60)))]);

        static TileMap With(TileMap map, int x, int y, byte tile)
        {
            byte[] cells = Cells(map);
            cells[y * map.Width + x] = tile;
            return new TileMap(map.Width, map.Height, cells);
        }
    }

    [Test]
    public void TheGaugeTellsLearningByHeart()
    {
        var random = new Random(1);
        SourceMap[] maps = [.. Enumerable.Range(0, 40).Select(i => new SourceMap($"{i}", new TileMap(6, 6, [.. Enumerable.Range(0, 36).Select(_ => (byte)random.Next(3))])))];
        DiscreteCorpus corpus = DiscreteCorpus.Create(maps, new TileFormat([new("a"), new("b"), new("c")]), new CorpusOptions { ValidationShare = 0.5 });
        var view = new CorpusView(corpus);
        byte[][] training = corpus.Training.Spread(100), validation = corpus.Validation.Spread(100);
        byte[][] fresh = [.. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 36).Select(_ => (byte)random.Next(3)).ToArray())];

        MemorisationGauge byHeart = MemorisationGauge.Measure(training, view);
        Assert.That((byHeart.Copies, byHeart.NearestTraining, byHeart.Ratio), Is.EqualTo((1.0, 0.0, 0.0)));
        MemorisationGauge kept = MemorisationGauge.Measure(validation, view);
        Assert.That((kept.Copies, kept.NearestValidation), Is.EqualTo((0.0, 0.0)));
        MemorisationGauge neither = MemorisationGauge.Measure(fresh, view);
        Assert.That(neither.Copies, Is.Zero);
        Assert.That(neither.Ratio, Is.EqualTo(1).Within(0.08));
        Assert.That(neither.NearestTraining, Is.InRange(0.4, 0.6), "two thirds of random cells differ, the nearest of twenty fewer");
    }

    private static TileMap Map(params string[] rows) => new(rows[0].Length, rows.Length, [.. string.Concat(rows).Select(c => (byte)(c - 'a'))]);

    private static byte[] Cells(TileMap map) => map.Cells.ToArray();
}
