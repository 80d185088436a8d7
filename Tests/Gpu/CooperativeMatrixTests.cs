using System.Diagnostics;
using BfnProcGen.Gpu;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Tests.Models;
using BfnProcGen.Tests.Plans;

namespace BfnProcGen.Tests.Gpu;

/// <summary>
/// The kernel of cooperative matrices agrees with the plain operation as far as 16-bit factors let it. Where the build or the device is
/// without them, every one of these asserts that they are refused.
/// </summary>
public sealed class CooperativeMatrixTests : GpuTest
{
    private static readonly GpuDeviceOptions Demanded = new()
    {
        Validation = true, PipelineFolder = null, KernelVariants = KernelVariants.CooperativeMatrices,
    };

    public static IEnumerable<TestCaseData> Convolutions() =>
        KernelCases.All.Where(item => item.Kernel == "convolution").Select(item => new TestCaseData(item).SetArgDisplayNames(item.Name));

    [Test]
    public void TheKernelIsBuiltInExactlyWhereTheShaderCompilerKnowsSuchMatrices()
    {
        string probe = Path.Combine(Repository.Root.FullName, "Shaders", "probes", "cooperative_matrix.comp");
        var start = new ProcessStartInfo("glslc", ["--target-env=vulkan1.2", "-o", "-", probe]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process compiler = Process.Start(start)!;
        Task<string> errors = compiler.StandardError.ReadToEndAsync();
        compiler.StandardOutput.ReadToEnd();
        compiler.WaitForExit();
        Assert.That(CooperativeMatrices.AreBuiltIn, Is.EqualTo(compiler.ExitCode == 0), errors.Result);
        if (!CooperativeMatrices.AreBuiltIn) Assert.That(Device.CooperativeMatrixObstacle, Does.Contain("GL_KHR_cooperative_matrix"));
    }

    [TestCaseSource(nameof(Convolutions))]
    public void AKernelAgreesWithThePlainOperation(object item)
    {
        Plan plan = ((KernelCase)item).Plan;
        Dictionary<string, float[]> parameters = RandomWeights.For(plan.Network);
        var random = new Random(5);
        NetworkInput[] inputs = [.. Enumerable.Range(0, plan.Batch).Select(i =>
            new NetworkInput(RandomWeights.Numbers(random, plan.State.Shape.Count, 2, 0.3), null, 0.1 + 0.05 * i))];
        using var weights = new GpuWeights(Device, plan.Network, parameters);
        if (IsRefused(() => new PlanRecording(Device, plan, weights, 1, variants: KernelVariants.CooperativeMatrices).Dispose())) return;

        float[][] expected = PlainPlan.Evaluate(plan, parameters, inputs);
        using var recording = new PlanRecording(Device, plan, weights, 1, variants: KernelVariants.CooperativeMatrices);
        Assert.That(recording.Context.Tiles.Values, Is.All.TypeOf<CooperativeTile>());
        Assert.That(recording.Context.Tiles, Has.Count.EqualTo(plan.Steps.OfType<ConvolutionStep>().Distinct().Count()));
        float[][] actual = recording.Evaluate(inputs);
        double largest = expected.Max(output => output.Max(Math.Abs)), bound = TileTrial.Bound * largest;
        for (int i = 0; i < plan.Batch; i++) Assert.That(actual[i], Is.EqualTo(expected[i]).Within((float)bound), $"item {i}");
        Assert.That(actual, Is.Not.EqualTo(expected), "factors are rounded");

        using var trial = new ConvolutionTrial(recording.Context, recording.Buffers);
        ConvolutionStep step = plan.Steps.OfType<ConvolutionStep>().Last();
        uint[][] bits = [.. CooperativeTile.Candidates(recording.Context, step, Device.CooperativeMatrices.Demand())
            .Select(tile => trial.ResultOf(step, tile))];
        Assert.That(bits.Select(some => some.SequenceEqual(bits[0])), Is.All.True, "the same bits in every tile");
        Assert.That(TileTrial.DifferenceOf(trial.ResultOf(step, null), bits[0], step.Target), Is.LessThanOrEqualTo(TileTrial.Bound));
    }

    [Test]
    public void AWholeNetworkAgreesAndASeedGivesTheSameAloneAndInABatch()
    {
        if (IsRefused(() => GpuDevice.Open(Demanded).Dispose())) return;
        Model model = TinyModel.Create(height: 4, width: 4, classes: 2);
        using var device = GpuDevice.Open(Demanded);
        using var generator = new Generator(device, model);
        IReadOnlyList<Sample> together = generator.SampleBatch(3, 4, 7);
        for (int i = 0; i < 3; i++)
        {
            Sample alone = generator.Sample(new SampleRequest { Seed = 7 + (ulong)i, Steps = 4 });
            Assert.That(alone.Levels.ToArray(), Is.EqualTo(together[i].Levels.ToArray()), $"seed {7 + i}");
        }
        Assert.That(device.ValidationMessages, Is.Empty);

        Plan plan = Planner.Create(model.Network, 2);
        var random = new Random(3);
        NetworkInput[] inputs = [.. Enumerable.Range(0, 2).Select(i => new NetworkInput(
            RandomWeights.Numbers(random, plan.State.Shape.Count), new float[plan.State.Shape.Area], 0.3 * i, i - 1))];
        using var weights = new GpuWeights(Device, model.Network, model.Weights);
        using var recording = new PlanRecording(Device, plan, weights, 1, variants: KernelVariants.CooperativeMatrices);
        using var registers = new PlanRecording(Device, plan, weights, 1, variants: KernelVariants.Registers);
        float[][] expected = registers.Evaluate(inputs), actual = recording.Evaluate(inputs);
        double largest = expected.Max(output => output.Max(Math.Abs));
        // A dozen layers one after the other, each within its bound.
        for (int i = 0; i < 2; i++) Assert.That(actual[i], Is.EqualTo(expected[i]).Within((float)(4 * TileTrial.Bound * largest)));
    }

    [Test]
    public void WhatIsMeasuredIsAmongWhatIsOfferedAndKept()
    {
        Plan plan = KernelCases.All.First(item => item.Name.StartsWith("8×5×7 to 12", StringComparison.Ordinal)).Plan;
        ConvolutionStep step = plan.Steps.OfType<ConvolutionStep>().Single();
        using var weights = new GpuWeights(Device, plan.Network, RandomWeights.For(plan.Network));
        using var device = GpuDevice.Open(new GpuDeviceOptions { PipelineFolder = null });
        using var own = new GpuWeights(device, plan.Network, RandomWeights.For(plan.Network));
        using (var exact = new PlanRecording(device, plan, own, 1, variants: KernelVariants.MeasuredExact))
            Assert.That(exact.Context.Tiles.Values.Any(tile => tile.RoundsFactors), Is.False);
        Assert.That(device.Choices.Measured, Is.EqualTo(1));
        using (var measured = new PlanRecording(device, plan, own, 1, variants: KernelVariants.Measured))
            Assert.That(measured.Context.Tiles.Values.All(tile => !tile.RoundsFactors || device.CooperativeMatrixObstacle is null));
        // Matrices are new to what was measured without them; where there are none, nothing is.
        int again = device.CooperativeMatrixObstacle is null ? 2 : 1;
        Assert.That(device.Choices.Measured, Is.EqualTo(again));
        using (new PlanRecording(device, plan, own, 1, variants: KernelVariants.Measured)) Assert.That(device.Choices.Measured, Is.EqualTo(again));
        Assert.That(step.Kernel, Is.EqualTo(3));
    }

    [Test]
    public void AnEnginesDeviceUsesThemWhereItWasMadeWithThem()
    {
        using (var without = new HandMadeEngine())
        {
            Assert.That(() => GpuDevice.Adopt(without.Lent with { KernelVariants = KernelVariants.CooperativeMatrices }),
                Throws.TypeOf<GpuUnavailableException>().With.Message.Contains("CooperativeMatrices")
                    .And.Message.Contains(CooperativeMatrices.AreBuiltIn ? "VK_KHR_cooperative_matrix" : "GL_KHR_cooperative_matrix"));
            Assert.That(without.Messages, Is.Empty);
        }
        using var engine = new HandMadeEngine(usesMatrices: true);
        EngineDevice lent = engine.Lent with { KernelVariants = KernelVariants.CooperativeMatrices };
        if (IsRefused(() => GpuDevice.Adopt(lent).Dispose())) return;
        Model model = TinyModel.Create();
        using (var device = GpuDevice.Adopt(lent))
        using (var generator = new Generator(device, model))
        using (var own = GpuDevice.Open(Demanded))
        using (var other = new Generator(own, model))
            Assert.That(generator.Sample(4, 7).Levels.ToArray(), Is.EqualTo(other.Sample(4, 7).Levels.ToArray()));
        Assert.That(engine.Messages, Is.Empty);
    }

    // True where they can't be used, and say so.
    private static bool IsRefused(Action use)
    {
        if (Device.CooperativeMatrixObstacle is not { } obstacle)
        {
            Assert.That(use, Throws.Nothing);
            return false;
        }
        Assert.That(use, Throws.TypeOf<GpuUnavailableException>().With.Message.Contains(obstacle)
            .And.Message.Contains("KernelVariants.CooperativeMatrices").And.Message.Contains("KernelVariants.Measured"));
        return true;
    }
}
