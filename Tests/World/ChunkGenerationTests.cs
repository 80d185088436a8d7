using BfnProcGen.Models;
using BfnProcGen.Tests.Gpu;
using BfnProcGen.Tests.Models;
using BfnProcGen.World;

namespace BfnProcGen.Tests.World;

/// <summary>Chunks in the background and a slice a frame: progress, giving up, taking turns.</summary>
public sealed class ChunkGenerationTests : GpuTest
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(2);
    private static readonly Model Model = TinyModel.Create();
    private static readonly WorldOptions Options = new() { Seed = 3, Steps = 4 };

    [Test]
    public async Task ProgressRisesToOne()
    {
        using var generator = new Generator(Device, Model);
        var told = new Told();
        await new EndlessWorld(generator, Options).ChunkAsync(1, 1, told);
        Assert.That(told.Shares, Is.Ordered.And.All.InRange(0, 1));
        Assert.That(told.Shares[^1], Is.EqualTo(1));
        Assert.That(told.Shares.Distinct().Count(), Is.GreaterThan(8), "nine windows");

        var shares = new List<double>();
        using ChunkGeneration chunk = new EndlessWorld(generator, Options).Begin(1, 1);
        Assert.That(() => chunk.Sample, Throws.TypeOf<UsageException>());
        do shares.Add(chunk.Progress);
        while (!chunk.Advance(Frame));
        shares.Add(chunk.Progress);
        Assert.That(shares, Is.Ordered.And.All.InRange(0, 1));
        Assert.That((shares[0], shares[^1]), Is.EqualTo((0.0, 1.0)));
        Assert.That(chunk.Position, Is.EqualTo(new ChunkPosition(1, 1)));
    }

    [Test]
    public async Task CancelledHalfWayWhatIsDoneStays()
    {
        using var generator = new Generator(Device, Model);
        var world = new EndlessWorld(generator, Options);
        using var cancellation = new CancellationTokenSource();
        var told = new Told { Then = share => { if (share > 0.5) cancellation.Cancel(); } };
        Assert.That(async () => await world.ChunkAsync(1, 1, told, cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(world.KeptWindows, Is.InRange(4, 8));
        byte[] expected = new EndlessWorld(generator, Options).ChunkAt(1, 1).Levels.ToArray();
        Assert.That((await world.ChunkAsync(1, 1)).Levels.ToArray(), Is.EqualTo(expected));
        Assert.That(async () => await world.ChunkAsync(0, 0, null, new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task ChunksAskedForAtOnceAreTheSameAndShareWhatTheyNeed()
    {
        using var generator = new Generator(Device, Model, new GeneratorOptions { Generations = 2 });
        ChunkPosition[] places = [.. from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 3) select new ChunkPosition(x, y)];
        var world = new EndlessWorld(generator, Options);
        Sample[] chunks = await Task.WhenAll(places.Select(at => Task.Run(() => world.ChunkAsync(at.X, at.Y))));
        Assert.That(world.KeptWindows, Is.EqualTo(9), "the nine are all that any of them needs");
        Assert.That(chunks.Select(chunk => chunk.Levels.ToArray()),
            Is.EqualTo(new EndlessWorld(generator, Options).ChunksAt(places).Select(chunk => chunk.Levels.ToArray())));
    }

    [Test]
    public void GivenUpTheBuffersAreFreeAgain()
    {
        using var generator = new Generator(Device, Model);
        var world = new EndlessWorld(generator, Options);
        ChunkGeneration given = world.Begin(1, 1);
        Assert.That(() => world.Begin(0, 0), Throws.TypeOf<RequestException>().With.Message.Contains("under way"));
        for (int i = 0; i < 5; i++) given.Advance(TimeSpan.Zero);
        given.Dispose();
        Assert.That(() => given.Advance(Frame), Throws.TypeOf<ObjectDisposedException>());
        using ChunkGeneration next = world.Begin(0, 0);
        while (!next.Advance(Frame)) Thread.Sleep(0);
        Assert.That(next.IsFinished, Is.True);
    }

    [Test]
    public void AChunkGoesOnWhereAnotherTookItsTurn()
    {
        using var generator = new Generator(Device, Model);
        var world = new EndlessWorld(generator, Options);
        using ChunkGeneration chunk = world.Begin(1, 0);
        while (world.KeptWindows == 0) chunk.Advance(Frame);
        using (Generation other = generator.Begin(new SampleRequest()))
            Assert.That(() => chunk.Advance(Frame), Throws.TypeOf<RequestException>().With.Message.Contains("under way"));
        while (!chunk.Advance(Frame)) Thread.Sleep(0);
        Assert.That(chunk.Sample.Levels.ToArray(), Is.EqualTo(new EndlessWorld(generator, Options).ChunkAt(1, 0).Levels.ToArray()));
    }

    private sealed class Told : IProgress<double>
    {
        public List<double> Shares { get; } = [];

        public Action<double>? Then { get; init; }

        public void Report(double value)
        {
            Shares.Add(value);
            Then?.Invoke(value);
        }
    }
}
