using System.Globalization;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;
using BfnProcGen.Texts;

namespace BfnProcGen.Tests.Texts;

/// <summary>What a game may ask of texts, on a toy sampler that obeys known characters and biases as the real ones do.</summary>
public sealed class TextDrawingTests
{
    private const int Length = 4;
    private static readonly TextFormat Format = new(["a", "b", "?"], HasEnd: true);

    [Test]
    public void EveryCombinationOfLengthsAndPatternHolds()
    {
        string?[] patterns = [null, "a*", "?b*", "b?", "\\?*", "ab?a", "???*", "*"];
        for (int least = 1; least <= Length; least++)
        for (int most = least; most <= Length; most++)
        {
            foreach (string? pattern in patterns)
            {
                var request = new TextRequest { Count = 40, Seed = 5, MinLength = least, MaxLength = most, Pattern = pattern };
                int fixedLength = pattern is null ? 0 : pattern.Replace("\\", "").TrimEnd('*').Length;
                bool goesOn = pattern is null || pattern.EndsWith('*');
                if (fixedLength > most || (!goesOn && fixedLength < least))
                {
                    Assert.That(() => Toy().Draw(request, Draw), Throws.TypeOf<RequestException>().With.Message.Contains(pattern!),
                        $"{least} {most} {pattern}");
                    continue;
                }
                string[] texts = [.. Toy().Draw(request, Draw).Select(result => result.Text!)];
                Assert.That(texts, Has.All.Length.InRange(Math.Max(least, fixedLength), goesOn ? most : fixedLength),
                    $"{least} {most} {pattern}");
                if (pattern == "a*") Assert.That(texts, Is.All.StartsWith("a"));
                if (pattern == "?b*") Assert.That(texts, Is.All.Matches("^.b"));
                if (pattern == "\\?*") Assert.That(texts, Is.All.StartsWith("?"));
                if (pattern == "b?") Assert.That(texts, Is.All.Matches("^b.$"));
                if (pattern == "ab?a") Assert.That(texts, Is.All.Matches("^ab.a$"));
                bool isOpen = (goesOn && most > fixedLength) || (pattern?.Replace("\\?", "").Contains('?') ?? false);
                Assert.That(texts.Distinct().Count(), isOpen ? Is.GreaterThan(1) : Is.EqualTo(1),
                    $"{least} {most} {pattern}: what is open varies");
            }
        }
    }

    [Test]
    public void TheNthTextIsTheSameHoweverManyAreAskedForOrDrawnTogether()
    {
        var request = new TextRequest { Count = 30, Seed = 11, Banned = ["AB", "??"], OnlyDistinct = true, OnlyNew = true, MostTries = 50 };
        IReadOnlyList<TextResult> all = Toy("aa", "bb", "ba").Draw(request, Draw);
        for (int count = 1; count < request.Count; count += 4)
            Assert.That(Toy("aa", "bb", "ba").Draw(request with { Count = count }, Draw), Is.EqualTo(all.Take(count)));
        IReadOnlyList<TextResult> single = Toy("aa", "bb", "ba").Draw(request, items => [.. items.SelectMany(item => Draw([item]))]);
        Assert.That(single, Is.EqualTo(all));

        string[] texts = [.. all.Select(result => result.Text).OfType<string>()];
        Assert.That(texts, Has.Length.GreaterThan(20).And.Unique);
        Assert.That(texts, Has.None.Contains("ab").And.None.Contains("??").And.None.EqualTo("aa").And.None.EqualTo("bb"));
        Assert.That(all.Where(result => result.Tries > 1).Select(result => result.Problems), Is.All.Not.EqualTo(TextProblems.None));
        foreach (TextResult result in all.Where(result => result.Text is not null))
            Assert.That(Format.Decode(Draw([new SampleItem(result.Seed, Bias: Bias(1))])[0]), Is.EqualTo(result.Text),
                "the seed gives the text alone");
    }

    [Test]
    public void WhatCannotBeMetIsSaid()
    {
        TextResult result = Toy().Draw(new TextRequest { Banned = ["a", "b", "?"], MostTries = 5 }, Draw).Single();
        Assert.That((result.Text, result.Tries, result.Problems), Is.EqualTo(((string?)null, 5, TextProblems.Banned)));

        IReadOnlyList<TextResult> letters = Toy("b")
            .Draw(new TextRequest { Count = 4, MaxLength = 1, OnlyDistinct = true, OnlyNew = true, MostTries = 60 }, Draw);
        Assert.That(letters.Select(letter => letter.Text).OfType<string>(), Is.EquivalentTo(new[] { "a", "?" }));
        Assert.That(letters.Where(letter => letter.Text is null).Select(letter => letter.Problems),
            Is.All.EqualTo(TextProblems.Known | TextProblems.Repeated));
        Assert.That(letters.Take(2).Select(letter => letter.Text), Is.All.Not.Null, "later texts give way to earlier ones");
    }

    [Test]
    public void RequestsThatMakeNoSenseAreRefused()
    {
        Refuses(new TextRequest { MinLength = 5 }, "1 to 4", "5");
        Refuses(new TextRequest { MinLength = 0 }, "1 or more");
        Refuses(new TextRequest { MinLength = 3, MaxLength = 2 }, "3", "2");
        Refuses(new TextRequest { Pattern = "ax*" }, "'x'");
        Refuses(new TextRequest { Pattern = "a*b" }, "'a*b'", "\\*");
        Refuses(new TextRequest { Pattern = "aaaaa" }, "1 to 4");
        Refuses(new TextRequest { Pattern = "" }, "none");
        Refuses(new TextRequest { Banned = [""] }, "ban list");
        Refuses(new TextRequest { OnlyNew = true }, "bfn.known_items");
        Refuses(new TextRequest { Class = "elf" }, "no labels");
        Refuses(new TextRequest { Count = -1 }, "-1");
        Refuses(new TextRequest { MostTries = 0 }, "at least once");
        var labelled = new TextDrawing(Format, Length, ["elf", "orc"], null);
        Assert.That(() => labelled.Draw(new TextRequest { Class = "man" }, Draw),
            Throws.TypeOf<RequestException>().With.Message.Contains("elf, orc"));

        var running = new TextDrawing(new TextFormat(["a", "b"], HasEnd: false), Length, [], null);
        Assert.That(() => running.Draw(new TextRequest { MaxLength = 2 }, Draw),
            Throws.TypeOf<RequestException>().With.Message.Contains("always 4"));

        static void Refuses(TextRequest request, params string[] words)
        {
            RequestException error = Assert.Throws<RequestException>(() => Toy().Draw(request, Draw))!;
            foreach (string word in words) Assert.That(error.Message, Does.Contain(word));
        }
    }

    [Test]
    public void LabelsAreAskedFor()
    {
        int[]? asked = null;
        new TextDrawing(Format, Length, ["elf", "orc"], null).Draw(new TextRequest { Class = "orc", Count = 2 }, items =>
        {
            asked = [.. items.Select(item => item.Class)];
            return Draw(items);
        });
        Assert.That(asked, Is.EqualTo(new[] { 1, 1 }));
    }

    [Test]
    public void NoKnownTextIsMissedAndNewOnesSeldomTakenForKnown()
    {
        string[] known = [.. Enumerable.Range(0, 5000).Select(i => $"Name{i}")];
        KnownTexts texts = KnownTexts.Create(known)!;
        Assert.That(known.Select(text => text.ToUpperInvariant()).All(texts.Contains));
        Assert.That(Enumerable.Range(0, 50_000).Count(i => texts.Contains($"other{i}")), Is.InRange(0, 20));
        TextModelMetadata(texts.ToMetadata(), out KnownTexts? again);
        Assert.That(known.All(again!.Contains));
        Assert.That(again.Contains("other1"), Is.EqualTo(texts.Contains("other1")));
        Assert.That(() => TextModelMetadata("""{"hashes":0,"bits":"AA=="}""", out _), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => TextModelMetadata("[]", out _), Throws.TypeOf<ModelFormatException>().With.Message.Contains("bfn.known_items"));
        Assert.That(KnownTexts.Create(new string[KnownTexts.MostTexts + 1]), Is.Null);

        static void TextModelMetadata(string json, out KnownTexts? texts) =>
            texts = KnownTexts.Of(TinyModel.Create() with { Metadata = new Dictionary<string, string> { [KnownTexts.MetadataKey] = json } });
    }

    [TestCase("ab?", new byte[] { 0, 1, 2, 3 })]
    [TestCase("", new byte[] { 3, 3, 3, 3 })]
    [TestCase("abab", new byte[] { 0, 1, 0, 1 })]
    [TestCase("ababa", null)]
    [TestCase("x", null)]
    public void TextsBecomeClassesAndBack(string text, byte[]? expected)
    {
        byte[]? classes = new Alphabet(Format).Encode(text, Length);
        Assert.That(classes, Is.EqualTo(expected));
        if (classes is not null) Assert.That(Format.Decode(classes), Is.EqualTo(text));
    }

    [Test]
    public void ACharacterIsWhatAReaderTakesForOne() =>
        Assert.That(Alphabet.Split("ae\u0301👩‍👩‍👧\n"), Is.EqualTo(new[] { "a", "e\u0301", "👩‍👩‍👧", "\n" }));

    [Test]
    public void CharactersAreTheTextElementsOfUnicode()
    {
        string[] pieces = ["a", " ", "\r", "\n", "\u0301", "é", "👍", "🏽", "\u200D", "🇩", "🇪", "\u0600", "한", "\u1100", "\u1161", "~", "\0"];
        var random = new Random(3);
        for (int trial = 0; trial < 2000; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => pieces[random.Next(pieces.Length)]));
            int[] starts = StringInfo.ParseCombiningCharacters(text);
            Assert.That(Alphabet.Split(text), Is.EqualTo(starts.Select((start, i) => text[start..(i + 1 < starts.Length ? starts[i + 1] : text.Length)])));
        }
    }

    private static TextDrawing Toy(params string[] known) => new(Format, Length, [], known.Length == 0 ? null : KnownTexts.Create(known));

    private static float[] Bias(int least)
    {
        var bias = new float[4 * Length];
        bias.AsSpan(3 * Length, least).Fill(-1e9f);
        return bias;
    }

    // For every place the class with the highest random number and bias.
    private static byte[][] Draw(IReadOnlyList<SampleItem> items) => [.. items.Select(item =>
    {
        var text = new byte[Length];
        for (int cell = 0; cell < Length; cell++)
        {
            int best = Enumerable.Range(0, 4)
                .MaxBy(k => Noise.Uniform(item.Seed, (uint)cell, (uint)k) + (item.Bias?[k * Length + cell] ?? 0));
            text[cell] = (byte)(item.Known is { } known && known[cell] >= 0 ? known[cell] : best);
        }
        return text;
    })];
}
