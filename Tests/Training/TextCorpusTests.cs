using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Tests.Training;

/// <summary>How texts become maps of one row.</summary>
public sealed class TextCorpusTests
{
    [Test]
    public void LinesAreFilledUpWithTheEndSymbol()
    {
        TextCorpus corpus = Create("bo\nanna\n👍🏽ä\n", new TrainingOptions { Corpus = new CorpusOptions { ValidationShare = 0 } });
        var format = (TextFormat)corpus.Data.Format;
        Assert.That(format.Characters, Is.EqualTo(new[] { "a", "b", "n", "o", "ä", "👍🏽" }),
            "by code point, a character being what a reader takes for one");
        Assert.That(format.HasEnd);
        Assert.That(corpus.Data.Size, Is.EqualTo(new CropSize(4, 1)));
        Assert.That(corpus.Data.Training.Maps.Select(map => map.Cells.ToArray()),
            Is.EqualTo(new byte[][] { [1, 3, 6, 6], [0, 2, 2, 0], [5, 4, 6, 6] }));
        Assert.That(corpus.Data.Training.Maps.Select(map => format.Decode(map.Cells)), Is.EqualTo(new[] { "bo", "anna", "👍🏽ä" }));
        Assert.That(corpus.Findings, Is.Empty);
    }

    [Test]
    public void EqualLinesAreOnOneSide()
    {
        string[] lines = [.. Enumerable.Range(0, 200).Select(i => $"n{i % 50}")];
        TextCorpus corpus = Create(string.Join('\n', lines), new TrainingOptions());
        var format = (TextFormat)corpus.Data.Format;
        string[] learnt = [.. corpus.Data.Training.Maps.Select(map => format.Decode(map.Cells))],
            kept = [.. corpus.Data.Validation.Maps.Select(map => format.Decode(map.Cells))];
        Assert.That(learnt.Intersect(kept), Is.Empty);
        Assert.That(kept, Has.Length.EqualTo(20));
        Assert.That(learnt.Length + kept.Length, Is.EqualTo(200));
    }

    [Test]
    public void LongItemsAndRareCharactersAreLeftOutAloud()
    {
        TextCorpus corpus = Create("aab\nbba\nabcdef\nxa\n",
            new TrainingOptions { Text = new TextOptions { Length = 3, MostCharacters = 2 } });
        Assert.That(corpus.Data.Counts.TrainingItems + corpus.Data.Counts.ValidationItems, Is.EqualTo(2));
        Assert.That(((TextFormat)corpus.Data.Format).Characters, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(string.Join('\n', corpus.Findings),
            Does.Contain("a.txt:3: 1 of 4").And.Contain("longer than 3").And.Contain("a.txt:4").And.Contain("2 commonest"));
        Assert.That(() => Create("abc\n", new TrainingOptions { Text = new TextOptions { Length = 2 } }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("left to train on").And.Message.Contains("longer than 2"));
    }

    [Test]
    public void AModelsAlphabetCanBeGiven()
    {
        var format = new TextFormat(["b", "a"], HasEnd: true);
        TextCorpus corpus = Create("ab\nbb\nabc\nxa\n", new TrainingOptions { Text = new TextOptions { Length = 5 } }, format);
        Assert.That(corpus.Data.Format, Is.EqualTo(format));
        Assert.That(corpus.Data.Size.Width, Is.EqualTo(5));
        Assert.That(corpus.Data.Training.Maps.Concat(corpus.Data.Validation.Maps).Select(map => format.Decode(map.Cells)),
            Is.EquivalentTo(new[] { "ab", "bb" }));
        Assert.That(string.Join('\n', corpus.Findings), Does.Contain("a.txt:3: 2 of 4").And.Contain("2 of the model"));
        Assert.That(() => Create("ab\n", new TrainingOptions { Text = new TextOptions { Window = 2 } }, format),
            Throws.TypeOf<TrainingException>());
    }

    [Test]
    public void RunningTextIsLearntInWindowsAndItsEndKeptBack()
    {
        string text = string.Concat(Enumerable.Range(0, 100).Select(i => i % 7 == 0 ? "\n" : ((char)('a' + i % 5)).ToString()));
        TextCorpus corpus = Create(text, new TrainingOptions { Text = new TextOptions { Window = 8 } });
        var format = (TextFormat)corpus.Data.Format;
        Assert.That(format.HasEnd, Is.False);
        Assert.That(format.Characters, Is.EqualTo(new[] { "\n", "a", "b", "c", "d", "e" }));
        Assert.That(corpus.Data.Size, Is.EqualTo(new CropSize(8, 1)));
        Assert.That(corpus.Data.Counts, Is.EqualTo(new CorpusCounts(1, 90 - 7, 1, 10 - 7)));
        Assert.That(format.Decode(corpus.Data.Training.Maps[0].Cells), Is.EqualTo(text[..90]));
        Assert.That(format.Decode(corpus.Data.Validation.Maps[0].Cells), Is.EqualTo(text[90..]));
        Assert.That(() => Create("abc", new TrainingOptions { Text = new TextOptions { Window = 8 } }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("less than a window of 8"));
    }

    [Test]
    public void AFileWithoutLineBreaksOrExtensionIsReadInAFewBytesACharacter()
    {
        const int Characters = 8_000_000;
        using var folder = new TemporaryFolder();
        var random = new Random(2);
        var text = new byte[Characters];
        for (int i = 0; i < text.Length; i++) text[i] = (byte)" abcdefghijklmnopqrstuvwxyz"[random.Next(27)];
        folder.Add("text8", text);
        TrainingOptions options = PublishedConfigurations.Text8;
        Assert.That(TextItems.IsTextPath(folder["text8"]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        DiscreteCorpus corpus = TextCorpus.Create(TextItems.Read(folder["text8"], options.Text.Reading), options).Data;
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16L * Characters));
        Assert.That(corpus.Counts, Is.EqualTo(new CorpusCounts(1, Characters / 10 * 9 - 255, 1, Characters / 10 - 255)));
        Assert.That(string.Concat(((TextFormat)corpus.Format).Characters), Is.EqualTo(" abcdefghijklmnopqrstuvwxyz"));
        byte[] window = corpus.Training.Maps[0].Cells.Slice(7_000_001, 256).ToArray();
        Assert.That(corpus.Training.Contains(window), "though nobody has hashed all windows");
        Assert.That(corpus.Validation.Contains(window), Is.False);
        Assert.That(() => TextItems.Read(folder.Add("a.bin", text)["a.bin"]), Throws.InstanceOf<BfnException>().With.Message.Contains("no text file"));
    }

    [Test]
    public void VariablesAreCharactersAndOneEnd()
    {
        var format = new TextFormat(["a", "b"], HasEnd: true);
        var items = new ItemBatch([0, 1, 2, 0, 0, 1, 2, 2, 2], [-1, -1, -1]);
        Assert.That(TextCorpus.VariablesOf(format, items), Is.EqualTo(new double[] { 3, 4, 1 }));
        Assert.That(TextCorpus.VariablesOf(new TextFormat(["a", "b", "c"], HasEnd: false), items), Is.EqualTo(new double[] { 3, 3, 3 }));
    }

    [Test]
    public void LabelsComeAlongAndCropsAreRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Add("elves.txt", "anna\nbea\ncleo").Add("orcs.txt", "grok\nzug\nmok");
        TextCorpus corpus = TextCorpus.Create(TextItems.Read(folder.Path), new TrainingOptions());
        Assert.That(corpus.Data.Labels, Is.EqualTo(new[] { "elves", "orcs" }));
        Assert.That(new TrainingOptions().NetworkFor(corpus.Data).Classes, Is.EqualTo(2));
        Assert.That(() => Create("a\nb", new TrainingOptions { Corpus = new CorpusOptions { FlipHorizontally = true } }),
            Throws.TypeOf<TrainingException>());
    }

    [Test]
    public void TextIsLearntByATransformer()
    {
        TextCorpus corpus = Create("anna\nbo\nzoe\n", new TrainingOptions());
        var options = new TrainingOptions { Channels = 16, Blocks = 2, Heads = 2 };
        Network network = options.NetworkFor(corpus.Data);
        Assert.That(network.Output, Is.EqualTo(new Shape(corpus.Data.Format.ClassNames.Count, 1, 4)));
        Assert.That(network.Nodes.Count(node => node.Operation is Attention), Is.EqualTo(2));
    }

    private static TextCorpus Create(string text, TrainingOptions options, TextFormat? format = null)
    {
        using var folder = new TemporaryFolder();
        return TextCorpus.Create(TextItems.Read(folder.Add("a.txt", text)["a.txt"], options.Text.Reading), options, format);
    }
}
