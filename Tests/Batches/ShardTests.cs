namespace BfnProcGen.Tests.Batches;

/// <summary>Which part of a batch a process takes.</summary>
public sealed class ShardTests
{
    [TestCase("1/1", 0, 1)]
    [TestCase("3/8", 2, 8)]
    [TestCase("8/8", 7, 8)]
    public void TheCommandLineCountsFromOne(string text, int index, int count) =>
        Assert.That(Of(text, null, ("SLURM_ARRAY_TASK_ID", "5")), Is.EqualTo(new Shard(index, count)));

    [TestCase("0/8")]
    [TestCase("9/8")]
    [TestCase("3")]
    [TestCase("a/8")]
    [TestCase("-1/8")]
    [TestCase("1/8/2")]
    [TestCase("")]
    public void AnythingElseIsRefused(string text) => Assert.That(() => Of(text, null), Throws.TypeOf<RequestException>().With.Message.Contains("--shard must be i/n"));

    [Test]
    public void WithoutAnythingItIsTheWhole() => Assert.That(Of(null, 8), Is.EqualTo(Shard.Whole));

    [Test]
    public void TasksOfASlurmArrayTakeTheirPart()
    {
        Shard Task(int id, int least, int step) => Of(null, null, ("SLURM_ARRAY_TASK_ID", $"{id}"), ("SLURM_ARRAY_TASK_COUNT", "4"),
            ("SLURM_ARRAY_TASK_MIN", $"{least}"), ("SLURM_ARRAY_TASK_STEP", $"{step}"));
        Assert.That(Enumerable.Range(0, 4).Select(i => Task(i, 0, 1)), Is.EqualTo(Parts(4)));
        Assert.That(Enumerable.Range(0, 4).Select(i => Task(10 + 3 * i, 10, 3)), Is.EqualTo(Parts(4)));
        Assert.That(() => Task(9, 0, 1), Throws.TypeOf<RequestException>().With.Message.Contains("is none of them"));
        Assert.That(() => Task(1, 0, 3), Throws.TypeOf<RequestException>());
        Assert.That(() => Of(null, null, ("SLURM_ARRAY_TASK_ID", "1")), Throws.TypeOf<RequestException>().With.Message.Contains("SLURM_ARRAY_TASK_COUNT"));
        Assert.That(() => Of(null, null, ("SLURM_ARRAY_TASK_ID", "x")), Throws.TypeOf<RequestException>().With.Message.Contains("'x' instead of a number"));
    }

    [Test]
    public void PodsOfAnIndexedJobTakeTheirPart()
    {
        Assert.That(Enumerable.Range(0, 5).Select(i => Of(null, 5, ("JOB_COMPLETION_INDEX", $"{i}"))), Is.EqualTo(Parts(5)));
        Assert.That(() => Of(null, null, ("JOB_COMPLETION_INDEX", "0")), Throws.TypeOf<RequestException>().With.Message.Contains("--shards"));
        Assert.That(() => Of(null, 5, ("JOB_COMPLETION_INDEX", "5")), Throws.TypeOf<RequestException>());
    }

    private static IEnumerable<Shard> Parts(int count) => Enumerable.Range(0, count).Select(i => new Shard(i, count));

    private static Shard Of(string? given, int? shards, params (string Name, string Value)[] environment) =>
        Shard.Of(given, shards, name => environment.FirstOrDefault(variable => variable.Name == name).Value);
}
