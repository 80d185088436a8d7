using BfnProcGen.Editor.Web.Runs;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>The settings of a run that is yet to begin.</summary>
[TestFixture]
public sealed class TrainingDraftTests
{
    [Test]
    public void WhatIsRefusedStaysToBeSeenAndChangesNothing()
    {
        var draft = new TrainingDraft();
        draft.Enter(draft["steps"], "70");
        string? error = draft.Enter(draft["steps"], "many");
        Assert.Multiple(() =>
        {
            Assert.That(draft.Options.Steps, Is.EqualTo(70));
            Assert.That((draft.Entered(draft["steps"]), draft.ErrorOf(draft["steps"])), Is.EqualTo(("many", error)));
            Assert.That(draft.Refused, Is.EqualTo(new[] { draft["steps"] }));
        });
        draft.Enter(draft["steps"], "");
        Assert.That((draft.Entered(draft["steps"]), draft.ErrorOf(draft["steps"]), draft.Refused.Count), Is.EqualTo(((string?)null, (string?)null, 0)));
    }

    [Test]
    public void WhatDidNotGoWithAnotherSettingIsTakenOnceItDoes()
    {
        var draft = new TrainingDraft();
        draft.Enter(draft["length"], "20");
        draft.Enter(draft["window"], "64");
        Assert.That((draft.Options.Text.Window, draft.Refused.Count), Is.EqualTo(((int?)null, 1)), "lines and windows at once");
        draft.Enter(draft["length"], null);
        Assert.That((draft.Options.Text.Window, draft.Refused.Count), Is.EqualTo(((int?)64, 0)));
    }

    [Test]
    public void OtherOptionsTakeThePlaceOfWhatWasRefused()
    {
        var draft = new TrainingDraft();
        draft.Enter(draft["batch"], "none");
        draft.Import("""{"steps": 9}""");
        Assert.That((draft.Options.Steps, draft.Entered(draft["batch"]), draft.Refused.Count), Is.EqualTo((9, (string?)null, 0)));
    }
}
