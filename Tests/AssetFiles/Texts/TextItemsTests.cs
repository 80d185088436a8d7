using System.Text;
using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using FsCheck;
using FsCheck.Fluent;

namespace BfnProcGen.Tests.AssetFiles.Texts;

/// <summary>What is read from lines, tables and JSON, and what is said about what isn't.</summary>
public sealed class TextItemsTests
{
    [Test]
    public void LinesAreTrimmedAndBlankOnesSkipped()
    {
        TextItems items = Read("names.txt", "  anna\r\n\r\nbo\tb\n \nzoë\n");
        Assert.That(items.Items.Select(item => item.Text), Is.EqualTo(new[] { "anna", "bo b", "zoë" }));
        Assert.That(items.Items.Select(item => item.Place), Is.EqualTo(new[] { "names.txt:1", "names.txt:3", "names.txt:5" }));
        Assert.That(items.Items.Select(item => item.Label), Is.All.Null);
        Assert.That(items.Findings, Is.Empty);
    }

    [TestCase("text,label\nanna,elf\n\"o, \"\"bo\"\"\",dwarf\nzoe,\n", null, null, "anna:elf|o, \"bo\":dwarf|zoe:")]
    [TestCase("id;Name;kind\n1;anna;elf\n2;bo;orc\n", null, "kind", "anna:elf|bo:orc")]
    [TestCase("1\tanna\telf\n2\tbo\torc\n", "2", "3", "anna:elf|bo:orc")]
    [TestCase("anna\nbo\n", null, null, "anna:|bo:")]
    [TestCase("name\nanna\nbo\n", null, null, "anna:|bo:")]
    [TestCase("first,last\nanna,x\nbo,y\n", "LAST", null, "x:|y:")]
    [TestCase("text\n\"two\nlines\"\n", null, null, "two lines:")]
    public void TablesAreReadByNameOrNumber(string csv, string? text, string? label, string expected)
    {
        TextItems items = Read("a.csv", csv, new TextReadOptions { TextColumn = text, LabelColumn = label });
        Assert.That(string.Join('|', items.Items.Select(item => $"{item.Text}:{item.Label}")), Is.EqualTo(expected),
            string.Join(' ', items.Findings));
        Assert.That(items.HasErrors, Is.False);
    }

    [Test]
    public void JsonIsReadLineByLine()
    {
        TextItems items = Read("a.jsonl", """
            {"text": "anna", "label": "elf"}
            {"text": "b\u00f6", "label": 3}

            {"text": "zoe"}
            [1]
            {"text": "\ud800"}
            {"other": 1}
            """);
        Assert.That(items.Items.Select(item => $"{item.Text}:{item.Label}"), Is.EqualTo(new[] { "anna:elf", "bö:3", "zoe:" }));
        Assert.That(Said(items),
            Does.Contain("a.jsonl:5: 2 lines are left out").And.Contain("no JSON object").And.Contain("a.jsonl:7").And.Contain("'text'"));
        Assert.That(items.HasErrors, Is.False);
    }

    [Test]
    public void AMissingColumnIsNamedTogetherWithThoseThatAreThere()
    {
        TextItems csv = Read("a.csv", "name,kind\nanna,elf\n", new TextReadOptions { LabelColumn = "race" });
        Assert.That(csv.HasErrors);
        Assert.That(Said(csv), Does.Contain("a.csv").And.Contain("'race'").And.Contain("'name', 'kind'"));
        TextItems json = Read("a.jsonl", "{\"name\": \"anna\", \"kind\": \"elf\"}", new TextReadOptions { LabelColumn = "race" });
        Assert.That(json.HasErrors);
        Assert.That(Said(json), Does.Contain("a.jsonl").And.Contain("'race'").And.Contain("'kind', 'name'"));
        Assert.That(Said(Read("a.csv", "a,b\n1,2\n")), Does.Contain("text or name").And.Contain("'a', 'b'"));
        Assert.That(Said(Read("a.csv", "a,b\n1,2\n", new TextReadOptions { TextColumn = "3" })),
            Does.Contain("'3'").And.Contain("'a', 'b'"));
        Assert.That(() => csv.ThrowIfUnusable(), Throws.TypeOf<AssetException>().With.Message.Contains("race"));
    }

    [Test]
    public void LabelsComeFromFilesOrFolders()
    {
        using var folder = new TemporaryFolder();
        folder.Add("elves.txt", "anna\nbea").Add("orcs.txt", "grok\nzug").Add("notes.md", "x");
        Assert.That(Labels(folder), Is.EqualTo("elves elves orcs orcs"));
        Assert.That(TextItems.Read(folder.Path).Findings.Single().Message, Does.Contain("notes.md"));
        Assert.That(TextItems.Read(folder["elves.txt"]).Items.Select(item => item.Label), Is.All.Null);
        Assert.That(TextItems.Read(folder.Path, new TextReadOptions { IsRunning = true }).Items.Select(item => item.Label), Is.All.Null);
        Directory.CreateDirectory(folder["men"]);
        folder.Add("men/one.txt", "bob\ntim");
        Assert.That(Labels(folder), Is.EqualTo("- - men men - -"));

        static string Labels(TemporaryFolder folder) =>
            string.Join(' ', TextItems.Read(folder.Path).Items.Select(item => item.Label ?? "-"));
    }

    [Test]
    public void BrokenLinesAreLeftOutAndMostlyBrokenFilesRefused()
    {
        byte[] wrong = [.. Encoding.UTF8.GetBytes("anna\nbea\n"), 0xC3, 0x28, (byte)'\n', .. Encoding.UTF8.GetBytes("zoe\nch\u0007ime\n")];
        TextItems items = Read("a.txt", wrong);
        Assert.That(items.Items.Select(item => item.Text), Is.EqualTo(new[] { "anna", "bea", "zoe" }));
        Assert.That(Said(items), Does.Contain("a.txt:3").And.Contain("UTF-8").And.Contain("a.txt:5").And.Contain("control character"));
        Assert.That(items.HasErrors, Is.False);

        TextItems refused = Read("a.txt", [0xC3, 0x28, (byte)'\n', 0xC3, 0x28, (byte)'\n', (byte)'a', (byte)'\n']);
        Assert.That(refused.HasErrors);
        Assert.That(refused.Items, Is.Empty);
        Assert.That(Said(refused), Does.Contain("a.txt:1").And.Contain("2 of 3 lines are not UTF-8"));
    }

    [TestCase("", "empty")]
    [TestCase("\n \n", "nothing but blank lines")]
    [TestCase("a\0b", "binary")]
    public void AFileWithoutTextSaysSo(string content, string word)
    {
        TextItems items = Read("a.txt", content);
        Assert.That(items.HasErrors);
        Assert.That(Said(items), Does.Contain(word));
    }

    [Test]
    public void WhatIsNoTextIsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Add("a.png", "x");
        Assert.That(() => TextItems.Read(folder["a.png"]), Throws.TypeOf<AssetException>().With.Message.Contains(".jsonl"));
        Assert.That(() => TextItems.Read(folder["none"]), Throws.TypeOf<AssetException>().With.Message.Contains("no file or folder"));
        Assert.That(TextItems.Read(folder.Path).Findings.Select(finding => finding.Message), Has.Some.Contains("no text"));
    }

    [Test]
    public void ALabelWithOneItemIsAWarning()
    {
        TextItems items = Read("a.csv", "text,label\nanna,elf\nbo,elf\nzug,orc\n");
        Assert.That(items.Findings.Single().ToString(), Does.Contain("a.csv:4").And.Contain("'orc'"));
        Assert.That(items.Findings.Single().Severity, Is.EqualTo(Severity.Warning));
        Assert.That(items.Labels, Is.EqualTo(new[] { "elf", "orc" }));
    }

    [Test]
    public void RunningTextKeepsItsLines()
    {
        TextItems items = Read("a.txt", "One.\r\n\r\n\tTwo\u0007.\n", new TextReadOptions { IsRunning = true });
        Assert.That(items.Items.Single().Text, Is.EqualTo("One.\n\n\tTwo.\n"));
        Assert.That(items.IsRunning);
    }

    [TestCase("e\u0301", "é")]
    [TestCase("\u1112\u1161\u11ab", "한")]
    [TestCase("\ud55c", "한")]
    [TestCase("\u212b\u2126", "ÅΩ")]
    [TestCase("\u0344", "\u0308\u0301")]
    [TestCase("a\u0315\u0300\u05ae\u0300b", "\u00e0\u05ae\u0300\u0315b")]
    [TestCase("\u0958", "\u0915\u093c")]
    [TestCase("q\u0307\u0323", "q\u0323\u0307")]
    [TestCase("s\u0323\u0307", "\u1e69")]
    [TestCase("plain", "plain")]
    public void ComposesLikeUnicode(string given, string expected) => Assert.That(Nfc.Normalise(given), Is.EqualTo(expected));

    [Test]
    public void ComposingAgainChangesNothing() => Prop.ForAll(
        Gen.OneOf(Gen.Choose('a', 'z'), Gen.Choose(0x300, 0x345), Gen.Choose(0xC0, 0x24F), Gen.Choose(0x1100, 0x11FF),
            Gen.Choose(0x1E00, 0x1FFF))
            .Select(value => new Rune(value).ToString()).ListOf().Select(string.Concat).ToArbitrary(),
        text => Nfc.Normalise(Nfc.Normalise(text)) == Nfc.Normalise(text)).QuickCheckThrowOnFailure();

    [TestCase("a.txt", "anna\n")]
    [TestCase("a.csv", "text,label\n\"an")]
    [TestCase("a.jsonl", "{\"text\":\"")]
    public void AnyBytesAreReadOrRefused(string name, string start) =>
        Prop.ForAll(ArbMap.Default.GeneratorFor<byte[]>().ToArbitrary(), tail =>
    {
        TextItems items = Read(name, [.. Encoding.UTF8.GetBytes(start), .. tail]);
        foreach (TextItem item in items.Items)
        {
            Assert.That(item.Text, Is.Not.Empty);
            Assert.That(item.Text.Any(char.IsControl), Is.False);
            Assert.That(item.Text, Is.EqualTo(item.Text.Trim()));
        }
    }).QuickCheckThrowOnFailure();

    private static string Said(TextItems items) => string.Join('\n', items.Findings);

    private static TextItems Read(string name, string content, TextReadOptions? options = null) =>
        Read(name, Encoding.UTF8.GetBytes(content), options);

    private static TextItems Read(string name, byte[] content, TextReadOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        folder.Add(name, content);
        return TextItems.Read(folder[name], options);
    }
}
