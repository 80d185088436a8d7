using BfnProcGen.Gpu;
using BfnProcGen.Networks;
using BfnProcGen.Plans;
using BfnProcGen.Tests.Training;
using BfnProcGen.Training.Networks;

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
        using var recording = new PlanRecording(Device, Planner.Create(network, reference.Inputs.Length), weights, 1);
        ImportTests.Compare(reference, recording);
    }

    // One of the 24 blocks: 12 heads of 64 channels, 256 characters, the widest layer 3072.
    [Test]
    public void ABlockOfThePapersTransformerRuns()
    {
        Network network = (TransformerRecipe.Text8 with { Blocks = 1 }).Build();
        Dictionary<string, float[]> parameters = RandomWeights.For(network);
        var random = new Random(4);
        double[] times = [0.2, 0.7];
        NetworkInput[] inputs = [.. times.Select(time => new NetworkInput(RandomWeights.Numbers(random, 27 * 256), null, time))];
        using var torchNetwork = new TorchNetwork(network, parameters);
        using var weights = new GpuWeights(Device, network, parameters);
        using var recording = new PlanRecording(Device, Planner.Create(network, 2), weights, 1);
        float[][] expected = torchNetwork.Evaluate(inputs), actual = recording.Evaluate(inputs);
        float largest = expected.Max(output => output.Max(Math.Abs));
        Assert.That(largest, Is.GreaterThan(0));
        for (int i = 0; i < 2; i++) Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-4f * largest), $"item {i}");
    }

    // The paper's transformer has more weights than a kernel sees in one buffer on many devices.
    [Test]
    public void WeightsOfManyPagesGiveTheSameResult()
    {
        Network network = new TransformerRecipe { Symbols = 5, Length = 9, Channels = 12, Blocks = 2, Heads = 3, Dropout = 0 }.Build();
        Dictionary<string, float[]> parameters = RandomWeights.For(network);
        NetworkInput[] inputs = [new NetworkInput(RandomWeights.Numbers(new Random(4), 45), null, 0.4)];
        using var whole = new GpuWeights(Device, network, parameters);
        using var paged = new GpuWeights(Device, network, parameters, pageBytes: 4096);
        Assert.That((whole.Pages.Count, paged.Pages.Count), Is.EqualTo((1, 9)));
        Plan plan = Planner.Create(network, 1);
        using var one = new PlanRecording(Device, plan, whole, 1);
        using var many = new PlanRecording(Device, plan, paged, 1);
        Assert.That(many.Evaluate(inputs), Is.EqualTo(one.Evaluate(inputs)));
    }

    [Test]
    public void ThePapersTransformerIsPlannedInTheMemoryOfItsWidestValues()
    {
        Network network = TransformerRecipe.Text8.Build();
        Assert.That(network.ParameterCount / 1e6, Is.EqualTo(170).Within(1));
        // The entrance beside the last norm 2, the positions 1, the running sum 1, the widest layer 4, and 4 behind its activation.
        Assert.That(Planner.Create(network, 1).ArenaSize, Is.EqualTo(256 * 768 * 12));
    }
}
