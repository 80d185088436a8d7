using BfnProcGen.Dungeon;
using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Scripts;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Samples.Dungeon;

/// <summary>Whatever is wrong is said before a device is opened, in words, with an exit code.</summary>
public sealed class GameMistakeTests
{
    private static readonly string Ready = Path.Combine(Repository.Root.FullName, "Samples", "Models");

    [TestCase("--rooms", "monsters", "tile maps")]
    [TestCase("--monsters", "names", "draws texts")]
    [TestCase("--names", "rooms", "draws tile maps")]
    public void AModelOfTheWrongKindIsRefused(string option, string model, string says) =>
        Expect(GameExit.Model, says, "--headless", "--frames", "1", option, Path.Combine(Ready, $"{model}.safetensors"));

    [Test]
    public void AModelThatIsMissingIsNamed() =>
        Expect(GameExit.Model, "nowhere.safetensors", "--headless", "--frames", "1", "--rooms", "nowhere.safetensors");

    [Test]
    public void AModelOfOtherMapsIsRefused()
    {
        using var folder = new TemporaryFolder();
        BfnProcGen.Tests.Models.TinyModel.Create().Save(folder["other.safetensors"]);
        Expect(GameExit.Model, "tile 'tile 0'", "--headless", "--frames", "1", "--rooms", folder["other.safetensors"]);
    }

    [TestCase("--headless", "needs an end")]
    [TestCase("--measure", "plays the same twice")]
    [TestCase("--frames -1 --headless", "--frames must be")]
    [TestCase("--scale 99", "--scale must be")]
    [TestCase("--wrong", "--wrong")]
    [TestCase("--headless --frames 1 --budget 5000", "--budget")]
    [TestCase("--headless --script nowhere.txt", "nowhere.txt")]
    public void ArgumentsThatMakeNoSenseAreRefused(string arguments, string says) => Expect(GameExit.Usage, says, arguments.Split(' '));

    [TestCase("walk right", 1)]
    [TestCase("wait 3\n\n# fine\nwalk around 3", 4)]
    [TestCase("walk right 3\nkey F12", 2)]
    [TestCase("walk right 0", 1)]
    [TestCase("screenshot", 1)]
    [TestCase("wait 1\nkey 7", 2)]
    public void ALineThatMakesNoSenseIsNamed(string script, int line)
    {
        using var folder = new TemporaryFolder();
        folder.Add("walk.txt", script);
        Expect(GameExit.Usage, $"walk.txt:{line}: ", "--headless", "--script", folder["walk.txt"]);
    }

    [Test]
    public void AScriptIsReadAsItStands()
    {
        using var folder = new TemporaryFolder();
        folder.Add("walk.txt", "  walk RIGHT 3 # three\n\nwait ready\nwait 60\nkey plus\nscreenshot a picture.png\n");
        Assert.That(Script.Read(folder["walk.txt"]), Is.EqualTo(new ScriptLine[]
        {
            new ScriptLine.Walk(Direction.Right, 3), new ScriptLine.WaitReady(), new ScriptLine.Wait(60), new ScriptLine.Key(GameKey.Plus),
            new ScriptLine.Screenshot("a picture.png"),
        }));
    }

    private static void Expect(GameExit exit, string says, params string[] args)
    {
        GameRun run = GameRun.Of(args);
        Assert.Multiple(() =>
        {
            Assert.That(run.Error, Does.Contain(says));
            Assert.That(run.Code, Is.EqualTo((int)exit));
            Assert.That(run.Output, Is.Empty);
        });
    }
}
