using BfnProcGen.Gpu;
using BfnProcGen.Networks;
using BfnProcGen.Tests.Plans;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Every kernel computes what the plain operations compute.</summary>
public sealed class KernelTests : GpuTest
{
    // Kernels that no plan step runs: SamplingTests and SamplingKernelTests compare them with the plain sampler.
    private static readonly string[] SamplingKernels = 
    [
        "start", "encode_discrete", "encode_continuous", "update_discrete", "update_continuous", "update_discretised",
        "result_discrete", "result_continuous", "result_discretised", "guide", "bias", "export",
        "multiply_add", // for benchmarks
    ];

    // Kernels that compute the same as another: KernelVariantTests and CooperativeMatrixTests compare them on all cases of that.
    private static readonly string[] Variants =
        ["convolution_shared", .. CooperativeMatrices.AreBuiltIn ? ["convolution_cooperative"] : Array.Empty<string>()];

    // Real GPUs read storage buffers; software Vulkan reads texels.
    public static IEnumerable<TestCaseData> Cases() =>
        from item in KernelCases.All
        let both = KernelList.All.Single(kernel => kernel.Shader == item.Kernel).Constants.Contains("TEXELS")
        from texels in both ? [true, false] : new[] { true }
        select new TestCaseData(item, texels).SetArgDisplayNames($"{item}{(texels ? "" : ", storage buffers")}");

    [TestCaseSource(nameof(Cases))]
    public void AKernelAgreesWithThePlainOperation(object item, bool readsTexels)
    {
        var plan = ((KernelCase)item).Plan;
        Dictionary<string, float[]> parameters = RandomWeights.For(plan.Network);
        var random = new Random(5);
        NetworkInput[] inputs = [.. Enumerable.Range(0, plan.Batch).Select(i =>
            new NetworkInput(RandomWeights.Numbers(random, plan.State.Shape.Count, 2, 0.3), null, 0.1 + 0.05 * i))];
        float[][] expected = PlainPlan.Evaluate(plan, parameters, inputs);

        using var weights = new GpuWeights(Device, plan.Network, parameters);
        using var recording = new PlanRecording(Device, plan, weights, 1, readsTexels: readsTexels);
        float[][] actual = recording.Evaluate(inputs);

        float largest = expected.Max(output => output.Max(Math.Abs));
        Assert.That(largest, Is.GreaterThan(0));
        for (int i = 0; i < plan.Batch; i++) Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-5f * largest), $"item {i}");
    }

    [Test]
    public void ThePeakIsMeasuredWithTheSumsItClaims()
    {
        using PlanTimer peak = PlanTimer.Peak(Device, "peak");
        Assert.Multiple(() =>
        {
            Assert.That(peak.Measure().Seconds, Is.Positive);
            Assert.That(peak.Work.Operations, Is.EqualTo(2.0 * 512 * 128 * (1 << 14)));
        });
    }

    [Test]
    public void TheWorkOfEveryCaseIsKnown() =>
        Assert.That(KernelCases.All.Select(item => StepWork.Of(item.Plan).Bytes), Is.All.Positive);

    [Test]
    public void EveryKernelHasACase()
    {
        IEnumerable<string> covered = KernelCases.All.Select(item => item.Kernel).Distinct().Concat(SamplingKernels).Concat(Variants);
        Assert.That(covered, Is.EquivalentTo(KernelList.All.Select(kernel => kernel.Shader)));
    }
}
