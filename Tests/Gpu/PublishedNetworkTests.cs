using BfnProcGen.Gpu;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Tests.Training;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Imported networks return on Vulkan what the reference returns, and a transformer of the published width runs.</summary>
public sealed class PublishedNetworkTests : GpuTest
{
    public static IEnumerable<TestCaseData> Cases() => ImportTests.Cases();

    [TestCaseSource(nameof(Cases))]
    public void AnImportedNetworkReturnsWhatTheReferenceReturns(object item)
    {
        var reference = (ReferenceCase)item;
        Network network = reference.Imported.Network;
        using var weights = new GpuWeights(Device, network, reference.Imported.Weights);
        foreach (bool fuseNorm in new[] { false, true })
        {
            using var recording = new PlanRecording(Device, Planner.Create(network, reference.Inputs.Length, fuseNorm), weights, 1);
            ImportTests.Compare(reference, recording);
        }
    }
}
