using BfnProcGen.Editor.Web.Drawing;
using BfnProcGen.Texts;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class TextSheetTests
{
    [Test]
    public void LettersThatStayAreThePattern()
    {
        TextSheet sheet = new TextSheet().Take("Mor?n").Toggle(0).Toggle(3);
        Assert.Multiple(() =>
        {
            Assert.That(new TextSheet().Pattern, Is.Null);
            Assert.That(new TextSheet().Take("Morin").Pattern, Is.Null);
            Assert.That(sheet.Pattern, Is.EqualTo(@"M??\?*"));
            Assert.That(sheet.Toggle(3).Pattern, Is.EqualTo("M*"));
            Assert.That(sheet.Open().Pattern, Is.Null);
        });
    }

    [TestCase("Mac*")]
    [TestCase("?a?a")]
    [TestCase(@"\?\*\\*")]
    [TestCase("????")]
    public void APatternIsReadAsItIsWritten(string pattern) => Assert.That(new TextSheet().Know(pattern).Pattern, Is.EqualTo(pattern));

    [Test]
    public void AnotherTextIsTakenWithWhatStays()
    {
        TextSheet taken = new TextSheet().Take("Bela").Toggle(1).Toggle(3).Take("Gera");
        Assert.Multiple(() =>
        {
            Assert.That(taken.Letters, Is.EqualTo(new[] { "G", "e", "r", "a" }));
            Assert.That(taken.Pattern, Is.EqualTo("?e?a*"));
            Assert.That(taken.Take("Ge").Pattern, Is.EqualTo("?e*"), "what is no longer there");
        });
    }

    [Test]
    public void WhatIsKnownKeepsTheOtherLettersToLookAt()
    {
        TextSheet sheet = new TextSheet().Take("Bela").Know("?e??");
        Assert.That((string.Concat(sheet.Letters), sheet.GoesOn, sheet.Know("").Pattern), Is.EqualTo(("Bela", false, (string?)null)));
        Assert.That(sheet.Know("?????").Toggle(4).Kept, Is.All.False, "a letter that nothing is known of can't stay");
    }

    [Test]
    public void WhatChangesNothingIsTheSameSheet()
    {
        TextSheet blank = new(), sheet = blank.Take("Bela").Toggle(1).Collect("Gera"), known = sheet.Know("?e??");
        Assert.Multiple(() =>
        {
            Assert.That(blank.Open(), Is.EqualTo(blank));
            Assert.That(blank.Know(""), Is.EqualTo(blank));
            Assert.That(known.Know("?e??"), Is.EqualTo(known));
            Assert.That(sheet.Take("Bela"), Is.EqualTo(sheet));
            Assert.That(sheet.Collect("Gera"), Is.EqualTo(sheet));
            Assert.That(sheet.Drop("Mora"), Is.EqualTo(sheet));
            Assert.That(sheet.Open(), Is.Not.EqualTo(sheet));
            Assert.That(known, Is.Not.EqualTo(sheet));
        });
    }

    [Test]
    public void AllOfItIsAskedFor()
    {
        TextSheet sheet = new TextSheet().Know("Ma*") with { Least = 3, Most = 7, Banned = " ox, ,pig", OnlyNew = true };
        TextRequest request = sheet.Request(new VariantRequest(5, 12, 8, "elves"));
        Assert.Multiple(() =>
        {
            Assert.That((request.Seed, request.Count, request.Class, request.Pattern), Is.EqualTo((5ul, 12, "elves", "Ma*")));
            Assert.That((request.MinLength, request.MaxLength, request.OnlyNew, request.OnlyDistinct), Is.EqualTo((3, 7, true, true)));
            Assert.That(request.Banned, Is.EqualTo(new[] { "ox", "pig" }));
        });
    }

    [Test]
    public void APatternWithAStarInsideIsRefused() => Assert.That(() => new TextSheet().Know("a*b"), Throws.TypeOf<RequestException>());
}
