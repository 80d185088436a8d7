using System.Buffers.Binary;
using System.IO.Compression;
using BfnProcGen.AssetFiles;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>IDX files as MNIST's: pairs, the side kept back, labels, damage.</summary>
public sealed class IdxTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void BothPairsAreReadAndTheTestsAreKeptBack()
    {
        _folder.Add("train-images-idx3-ubyte.gz", Zip(Images(3, first: 0))).Add("train-labels-idx1-ubyte.gz", Zip(Labels(7, 7, 5)))
            .Add("t10k-images-idx3-ubyte", Images(2, first: 100)).Add("t10k-labels-idx1-ubyte", Labels(5, 5));
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.IsIdx);
        Assert.That(folder.Findings, Is.Empty);
        Assert.That(folder.Images.Select(file => (file.Name, file.Label, file.IsKeptBack)), Is.EqualTo(new (string, string?, bool?)[]
        {
            ("t10k-images-idx3-ubyte#0", "5", true), ("t10k-images-idx3-ubyte#1", "5", true),
            ("train-images-idx3-ubyte.gz#0", "7", false), ("train-images-idx3-ubyte.gz#1", "7", false),
                ("train-images-idx3-ubyte.gz#2", "5", false),
        }));
        Image image = folder.Images[3].Image;
        Assert.That((image.Width, image.Height), Is.EqualTo((2, 3)));
        Assert.That(image.Samples.ToArray(), Is.EqualTo(new ushort[] { 1, 2, 3, 4, 5, 6 }));
    }

    [Test]
    public void OnePairLeavesTheSplitOpenAndLabelsAreOptional()
    {
        _folder.Add("train-images.idx3-ubyte", Images(2, 0));
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Findings, Is.Empty);
        Assert.That(folder.Images.Select(file => (file.Label, file.IsKeptBack)), Is.All.EqualTo(((string?)null, (bool?)null)));
    }

    [Test]
    public void LabelsThatDontFitAreLeftOutAndSaid()
    {
        _folder.Add("train-images-idx3-ubyte", Images(2, 0)).Add("train-labels-idx1-ubyte", Labels(1, 2, 3))
            .Add("x-labels-idx1-ubyte", Labels(1));
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Images, Has.Count.EqualTo(2));
        Assert.That(folder.Images.Select(file => file.Label), Is.All.Null);
        Assert.That(folder.Findings.Select(finding => finding.ToString()),
            Has.Some.StartsWith("train-labels-idx1-ubyte: There are 3 labels for 2 images.")
            .And.Some.StartsWith("x-labels-idx1-ubyte: These labels have no images."));
    }

    [Test]
    public void ADamagedPairIsNamedAndTheOtherIsUsed()
    {
        _folder.Add("train-images-idx3-ubyte", Images(2, 0)).Add("t10k-images-idx3-ubyte", Images(2, 0)[..^1]);
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Images, Has.Count.EqualTo(2));
        Assert.That(folder.Findings.Single().ToString(),
            Does.StartWith("t10k-images-idx3-ubyte: The file can't be read").And.Contain("'t10k'"));
        Assert.That(folder.ThrowIfUnusable, Throws.Nothing);
    }

    [Test]
    public void AnyDamageIsAFindingAndNothingElse()
    {
        byte[] plain = Images(2, 0), zipped = Zip(plain);
        var random = new Random(5);
        for (int trial = 0; trial < 300; trial++)
        {
            bool zip = trial % 2 == 0;
            byte[] bytes = [.. zip ? zipped : plain];
            if (trial % 3 == 0) bytes = bytes[..random.Next(bytes.Length)];
            else bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            string name = zip ? "train-images-idx3-ubyte.gz" : "train-images-idx3-ubyte";
            _folder.Add(name, bytes);
            ImageFolder folder = ImageFolder.Read(_folder.Path);
            if (folder.Images.Count == 0) Assert.That(folder.Findings, Has.Some.Property("Place").EqualTo(name));
            File.Delete(_folder[name]);
        }
    }

    [Test]
    public void PngAndIdxDontMix()
    {
        _folder.Add("train-images-idx3-ubyte", Images(2, 0)).Add("a.png", PngBytes.Of(1, 1, 8, 0, [[1]]));
        Assert.That(ImageFolder.Read(_folder.Path).ThrowIfUnusable,
            Throws.TypeOf<AssetException>().With.Message.Contains("mixes 1 PNG and 1 IDX"));
    }

    // Images of two columns and three rows, numbered on.
    private static byte[] Images(int count, byte first)
    {
        var bytes = new byte[16 + count * 6];
        bytes[2] = 8;
        bytes[3] = 3;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), 3);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), 2);
        for (int i = 16; i < bytes.Length; i++) bytes[i] = (byte)(first + i - 16 - 5);
        return bytes;
    }

    private static byte[] Labels(params byte[] labels) => [0, 0, 8, 1, 0, 0, 0, (byte)labels.Length, .. labels];

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest)) zip.Write(bytes);
        return zipped.ToArray();
    }
}
