using BfnProcGen.Gpu;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;
using BfnProcGen.Tests.Plans;

namespace BfnProcGen.Tests.Gpu;

/// <summary>The forms of a kernel give the same bits, and the fastest is measured once, whatever becomes of what was kept.</summary>
public sealed class KernelVariantTests : GpuTest
{
    private static readonly Model Model = Small();

    private TemporaryFolder _folder = null!;

    public static IEnumerable<TestCaseData> Convolutions() =>
        KernelCases.All.Where(item => item.Kernel == "convolution")
            .Select((item, number) => new TestCaseData(item, number).SetArgDisplayNames(item.Name));

    [SetUp]
    public void Make() => _folder = new TemporaryFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    // One of the tiles that suit each case, all of them in turn: what is compiled for shared memory takes its time in software.
    [TestCaseSource(nameof(Convolutions))]
    public void ATileOfSharedMemoryGivesTheBitsThatRegistersGive(object item, int number)
    {
        Plan plan = ((KernelCase)item).Plan;
        Compare(plan, RandomWeights.For(plan.Network), number);
    }

    [Test]
    public void WeightsOf16BitsGiveWhatThePlainOperationGivesAndTheSameBitsInEveryForm([Values(0, 6, 12, 18, 27, 33)] int number)
    {
        Plan plan = KernelCases.All.Where(item => item.Kernel == "convolution").ElementAt(number).Plan;
        Dictionary<string, float[]> parameters = RandomWeights.For(plan.Network);
        foreach (string name in parameters.Keys)
            if (name.EndsWith(".weight", StringComparison.Ordinal)) parameters[name] = Array.ConvertAll(parameters[name], HalfWeights.Round);
        Compare(plan, parameters, number);

        var random = new Random(5);
        NetworkInput[] inputs = [.. Enumerable.Range(0, plan.Batch).Select(i =>
            new NetworkInput(RandomWeights.Numbers(random, plan.State.Shape.Count, 2, 0.3), null, 0.1 + 0.05 * i))];
        float[][] expected = PlainPlan.Evaluate(plan, parameters, inputs);
        float largest = expected.Max(output => output.Max(Math.Abs));
        using var weights = new GpuWeights(Device, plan.Network, parameters);
        Assert.That(plan.Steps.OfType<ConvolutionStep>().Select(step => weights.AreHalves(step.Weights)), Is.All.True);
        foreach (bool readsTexels in new[] { false, true })
        {
            using var recording = new PlanRecording(Device, plan, weights, 1, readsTexels: readsTexels);
            float[][] actual = recording.Evaluate(inputs);
            for (int i = 0; i < plan.Batch; i++) Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-5f * largest), $"item {i}");
        }
    }

    private static void Compare(Plan plan, Dictionary<string, float[]> parameters, int number)
    {
        using var weights = new GpuWeights(Device, plan.Network, parameters);
        using var texels = new PlanRecording(Device, plan, weights, 1, readsTexels: true);
        using var buffers = new PlanRecording(Device, plan, weights, 1, readsTexels: false);
        using var reference = new ConvolutionTrial(texels.Context, texels.Buffers);
        using var trial = new ConvolutionTrial(buffers.Context, buffers.Buffers);
        ConvolutionStep step = plan.Steps.OfType<ConvolutionStep>().Last();
        uint[] expected = reference.ResultOf(step, null);
        Assert.That(expected, Has.None.EqualTo(uint.MaxValue), "all of the target is written");
        Assert.That(expected.Distinct().Count(), Is.GreaterThan(1));
        Assert.That(trial.ResultOf(step, null).SequenceEqual(expected), "storage buffers");
        IReadOnlyList<SharedTile> tiles = SharedTile.Candidates(buffers.Context, step);
        SharedTile tile = tiles[number % tiles.Count];
        Assert.That(trial.ResultOf(step, tile).SequenceEqual(expected), $"{tile}");
    }

    [Test]
    public void AWholeNetworkGivesTheSameBits()
    {
        Model model = TinyModel.Create(height: 4, width: 4, classes: 2);
        Plan plan = Planner.Create(model.Network, 3);
        var random = new Random(3);
        NetworkInput[] inputs = [.. Enumerable.Range(0, 3).Select(i => new NetworkInput(
            RandomWeights.Numbers(random, plan.State.Shape.Count), new float[plan.State.Shape.Area], 0.3 * i, i - 1))];
        using var weights = new GpuWeights(Device, model.Network, model.Weights);
        using var registers = new PlanRecording(Device, plan, weights, 1, variants: KernelVariants.Registers);
        using var shared = new PlanRecording(Device, plan, weights, 1, variants: KernelVariants.SharedMemory);
        Assert.That(registers.Context.Tiles, Is.Empty);
        Assert.That(shared.Context.Tiles.Values, Is.All.TypeOf<SharedTile>());
        Assert.That(shared.Context.Tiles, Has.Count.EqualTo(plan.Steps.OfType<ConvolutionStep>().Distinct().Count()));
        Assert.That(shared.Evaluate(inputs), Is.EqualTo(registers.Evaluate(inputs)));
    }

    [Test]
    public void ASeedGivesTheSameWhateverFormIsChosen()
    {
        var request = new SampleRequest { Seed = 5, Steps = 4 };
        KernelVariants[] exact =
            [KernelVariants.Automatic, KernelVariants.MeasuredExact, KernelVariants.Registers, KernelVariants.SharedMemory];
        byte[][] drawn = [.. exact.Select(variants =>
        {
            using var device = GpuDevice.Open(new GpuDeviceOptions { PipelineFolder = null, KernelVariants = variants });
            using var generator = new Generator(device, Model);
            Assert.That(device.KernelVariants, Is.EqualTo(variants));
            Assert.That(device.Choices.Measured, variants == KernelVariants.MeasuredExact ? Is.Positive : Is.Zero,
                "a device in software is not measured unless that is asked for");
            return generator.Sample(request).Levels.ToArray();
        })];
        Assert.That(drawn, Is.All.EqualTo(drawn[0]));
    }

    [Test]
    public void WhatIsMeasuredIsKeptForTheNextStart()
    {
        Assert.That(Measure(), Is.EqualTo(2), "shapes of the network");
        Assert.That(Measure(), Is.Zero);
        Assert.That(Only().Length, Is.Positive);
    }

    [TestCase("empty")]
    [TestCase("cut")]
    [TestCase("flipped")]
    [TestCase("noise")]
    [TestCase("foreign")]
    [TestCase("strange")]
    public void WhatIsDamagedOrForeignIsIgnoredAndMeasuredAnew(string damage)
    {
        int measured = Measure();
        string file = Only();
        byte[] all = File.ReadAllBytes(file);
        var choices = new DeviceFile(_folder.Path, Device.Properties, "choices", "BFNKERN1"u8);
        switch (damage)
        {
            case "empty": all = []; break;
            case "cut": all = all[..^1]; break;
            case "flipped": all[^1] ^= 1; break;
            case "noise": new Random(1).NextBytes(all); break;
        }
        File.WriteAllBytes(file, all);
        string text = System.Text.Encoding.UTF8.GetString(all.AsSpan(Math.Min(all.Length, 40)));
        // Whole in itself, but of another device, or with tiles that nobody would try.
        if (damage == "foreign") choices.Write(System.Text.Encoding.UTF8.GetBytes($"x{text}"));
        string strange = string.Join('\n', text.Split('\n').Select((line, i) => i == 0 ? line : $"{line}?"));
        if (damage == "strange") choices.Write(System.Text.Encoding.UTF8.GetBytes(strange));
        Assert.That(Measure(), Is.EqualTo(measured));
        Assert.That(Measure(), Is.Zero, "written anew");
    }

    // Three channels at a time don't add up to eight: such a tile reads beyond them.
    [Test]
    public void ATileThatGivesOtherBitsIsNeverChosen()
    {
        Plan plan = KernelCases.All.First(item => item.Name.StartsWith("8×5×7 to 12", StringComparison.Ordinal)).Plan;
        using var weights = new GpuWeights(Device, plan.Network, RandomWeights.For(plan.Network));
        using var recording = new PlanRecording(Device, plan, weights, 1);
        using var trial = new ConvolutionTrial(recording.Context, recording.Buffers);
        ConvolutionStep step = plan.Steps.OfType<ConvolutionStep>().Single();
        SharedTile right = SharedTile.Candidates(recording.Context, step)[0], wrong = right with { Sources = 3 };
        Assert.That(trial.ResultOf(step, wrong).SequenceEqual(trial.ResultOf(step, null)), Is.False);
        IReadOnlyList<TileTrial> trials = trial.Of(step, [wrong, right]);
        Assert.That(trials.Select(seen => seen.IsSound), Is.EqualTo(new[] { true, false, true }), "registers, wrong, right");
        Assert.That(trials[1].Difference, Is.GreaterThan(TileTrial.Bound));
        Assert.That(TileTrial.Fastest(trials, rounds: false)!.Value.Tile, Is.Null.Or.EqualTo(right));
    }

    [Test]
    public void ADispatchIsTimedByEitherClock([Values] bool useTimestamps)
    {
        using PlanTimer peak = PlanTimer.Peak(Device, "peak");
        using var weights = new GpuWeights(Device, Model.Network, Model.Weights);
        using var recording = new PlanRecording(Device, Planner.Create(Model.Network, 1), weights, 1);
        using var timer = new DispatchTimer(Device, useTimestamps);
        Dispatch dispatch = MultiplyAddKernel.For(Device);
        double one = timer.Nanoseconds(dispatch, recording.Buffers.Sets[0], 1), each = timer.Nanoseconds(dispatch, recording.Buffers.Sets[0], 4);
        Assert.That(one / 1e9, Is.GreaterThan(peak.Measure().Seconds / 10));
        Assert.That(each, Is.InRange(one / 10, one * 10));
    }

    // Of few shapes.
    private static Model Small()
    {
        var net = new NetworkBuilder();
        int state = net.Add("state", new StateInput(5, 6, 7));
        int inner = net.Add("silu", new SiLU(), net.Add("norm", new GroupNorm(2), net.Add("in", new Convolution(8), state)));
        net.Add("out", new Convolution(5, Kernel: 1), inner);
        Network network = net.Build();
        return TinyModel.Create() with { Network = network, Weights = RandomWeights.For(network) };
    }

    private string Only() => Directory.GetFiles(_folder.Path, "*.choices").Single();

    private int Measure()
    {
        using var device = GpuDevice.Open(new GpuDeviceOptions { PipelineFolder = _folder.Path, KernelVariants = KernelVariants.Measured });
        using var generator = new Generator(device, Model);
        generator.Sample(2);
        return device.Choices.Measured;
    }
}
