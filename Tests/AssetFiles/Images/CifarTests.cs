using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>CIFAR-10's binary files: planes, names of the labels, the side kept back, damage.</summary>
public sealed class CifarTests
{
    private static readonly string[] Names =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void BatchesAreReadAndTheTestsAreKeptBack()
    {
        _folder.Add("data_batch_1.bin", Images(3, 3)).Add("data_batch_2.bin", Images(9)).Add("test_batch.bin", Images(9, 3))
            .Add("batches.meta.txt", string.Join('\n', Names) + "\n\n").Add("readme.html", "about");
        Assert.That(ImageFolder.IsImagePath(_folder.Path), "though there is a text file");
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.IsIdx, Is.False);
        Assert.That(folder.Findings.Single(finding => finding.Severity == Severity.Note).Message, Is.EqualTo("Ignored: readme.html."));
        Assert.That(folder.HasErrors, Is.False);
        Assert.That(folder.Images.Select(file => (file.Name, file.Label, file.IsKeptBack)), Is.EqualTo(new (string, string?, bool?)[]
        {
            ("data_batch_1.bin#0", "cat", false), ("data_batch_1.bin#1", "cat", false), ("data_batch_2.bin#0", "truck", false),
            ("test_batch.bin#0", "truck", true), ("test_batch.bin#1", "cat", true),
        }));
        Image image = folder.Images[1].Image;
        Assert.That((image.Width, image.Height, image.Layout), Is.EqualTo((32, 32, PixelChannels.Rgb)));
        for (int i = 0; i < 32 * 32; i += 7)
            Assert.That(image[i % 32, i / 32].ToArray(), Is.EqualTo(new[] { Sample(1, 0, i), Sample(1, 1, i), Sample(1, 2, i) }), $"{i}");
    }

    [Test]
    public void ASingleFileLeavesTheSplitOpenAndNamesAreOptional()
    {
        _folder.Add("test_batch.bin", Images(1, 1));
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Findings, Is.Empty);
        Assert.That(folder.Images.Select(file => (file.Label, file.IsKeptBack)), Is.All.EqualTo(("1", (bool?)null)));
    }

    [TestCase("a\nb\n", "2 different names for 10 labels")]
    [TestCase("a\na\na\na\na\na\na\na\na\na\n", "1 different names for 10 labels")]
    [TestCase("\0", "binary")]
    public void NamesThatDontFitAreLeftOutAndSaid(string names, string problem)
    {
        _folder.Add("data_batch_1.bin", Images(4, 4)).Add("batches.meta.txt", names);
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Images.Select(file => file.Label), Is.All.EqualTo("4"));
        Assert.That(folder.Findings.Single().ToString(),
            Does.StartWith("batches.meta.txt: ").And.Contain(problem).And.Contain("labels are numbers"));
    }

    [Test]
    public void ADamagedFileIsNamedAndTheOthersAreUsed()
    {
        _folder.Add("data_batch_1.bin", Images(4, 4)).Add("data_batch_2.bin", Images(4, 4)[..^1]).Add("data_batch_3.bin", Images(4, 10));
        Directory.CreateDirectory(_folder["data_batch_4.bin"]);
        ImageFolder folder = ImageFolder.Read(_folder.Path);
        Assert.That(folder.Images, Has.Count.EqualTo(2));
        Assert.That(folder.Findings.Select(finding => finding.ToString()),
            Has.Exactly(1).StartsWith("data_batch_2.bin: The file has 6,145 bytes").And
                .Exactly(1).StartsWith("data_batch_3.bin: Image 1 has the label 10"));
        Assert.That(folder.ThrowIfUnusable, Throws.Nothing);
    }

    [Test]
    public void AnyDamageIsAFindingOrAnotherImage()
    {
        byte[] whole = Images(0, 5, 9);
        var random = new Random(5);
        for (int trial = 0; trial < 200; trial++)
        {
            byte[] bytes = [.. whole];
            if (trial % 2 == 0) bytes = bytes[..random.Next(bytes.Length)];
            else bytes[random.Next(3) * (bytes.Length / 3) + random.Next(2)] ^= (byte)(1 << random.Next(8));
            _folder.Add("data_batch_1.bin", bytes);
            ImageFolder folder = ImageFolder.Read(_folder.Path);
            if (folder.Images.Count == 0) Assert.That(folder.Findings, Has.Some.Property("Place").EqualTo("data_batch_1.bin"));
            else Assert.That(folder.Images.Select(file => int.Parse(file.Label!)), Is.All.InRange(0, 9));
            Assert.That(folder.Images.Count, Is.EqualTo(0).Or.EqualTo(bytes.Length / 3073));
        }
    }

    [Test]
    public void KindsDontMix()
    {
        _folder.Add("data_batch_1.bin", Images(1, 1)).Add("a.png", PngBytes.Of(1, 1, 8, 0, [[1]]));
        Assert.That(ImageFolder.Read(_folder.Path).ThrowIfUnusable,
            Throws.TypeOf<AssetException>().With.Message.Contains("mixes 1 PNG and 1 CIFAR-10 files"));
    }

    /// <summary>A file of images with these labels.</summary>
    internal static byte[] Images(params int[] labels) => [.. labels.SelectMany((label, image) =>
        Enumerable.Range(0, 3 * 32 * 32).Select(i => (byte)Sample(image, i / 1024, i % 1024)).Prepend((byte)label))];

    private static ushort Sample(int image, int channel, int pixel) => (ushort)((image * 50 + channel * 70 + pixel * (channel + 1)) % 256);
}
