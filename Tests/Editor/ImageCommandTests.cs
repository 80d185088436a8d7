using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Editor;

/// <summary>The commands on images: check, train, sample, eval, for every parameterisation.</summary>
[TestFixture]
public sealed class ImageCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _sprites = "";

    [OneTimeSetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _sprites = _folder["sprites"];
        for (int i = 0; i < 12; i++)
        {
            string folder = Path.Combine(_sprites, i % 2 == 0 ? "bat" : "slime");
            Directory.CreateDirectory(folder);
            ushort[] samples = [.. Enumerable.Range(0, 64).SelectMany(p => (p * (i + 3) % 7) switch
            {
                0 => new ushort[] { 0, 0, 0, 0 },
                < 4 => [200, 40, 40, 255],
                _ => [30, 30, 60, 255],
            })];
            PngWriter.Write(Path.Combine(folder, $"{i}.png"), new Image(8, 8, PixelChannels.Rgba, 8, samples));
        }
    }

    [OneTimeTearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void CheckTellsWhatThereIsAndWhatWillBeDone()
    {
        CommandRun run = CommandRun.Of("check", _sprites);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("12 images").And.Contain("8×8").And.Contain("slime").And.Contain("A palette of 3 colours").And.Contain("Ready: bfn train"));
        Assert.That(CommandRun.Of("check", _sprites, "--json").Json.GetProperty("kind").GetString(), Is.EqualTo("image"));
    }

    [TestCase("palette")]
    [TestCase("discretised")]
    [TestCase("continuous")]
    public void AFolderOfSpritesBecomesAModelThatDrawsThem(string parameterisation)
    {
        string model = _folder[$"{parameterisation}.safetensors"];
        CommandRun train = CommandRun.Of("train", _sprites, "-o", model, "--parameterisation", parameterisation,
            "--steps", "3", "--channels", "8", "--batch", "4", "--no-search");
        Assert.That(train.Code, Is.Zero, train.Error);
        CommandRun plain = Sample("plain"), vulkan = Sample("vulkan");
        Assert.That(plain.Code, Is.Zero, plain.Error);
        Assert.That(vulkan.Code, Is.Zero, vulkan.Error);
        string[] files = [.. Directory.GetFiles(_folder[$"{parameterisation} plain"]).Select(path => Path.GetFileName(path)).Order()];
        Assert.That(files, Is.EqualTo(new[] { "image-1.png", "image-2.png", "sheet-1-2.png" }));
        (Image one, _) = PngFile.Read(_folder[$"{parameterisation} plain/image-1.png"], "one");
        (Image other, _) = PngFile.Read(_folder[$"{parameterisation} vulkan/image-1.png"], "other");
        Assert.That((one.Width, one.Height), Is.EqualTo((8, 8)));
        int different = one.Samples.ToArray().Zip(other.Samples.ToArray()).Count(pair => Math.Abs(pair.First - pair.Second) > 1);
        Assert.That(different, Is.LessThanOrEqualTo(one.Samples.Length / 100));
        if (parameterisation == "palette")
        {
            Rgba[] colours = [.. ((PaletteFormat)Model.Load(model).Format).Colours];
            for (int y = 0; y < 8; y++)
            for (int x = 0; x < 8; x++)
                Assert.That(colours, Does.Contain(one.ColourAt(x, y)));
        }

        // The classes in turn, by the seed: an even one is of the first.
        CommandRun each = CommandRun.Of("sample", model, "--count", "2", "--steps", "3", "--class", "each", "--backend", "plain", "-o", _folder[$"{parameterisation} each"]);
        Assert.That(each.Code, Is.Zero, each.Error);
        string[] classes = [.. Model.Load(model).Classes];
        Assert.That(File.ReadAllBytes(_folder[$"{parameterisation} each/image-{(classes[1] == "slime" ? 1 : 2)}.png"]),
            Is.EqualTo(File.ReadAllBytes(_folder[$"{parameterisation} plain/image-{(classes[1] == "slime" ? 1 : 2)}.png"])));

        CommandRun eval = CommandRun.Of("eval", model, _sprites, "--steps", "2", "--count", "4", "--likelihood", "1", "--solvers", "chosen", "--backend", "torch", "--json");
        Assert.That(eval.Code, Is.Zero, eval.Error);
        Assert.That(eval.Json.GetProperty("likelihood")[1].GetProperty("nats_per_item").GetDouble(), Is.Positive);
        Assert.That(eval.Json.GetProperty("quality").GetArrayLength(), Is.EqualTo(1));

        CommandRun Sample(string backend) =>
            CommandRun.Of("sample", model, "--count", "2", "--steps", "3", "--class", "slime", "--backend", backend, "-o", _folder[$"{parameterisation} {backend}"]);
    }
}
