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
        "result_discrete", "result_continuous", "result_discretised", "guide", "bias",
    ];

    public static IEnumerable<TestCaseData> Cases() => KernelCases.All.Select(item => new TestCaseData(item).SetArgDisplayNames(item.ToString()));

    [TestCaseSource(nameof(Cases))]
    public void AKernelAgreesWithThePlainOperation(object item)
    {
        var plan = ((KernelCase)item).Plan;
        Dictionary<string, float[]> parameters = RandomWeights.For(plan.Network);
        var random = new Random(5);
        NetworkInput[] inputs = [.. Enumerable.Range(0, plan.Batch).Select(i =>
            new NetworkInput(RandomWeights.Numbers(random, plan.State.Shape.Count, 2, 0.3), null, 0.1 + 0.05 * i))];
        float[][] expected = PlainPlan.Evaluate(plan, parameters, inputs);

        using var weights = new GpuWeights(Device, plan.Network, parameters);
        using var recording = new PlanRecording(Device, plan, weights, 1);
        float[][] actual = recording.Evaluate(inputs);

        float largest = expected.Max(output => output.Max(Math.Abs));
        Assert.That(largest, Is.GreaterThan(0));
        for (int i = 0; i < plan.Batch; i++) Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-5f * largest), $"item {i}");
    }

    [Test]
    public void EveryKernelHasACase()
    {
        IEnumerable<string> covered = KernelCases.All.Select(item => item.Kernel).Distinct().Concat(SamplingKernels);
        Assert.That(covered, Is.EquivalentTo(KernelList.All.Select(kernel => kernel.Shader)));
    }
}
