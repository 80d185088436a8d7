using BfnProcGen.AssetFiles.Texts;

namespace BfnProcGen.Tests.AssetFiles.Texts;

/// <summary>What is counted, what is suggested, and what is written.</summary>
public sealed class TextSurveyTests
{
    [Test]
    public void EverythingIsCounted()
    {
        TextSurvey survey = Survey("a.csv", "text,label\nanna,elf\nbo,elf\nanna,orc\nzë,\n");
        Assert.That(survey.Items, Is.EqualTo(4));
        Assert.That(survey.Lengths, Is.EqualTo(new[] { new LengthCount(2, 2), new LengthCount(4, 2) }));
        Assert.That(survey.Characters[0], Is.EqualTo(new CharacterCount("a", 4, 2)));
        Assert.That(survey.Characters, Has.Count.EqualTo(6));
        Assert.That(survey.Labels, Is.EqualTo(new[] { new LabelCount("elf", 2), new LabelCount("orc", 1) }));
        Assert.That((survey.Unlabelled, survey.Duplicates), Is.EqualTo((1, 1)));
        string said = string.Join('\n', survey.Findings);
        Assert.That(said, Does.Contain("only 4 items").And.Contain("1 items repeat").And.Contain("no label").And.Contain("'ë'"));
    }

    [Test]
    public void LongItemsAndProseAreNoticed()
    {
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"name {i}"), new string('x', 90)];
        TextSurvey survey = Survey("a.txt", string.Join('\n', names));
        Assert.That((survey.SuggestedLength, survey.SuggestedWindow), Is.EqualTo(((int?)8, (int?)null)));
        Assert.That(string.Join('\n', survey.Findings), Does.Contain("90 characters").And.Contain("1 items are left out"));

        TextSurvey prose = Survey("a.txt", string.Join('\n', Enumerable.Repeat("It was dark, and the rain\nfell on all of the town.", 20)));
        Assert.That(prose.SuggestedWindow, Is.EqualTo(64));
        TextSurvey descriptions = Survey("a.txt", string.Join('\n', Enumerable.Repeat("A sword of the old kings.", 20)));
        Assert.That(descriptions.SuggestedWindow, Is.Null);
        Assert.That(string.Join('\n', prose.Findings), Does.Contain("--window 64"));
        Assert.That(Survey("a.txt", "anna\nbea\n").SuggestedLength, Is.Null);
    }

    [Test]
    public void WhatIsWrittenCanBeReadAgain()
    {
        DrawnText[] drawn = [new("an\"na", 3, "elf"), new("bö 👍", 18446744073709551615, null)];
        using var folder = new TemporaryFolder();
        folder.Add("a.jsonl", TextOutput.JsonLines(drawn)).Add("a.txt", TextOutput.Lines([.. drawn.Select(text => text.Text)]));
        Assert.That(TextItems.Read(folder["a.jsonl"]).Items.Select(item => (item.Text, item.Label)),
            Is.EqualTo(drawn.Select(text => (text.Text, text.Label))));
        Assert.That(TextItems.Read(folder["a.txt"]).Items.Select(item => item.Text), Is.EqualTo(drawn.Select(text => text.Text)));
        Assert.That(TextOutput.JsonLines(drawn), Does.Contain("\"seed\":18446744073709551615"));
        Assert.That(TextOutput.Lines(["one\ntwo", "three"]), Is.EqualTo("one\ntwo\n---\nthree\n"));
        Assert.That(TextOutput.Lines([]), Is.Empty);
    }

    private static TextSurvey Survey(string name, string content)
    {
        using var folder = new TemporaryFolder();
        return new TextSurvey(TextItems.Read(folder.Add(name, content)[name]));
    }
}
