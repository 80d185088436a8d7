using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Models;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>What is entered in fields is read as on the command line, and refused in the words of the page.</summary>
[TestFixture]
public sealed class EnteredOptionsTests
{
    [TestCase("steps", "many", "'steps' must be a whole number, not 'many'.")]
    [TestCase("steps", "99999999999", "'steps' can't be as large as 99999999999.")]
    [TestCase("seed", "-1", "'seed' must be a whole number of 0 or more, not '-1'.")]
    [TestCase("lr", "quick", "'lr' must be a number, not 'quick'.")]
    [TestCase("minutes", "long", "'minutes' must be a number of minutes or 'none', not 'long'.")]
    [TestCase("multipliers", "1,x", "'multipliers' must be whole numbers from 1 to 10,000 between commas, such as 2,4,8, not '1,x'.")]
    [TestCase("dropout", "0,2", "'dropout' must be a number with a point, such as 0.5, not '0,2'.")]
    public void ASettingThatMakesNoSenseIsSaid(string name, string value, string message)
    {
        var draft = new TrainingDraft();
        Assert.That(draft.Enter(draft[name], value), Is.EqualTo(message));
    }

    [Test]
    public void NoTypeAndNoDashIsInWhatTheEditorSays()
    {
        var draft = new TrainingDraft();
        string[] said =
        [
            .. draft.Settings.Select(setting => draft.Enter(setting, "?!")).OfType<string>(),
            .. draft.Settings.Select(setting => draft.Enter(setting, "-7")).OfType<string>(),
            Message(() => new EnteredSolver { Temperature = "none" }.For(Model, 4)),
            Message(() => new EnteredSolver { Noise = "1,5" }.For(Model, 4)),
            Message(() => new EnteredSolver { Name = "ancestral", Noise = "1" }.For(Model, 4)),
            Message(() => new EnteredSolver { Name = "magic" }.For(Model, 4)),
            Message(() => new EnteredEvaluation { Evaluations = "many" }.Read()),
            Message(() => new EnteredEvaluation { Samples = "none" }.Read()),
            Message(() => new EnteredEvaluation { Solvers = "magic" }.Read()),
        ];
        Assert.Multiple(() =>
        {
            Assert.That(said, Has.Length.GreaterThan(30));
            Assert.That(said, Has.None.Contains("System.").And.None.Contains("--").And.None.Contains("Parameter"));
            Assert.That(said, Has.Some.EqualTo("'temperature' must be a number, not 'none'."));
            Assert.That(said, Has.Some.EqualTo("'samples' must be a whole number from 0 to 100,000, not 'none'."), "as the page calls it");
            Assert.That(said, Has.Some.StartsWith("'evaluations' must be whole numbers"));
        });
    }

    private static Model Model { get; } = TinyModel.Create();

    private static string Message(Func<object> read) => Assert.Throws<RequestException>(() => read())!.Message;
}
