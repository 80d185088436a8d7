using BfnProcGen.Gpu;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Gpu;

/// <summary>What is kept of compiled pipelines between runs: it helps, or it is ignored.</summary>
public sealed class PipelineCacheTests : GpuTest
{
    private static readonly Model Model = TinyModel.Create(height: 4, width: 4);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TemporaryFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void TheSecondStartFindsWhatTheFirstLeft()
    {
        Assert.That(Draw(), Is.False, "nothing there yet");
        string file = Only();
        DateTime written = File.GetLastWriteTimeUtc(file);
        Assert.That(Draw(), Is.True);
        Assert.That(Only(), Is.EqualTo(file));
        Assert.That(File.GetLastWriteTimeUtc(file), Is.EqualTo(written), "there was nothing new to write");
    }

    [TestCase("empty")]
    [TestCase("cut")]
    [TestCase("flipped")]
    [TestCase("foreign")]
    [TestCase("noise")]
    public void ADamagedFileIsIgnoredAndReplaced(string damage)
    {
        Draw();
        string file = Only();
        byte[] good = File.ReadAllBytes(file);
        byte[] bad = (byte[])good.Clone();
        switch (damage)
        {
            case "empty": bad = []; break;
            case "cut": bad = good[..^1]; break;
            case "flipped": bad[^1] ^= 1; break;
            case "noise": new Random(1).NextBytes(bad); break;
            case "foreign":
                // Another vendor's, whole in itself.
                bad[8 + 32 + 8] ^= 1;
                System.Security.Cryptography.SHA256.HashData(bad.AsSpan(40)).CopyTo(bad, 8);
                break;
        }
        File.WriteAllBytes(file, bad);
        Assert.That(Draw(), Is.False);
        Assert.That(Draw(), Is.True, "written anew");
    }

    // A file is written beside its place and renamed: whoever is killed meanwhile leaves a part of it there, and the old file.
    [Test]
    public void PartsOfWritersThatAreGoneAreClearedAwayAndTheOthersStay()
    {
        Draw();
        string file = Only(), left = $"{file}.0123.tmp", growing = $"{file}.4567.tmp";
        File.WriteAllBytes(left, File.ReadAllBytes(file)[..20]);
        using (new FileStream(growing, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            Assert.That(Draw(), Is.True);
            new PipelineCacheFile(_folder.Path, Device.Properties).Write(new byte[64]);
            Assert.That((File.Exists(left), File.Exists(growing)), Is.EqualTo((false, true)));
        }
    }

    [Test]
    public void AFolderThatCantBeMadeCostsNothingButTime()
    {
        File.WriteAllText(_folder["occupied"], "");
        using var device = GpuDevice.Open(new GpuDeviceOptions { PipelineFolder = _folder["occupied"] });
        using var generator = new Generator(device, Model);
        Assert.That(generator.Sample(2).Tiles.Width, Is.EqualTo(4));
    }

    private string Only() => Directory.GetFiles(_folder.Path, "*.pipelines").Single();

    // Whether what was there could be used.
    private bool Draw()
    {
        using var device = GpuDevice.Open(new GpuDeviceOptions { PipelineFolder = _folder.Path });
        using var generator = new Generator(device, Model);
        generator.Sample(2);
        return device.Pipelines.WasWarm;
    }
}
