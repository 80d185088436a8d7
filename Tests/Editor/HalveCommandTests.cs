using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor;

[TestFixture]
public sealed class HalveCommandTests
{
    private TemporaryFolder _folder = null!;
    private Model _whole = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _whole = TinyModel.Create(classes: 2).WithSelfTest();
        _whole.Save(_folder["whole.safetensors"]);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void AModelIsHalvedAndComparedWithWhatItWas([Values("vulkan", "torch")] string backend)
    {
        CommandRun run = Halve("--backend", backend, "--seeds", "12", "--json");
        Assert.That(run.Code, Is.Zero, run.Error);
        Model half = Model.Load(_folder["half.safetensors"]);
        Assert.Multiple(() =>
        {
            Assert.That(half.ComputeHash(), Is.EqualTo(_whole.WithHalfWeights().ComputeHash()));
            Assert.That(half.Metadata["bfn.halved"], Does.Contain("whole.safetensors").And.Contain(_whole.ComputeHash()));
            Assert.That(run.Json.GetProperty("bytes").GetInt64(), Is.LessThan(0.8 * run.Json.GetProperty("bytes_before").GetInt64()));
            Assert.That(run.Json.GetProperty("device_bytes").GetInt64(), Is.LessThan(0.6 * run.Json.GetProperty("device_bytes_before").GetInt64()));
            Assert.That(run.Json.GetProperty("agreement").GetProperty("equal_levels").GetDouble(), Is.InRange(0.9, 1));
            Assert.That(run.Json.GetProperty("agreement").GetProperty("output_error").GetDouble(), Is.InRange(1e-5, 1e-2), "rounded, no more");
        });
        CommandRun shown = CommandRun.Of("inspect", _folder["half.safetensors"]);
        Assert.That(shown.Output, Does.Contain("Self-test: passed"), shown.Error);
    }

    [Test]
    public void WhatIsSaidIsForPeople()
    {
        CommandRun run = Halve("--seeds", "2");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("instead of").And.Contain("tiles and").And.Contain("eval"));
    }

    [Test]
    public void WhatIsHalvedOrThereAlreadyIsRefused()
    {
        Assert.That(Halve("--seeds", "1").Code, Is.Zero);
        CommandRun taken = Halve();
        Assert.That((taken.Code, taken.Error.Contains("--force")), Is.EqualTo(((int)ExitCode.Output, true)), taken.Error);
        CommandRun again = CommandRun.Of("halve", _folder["half.safetensors"], "-o", _folder["quarter.safetensors"]);
        Assert.That(again.Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That(again.Error, Does.Contain("16 bits already"));
        Assert.That(File.Exists(_folder["quarter.safetensors"]), Is.False);
    }

    private CommandRun Halve(params string[] options) =>
        CommandRun.Of(["halve", _folder["whole.safetensors"], "-o", _folder["half.safetensors"], .. options]);
}
