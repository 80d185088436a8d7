using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Tests.Training;

/// <summary>The yardstick for texts.</summary>
public sealed class TextScorerTests
{
    // a = 0, b = 1, end = 2. After "ab" and "a", smoothed by Witten and Bell from p = 1/4:
    // without context a 2 of 5, b 1, end 2, of 3 kinds; behind the start only a, twice.
    [Test]
    public void ProbabilitiesAreThoseCountedByHand()
    {
        var model = new NGramModel([[0, 1, 2], [0, 2, 2]], symbols: 3, hasEnd: true, order: 2);
        double a = (2 + 3 * 0.25) / 8, end = (2 + 3 * 0.25) / 8;
        double aAtStart = (2 + 1 * a) / 3, endAfterA = (1 + 2 * end) / 4;
        (double bits, int characters) = model.BitsOf([0, 2, 2]);
        Assert.That(characters, Is.EqualTo(2));
        Assert.That(bits, Is.EqualTo(-Math.Log2(aAtStart) - Math.Log2(endAfterA)).Within(1e-12));
        Assert.That(model.BitsOf([0, 0, 0]).Characters, Is.EqualTo(4), "the end counts even where there is no room for it");
        Assert.That(model.BitsOf([0, 1, 2]).Characters, Is.EqualTo(3));
    }

    [Test]
    public void ProbabilitiesOfAllContinuationsAddUpToOneButForTheUnknown()
    {
        var random = new Random(1);
        byte[][] texts = [.. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 6).Select(_ => (byte)random.Next(4)).ToArray())];
        var model = new NGramModel(texts, symbols: 4, hasEnd: false, order: 4);
        for (int i = 0; i < 20; i++)
        {
            byte[] before = texts[i][..3];
            double sum = Enumerable.Range(0, 4)
                .Sum(next => Math.Pow(2, -(model.BitsOf([.. before, (byte)next]).Bits - model.BitsOf(before).Bits)));
            Assert.That(sum, Is.InRange(0.9, 1.0));
        }
    }

    [Test]
    public void RealTextsScoreBestAndEverythingWrongCosts()
    {
        var random = new Random(2);
        string[] names = [.. Enumerable.Range(0, 400)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => "kalomine".Substring(2 * random.Next(4), 2))))];
        DiscreteCorpus corpus = Create(string.Join('\n', names));
        var scorer = new TextScorer(corpus);
        TextScore real = scorer.Score(corpus.Validation.Spread(1000));
        Assert.That(real.Bits, Is.EqualTo(real.RealBits).Within(1e-9));
        Assert.That(real.RealBits, Is.LessThan(2));
        byte[][] noise = [.. Enumerable.Range(0, 200)
            .Select(_ => Enumerable.Range(0, corpus.Size.Width).Select(_ => (byte)random.Next(corpus.Format.ClassNames.Count)).ToArray())];
        TextScore wrong = scorer.Score(noise), dull = scorer.Score([.. Enumerable.Repeat(noise[0], 20)]),
            copied = scorer.Score(corpus.Training.Spread(100));
        Assert.That(wrong.Bits, Is.GreaterThan(real.Bits + 1));
        Assert.That(dull.Duplicates, Is.EqualTo(0.95).Within(1e-9));
        Assert.That(copied.Copies, Is.EqualTo(1));
        Assert.That(wrong.Cost, Is.GreaterThan(real.Cost));
        foreach (TextScore worse in new[]
        {
            real with { Bits = real.Bits + 0.2 }, real with { Bits = real.Bits - 0.1 }, real with { Copies = real.Copies + 0.1 },
            real with { Duplicates = real.Duplicates + 0.1 }, real with { LengthJensenShannon = real.LengthJensenShannon + 0.1 },
        })
            Assert.That(worse.Cost, Is.GreaterThan(real.Cost), worse.ToString());
        Assert.That((real with { Bits = real.Bits + 0.1 }).Cost, Is.EqualTo(real.Cost).Within(1e-12), "as sound as real ones");
    }

    [Test]
    public void WhatStandsBehindTheEndIsNoPartOfAText()
    {
        DiscreteCorpus corpus = Create("anna\nbo\nzoe\nann\n");
        var scorer = new TextScorer(corpus);
        byte end = (byte)(corpus.Format.ClassNames.Count - 1);
        byte[] bo = new BfnProcGen.Texts.Alphabet((TextFormat)corpus.Format).Encode("bo", 4)!, ragged = [bo[0], bo[1], end, 0];
        Assert.That(scorer.Score([bo, ragged]).Duplicates, Is.EqualTo(0.5));
        Assert.That(scorer.Score([ragged]), Is.EqualTo(scorer.Score([bo])));
    }

    [Test]
    public void MasksOfARowAreBeginningsEndsAndMiddles()
    {
        var random = new RandomStream(4, RandomPurpose.Known, 0);
        var size = new CropSize(12, 1);
        int beginnings = 0, ends = 0, open = 0;
        var lengths = new HashSet<int>();
        for (int i = 0; i < 3000; i++)
        {
            var known = new float[12];
            KnownCells.Draw(known, size, 1, ref random);
            Assert.That(known, Has.Some.Zero);
            string mask = string.Concat(known.Select(k => k == 1 ? '#' : '.'));
            if (mask.TrimEnd('.') is { Length: > 0 } start && !start.Contains('.'))
            {
                beginnings++;
                lengths.Add(start.Length);
            }
            if (mask.TrimStart('.') is { Length: > 0 } tail && !tail.Contains('.')) ends++;
            if (mask.StartsWith('#') && mask.EndsWith('#')) open++;
        }
        Assert.That(beginnings, Is.GreaterThan(900));
        Assert.That(ends, Is.GreaterThan(300));
        Assert.That(open, Is.GreaterThan(200));
        Assert.That(lengths, Has.Count.EqualTo(11));
    }

    private static DiscreteCorpus Create(string text)
    {
        using var folder = new TemporaryFolder();
        return TextCorpus.Create(TextItems.Read(folder.Add("a.txt", text)["a.txt"]), new TrainingOptions()).Data;
    }
}
