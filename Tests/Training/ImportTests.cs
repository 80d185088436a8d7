using BfnProcGen.Networks;
using BfnProcGen.Training.Import;
using BfnProcGen.Training.Networks;

namespace BfnProcGen.Tests.Training;

/// <summary>Imported networks return what the reference returns, in plain C# and in Torch; Tests/Gpu compares Vulkan.</summary>
public sealed class ImportTests
{
    internal static IEnumerable<TestCaseData> Cases() =>
        ReferenceCase.All().Select(item => new TestCaseData(item).SetArgDisplayNames(item.Name));

    [TestCaseSource(nameof(Cases))]
    public void AnImportedNetworkReturnsWhatTheReferenceReturns(object item)
    {
        var reference = (ReferenceCase)item;
        (Network network, IReadOnlyDictionary<string, float[]> weights) = reference.Imported;
        Compare(reference, new PlainNetwork(network, weights));
        using var torchNetwork = new TorchNetwork(network, weights);
        Compare(reference, torchNetwork);
    }

    [Test]
    public void AFileOfAnotherNetworkIsRefusedWithTheReason()
    {
        Refused("must be given", ReferenceFile.Transformer(), path => TransformerImport.Read(path));
        Refused("must be given", ReferenceFile.BinaryUNet(), path => UNetImport.Read(path, isBinary: true));
        Refused("must be given", ReferenceFile.VariationalUNet(), path => UNetImport.Read(path, isBinary: false));
        Refused("'lm_head.bias' is missing", ReferenceFile.Transformer().Without("lm_head.bias"), Text);
        Refused("pos_embedding", ReferenceFile.BinaryUNet(), Text);
        Refused("input_blocks.0.0.weight", ReferenceFile.Transformer(), Colours);
        Refused("turns 1 channel into 1, this one 3 into 6", ReferenceFile.ColourUNet(), Binary);
        Refused("turns 1 channel into 1, this one 3 into 6", ReferenceFile.VariationalUNet(), Binary);
        Refused("'middle_block.1.qkv.weight' is missing", ReferenceFile.ColourUNet().Without("middle_block.1.qkv.weight"), Colours);
        ReferenceFile larger = ReferenceFile.ColourUNet();
        larger.Tensor("label_emb.weight", 10, 128);
        Refused("'label_emb.weight'", larger, Colours);

        static ImportedNetwork Text(string path) => TransformerImport.Read(path, heads: 2);
        static ImportedNetwork Binary(string path) => UNetImport.Read(path, isBinary: true, heads: 2);
        static ImportedNetwork Colours(string path) => UNetImport.Read(path, isBinary: false, heads: 2);

        static void Refused(string reason, ReferenceFile file, Func<string, ImportedNetwork> read)
        {
            string path = Path.GetTempFileName();
            file.Save(path);
            Assert.That(() => read(path), Throws.TypeOf<ModelFormatException>().With.Message.Contains(reason).And.Message.Contains(path));
            File.Delete(path);
        }
    }

    [Test]
    public void HeadsAreTakenFromTheFilesMetadata()
    {
        string path = Path.GetTempFileName();
        ReferenceFile.Transformer().Save(path, new() { ["config"] = """{"n_head": 4, "skip": true}""" });
        Network network = TransformerImport.Read(path).Network;
        Assert.That(network.Nodes.Select(node => node.Operation).OfType<Attention>().Single().Heads, Is.EqualTo(4));
        File.Delete(path);
    }

    [Test]
    public void ACheckpointIsReadLikeTheNetworkInIt()
    {
        string path = Path.GetTempFileName();
        ReferenceFile.Transformer().Save(path);
        IReadOnlyDictionary<string, float[]> expected = TransformerImport.Read(path, heads: 2).Weights;
        ReferenceFile.Transformer().Save(path, prefix: "net.");
        Assert.That(TransformerImport.Read(path, heads: 2).Weights, Is.EqualTo(expected));
        File.Delete(path);
    }

    [Test]
    public void ThePapersNetworksForImagesHaveTheirSizes()
    {
        Assert.That(PublishedUNetRecipe.Mnist.Build().ParameterCount / 1e6, Is.EqualTo(24.8).Within(0.05));
        Assert.That(PublishedUNetRecipe.Cifar10.Build().ParameterCount / 1e6, Is.EqualTo(30.7).Within(0.05));
    }

    internal static void Compare(ReferenceCase reference, INetworkEvaluator evaluator)
    {
        float[][] actual = evaluator.Evaluate(reference.Inputs);
        float largest = reference.Expected.Max(output => output.Max(Math.Abs));
        Assert.That(largest, Is.GreaterThan(0));
        Assert.That(actual, Has.Length.EqualTo(reference.Expected.Length));
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(reference.Expected[i]).Within(1e-4f * largest), $"item {i}");
        }
    }
}
