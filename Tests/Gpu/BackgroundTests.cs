using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Samples that are drawn in the background, with progress, cancellation and what they look like on the way.</summary>
public sealed class BackgroundTests : GpuTest
{
    private static readonly Model Model = TinyModel.Create();

    [Test]
    public async Task MoreThanFitAtOnceTakeTurns()
    {
        using var generator = new Generator(Device, Model, new GeneratorOptions { Generations = 2 });
        Sample[] samples = await Task.WhenAll(Enumerable.Range(0, 5).Select(seed => generator.SampleAsync(new SampleRequest { Seed = (ulong)seed, Steps = 4 })));
        for (int seed = 0; seed < 5; seed++)
            Assert.That(samples[seed].Levels.ToArray(), Is.EqualTo(generator.Sample(4, (ulong)seed).Levels.ToArray()));
    }

    [Test]
    public async Task ProgressRisesToOne()
    {
        using var generator = new Generator(Device, Model);
        var told = new Told();
        await generator.SampleAsync(new SampleRequest { Steps = 12 }, told);
        Assert.That(told.Shares, Is.Ordered.And.All.InRange(0, 1));
        Assert.That(told.Shares[^1], Is.EqualTo(1));
    }

    [Test]
    public async Task CancelledHalfWayTheBuffersAreFreeAgain()
    {
        using var generator = new Generator(Device, Model);
        using var cancellation = new CancellationTokenSource();
        var told = new Told { Then = () => cancellation.Cancel() };
        Assert.That(async () => await generator.SampleAsync(new SampleRequest { Steps = 128 }, told, cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await generator.SampleAsync(new SampleRequest { Seed = 3 })).Levels.ToArray(), Is.EqualTo(generator.Sample(8, 3).Levels.ToArray()));
        Assert.That(async () => await generator.SampleAsync(new SampleRequest(), cancellation: new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
        using Generation only = generator.Begin(new SampleRequest());
        using var waiting = new CancellationTokenSource();
        Task<Sample> waits = generator.SampleAsync(new SampleRequest(), cancellation: waiting.Token);
        waiting.Cancel();
        Assert.That(async () => await waits,
            Throws.InstanceOf<OperationCanceledException>().With.Property(nameof(OperationCanceledException.CancellationToken)).EqualTo(waiting.Token));
    }

    [Test]
    public void WhoWaitsForItsTurnIsSentAwayWhenTheGeneratorIsDisposed()
    {
        var generator = new Generator(Device, Model);
        using Generation first = generator.Begin(new SampleRequest());
        Task<Sample>[] waiting = [.. Enumerable.Range(0, 3).Select(seed => generator.SampleAsync(new SampleRequest { Seed = (ulong)seed }))];
        Assert.That(waiting.Any(task => task.IsCompleted), Is.False);
        generator.Dispose();
        foreach (Task<Sample> task in waiting)
        {
            Assert.That(async () => await task.WaitAsync(TimeSpan.FromMinutes(1)),
                Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(Generator)));
        }
    }

    [Test]
    public async Task EveryEvaluationTellsTheProbabilityOfEveryTile([Values] bool ancestral)
    {
        using var generator = new Generator(Device, Model);
        var known = new short[42];
        Array.Fill(known, (short)-1);
        known[7] = 2;
        var request = new SampleRequest { Seed = 5, Steps = 6, Known = known, Solver = ancestral ? Solver.Ancestral : null };
        var states = new List<GenerationState>();
        await foreach (GenerationState state in generator.SampleStatesAsync(request)) states.Add(state);
        Assert.That(states.Select(state => state.Evaluation), Is.EqualTo(Enumerable.Range(1, 6)));
        foreach (GenerationState state in states)
        {
            for (int cell = 0; cell < 42; cell++)
                Assert.That(Enumerable.Range(0, 5).Sum(k => state.Estimate[k * 42 + cell]), Is.EqualTo(1).Within(1e-4));
            Assert.That(state.Estimate[2 * 42 + 7], Is.EqualTo(1), "what is known is certain");
        }
        byte[] cells = (await generator.SampleAsync(request)).Levels.ToArray();
        byte[] likeliest = [.. Enumerable.Range(0, 42).Select(cell => (byte)Enumerable.Range(0, 5).MaxBy(k => states[^1].Estimate[k * 42 + cell]))];
        Assert.That(likeliest, Is.EqualTo(cells), "the last estimate decides");
    }

    [Test]
    public async Task EstimatesOfImagesAreValues()
    {
        Model images = TinyModel.OfPixels(new ContinuousFlow(0.03), PixelChannels.Grey);
        using var generator = new Generator(Device, images);
        int count = 0;
        await foreach (GenerationState state in generator.SampleStatesAsync(new SampleRequest { Steps = 4 }))
        {
            Assert.That(state.Estimate, Has.Length.EqualTo(42).And.All.InRange(-1, 1));
            count++;
        }
        Assert.That(count, Is.EqualTo(4));
    }

    [Test]
    public async Task AModelLoadsInTheBackground()
    {
        using var folder = new AssetFiles.TemporaryFolder();
        Model.Save(folder["tiny.safetensors"]);
        var told = new Told();
        using (Generator generator = await Generator.LoadAsync(Device, folder["tiny.safetensors"], progress: told))
            Assert.That(generator.Sample(2).Levels.Length, Is.EqualTo(42));
        Assert.That(told.Shares, Is.Ordered.And.Contains(1.0));
        Assert.That(told.Shares, Has.Count.GreaterThan(50), "pipelines and kernels are told one by one");
        foreach (int after in new[] { 1, 2, 10, told.Shares.Count / 2, told.Shares.Count - 2 })
        {
            using var cancellation = new CancellationTokenSource();
            var stopping = new Told();
            stopping.Then = () =>
            {
                if (stopping.Shares.Count == after) cancellation.Cancel();
            };
            Assert.That(async () => await Generator.LoadAsync(Device, folder["tiny.safetensors"], null, stopping, cancellation.Token),
                Throws.InstanceOf<OperationCanceledException>());
            Assert.That(stopping.Shares, Has.Count.EqualTo(after), "no further");
        }
    }

    [Test]
    public async Task AGeneratorThatIsDisposedDoesNotWaitForTheWholeOfABatch()
    {
        var generator = new Generator(Device, TinyModel.Create(height: 4, width: 4));
        int recordings = Device.LiveRecordings;
        Task<IReadOnlyList<Sample>> batch = Task.Run(() => generator.SampleBatch(64 * 300, 1));
        while (Device.LiveRecordings == recordings && !batch.IsCompleted) await Task.Yield();
        generator.Dispose();
        Assert.That(async () => await batch, Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(Generator)));
    }

    private sealed class Told : IProgress<double>
    {
        public List<double> Shares { get; } = [];

        public Action? Then { get; set; }

        public void Report(double value)
        {
            Shares.Add(value);
            Then?.Invoke();
        }
    }
}
