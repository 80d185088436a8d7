namespace BfnProcGen.Tests.Editor;

[TestFixture]
public sealed class CommandLineTests
{
    private static readonly string[] Commands = ["check", "train", "sample", "inspect", "eval", "bench", "import", "demo"];

    [Test]
    public void HelpNamesEveryCommandAndExitCode()
    {
        CommandRun help = CommandRun.Of("--help");
        Assert.Multiple(() =>
        {
            Assert.That(help.Code, Is.Zero);
            foreach (string command in Commands) Assert.That(help.Output, Does.Contain($"  {command} "));
            foreach ((ExitCode code, string meaning) in ExitCodes.Table) Assert.That(help.Output, Does.Contain($"{(int)code}  {meaning}"));
            Assert.That(ExitCodes.Table.Select(row => row.Code), Is.EquivalentTo(Enum.GetValues<ExitCode>()));
        });
    }

    [Test]
    public void TheLaunchScriptsEndWithTheCodesOfTheTable()
    {
        DirectoryInfo root = Repository.Root;
        string prerequisites = File.ReadAllText(Path.Combine(root.FullName, "build", "prerequisites.sh"));
        string launch = File.ReadAllText(Path.Combine(root.FullName, "build", "launch.sh"));
        Assert.That(prerequisites, Does.Contain($"prerequisite_missing={(int)ExitCode.PrerequisiteMissing} "));
        Assert.That(launch, Does.Contain($"return {(int)ExitCode.DoesNotBuild} "));
    }

    [TestCaseSource(nameof(Commands))]
    public void EveryCommandHasHelp(string command)
    {
        CommandRun help = CommandRun.Of(command, "--help");
        Assert.That(help.Code, Is.Zero);
        Assert.That(help.Output, Does.Contain($"bfn {command}"));
    }

    [TestCase("", "Required command")]
    [TestCase("paint", "paint")]
    [TestCase("check", "ASSETS")]
    [TestCase("check --colour", "There is no option '--colour'")]
    [TestCase("train DIR --steps -5", "must be at least 1, not -5")]
    [TestCase("train DIR --steps many", "many")]
    [TestCase("train DIR --lr 0", "must be above 0 and at most 1")]
    [TestCase("train DIR --crop 28", "'28' is not a size")]
    [TestCase("train DIR --crop 0x4", "'0x4' is not a size")]
    [TestCase("train DIR --flip z", "'z' not recognized")]
    [TestCase("train DIR --device abacus", "--device must be auto, cpu, cuda or cuda:N, not 'abacus'")]
    [TestCase("train DIR --minutes -1", "must be above 0")]
    [TestCase("train DIR --multipliers 1,0", "--multipliers must be whole numbers")]
    [TestCase("train DIR --config none.json", "none.json")]
    [TestCase("train DIR --resume RUN --channels 8", "--channels can't be changed with --resume")]
    [TestCase("train DIR --minutes soon", "--minutes must be a number of minutes or 'none', not 'soon'")]
    [TestCase("sample MODEL --steps -3", "--steps must be a whole number from 1 to 10,000, not '-3'")]
    [TestCase("sample MODEL --steps 0", "--steps must be a whole number")]
    [TestCase("sample MODEL --steps 99999999999", "--steps must be a whole number")]
    [TestCase("sample MODEL --count 0", "--count must be a whole number")]
    [TestCase("sample MODEL --count 2000000000", "--count must be a whole number")]
    [TestCase("sample MODEL --seed -1", "-1")]
    [TestCase("sample MODEL --scale 0", "--scale must be a whole number")]
    [TestCase("sample MODEL --backend abacus", "abacus")]
    [TestCase("sample MODEL --format bmp", "bmp")]
    [TestCase("eval MODEL DIR --steps 2,x", "--steps must be whole numbers")]
    [TestCase("eval MODEL DIR --solvers ode2,magic", "'magic' is no solver")]
    [TestCase("bench MODEL --batch 0", "--batch must be whole numbers")]
    [TestCase("import WEIGHTS -o MODEL", "--network")]
    [TestCase("import WEIGHTS --network transformer", "--output")]
    [TestCase("import WEIGHTS -o MODEL --network perceptron", "unet-binary")]
    [TestCase("import WEIGHTS -o MODEL --network transformer --heads 0", "--heads must be a whole number")]
    [TestCase("demo --minutes 0", "must be above 0")]
    [TestCase("demo --minutes NaN", "must be above 0")]
    [TestCase("train DIR --channels 6", "'channels' must be a multiple of 4")]
    [TestCase("train DIR --blocks 0", "'blocks' must be between 1 and 64, not 0")]
    [TestCase("train DIR --multipliers 1,17", "'multipliers' must be")]
    [TestCase("train DIR --validation 2", "'validation_share' must be at least 0 and below 1, not 2")]
    [TestCase("check _", "ASSETS must not be empty")]
    [TestCase("inspect _", "MODEL must not be empty")]
    [TestCase("eval _ DIR", "MODEL must not be empty")]
    [TestCase("train DIR -o _", "--output must not be empty")]
    [TestCase("train DIR --config _", "--config must not be empty")]
    [TestCase("train DIR --resume _", "--resume must not be empty")]
    [TestCase("train DIR --run-dir _", "--run-dir must not be empty")]
    [TestCase("sample MODEL -o _", "--output must not be empty")]
    [TestCase("sample MODEL --tileset _", "--tileset must not be empty")]
    [TestCase("demo -o _", "--output must not be empty")]
    [TestCase("demo --assets _", "--assets must not be empty")]
    public void WrongArgumentsAreUsageErrors(string line, string message)
    {
        string[] args = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(arg => arg == "_" ? "" : arg)];
        CommandRun run = CommandRun.Of(args);
        Assert.Multiple(() =>
        {
            Assert.That(run.Code, Is.EqualTo((int)ExitCode.Usage));
            Assert.That(run.Error, Does.Contain(message));
            Assert.That(run.Error, Does.Not.Contain("   at "), "no stack trace");
            Assert.That(run.Output, Is.Empty);
        });
    }
}
