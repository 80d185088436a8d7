using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Training;
using BfnProcGen.Training.Import;

namespace BfnProcGen.Tests.Editor;

[TestFixture]
public sealed class ImportCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _weights = "", _model = "";

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        (_weights, _model) = (_folder["weights.safetensors"], _folder["model.safetensors"]);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void ABinaryUNetBecomesAModelOfBlackAndWhiteImages()
    {
        ReferenceFile.BinaryUNet().Save(_weights);
        Model model = Import("unet-binary", "--heads", "4", "--title", "Digits");
        Assert.Multiple(() =>
        {
            Assert.That((model.Kind, model.Flow), Is.EqualTo((AssetKind.Image, new DiscreteFlow(2, 9))));
            Assert.That(model.Format.ClassNames, Is.EqualTo(new[] { "#000000ff", "#ffffffff" }));
            Assert.That(model.Metadata["modelspec.title"], Is.EqualTo("Digits"));
            Assert.That(model.Metadata["bfn.import"], Does.Contain("weights.safetensors").And.Contain("unet-binary"));
        });
        CommandRun shown = CommandRun.Of("inspect", _model);
        Assert.That(shown.Code, Is.Zero, shown.Error);
        Assert.That(shown.Output, Does.Contain("4×4").And.Contain("β₁ = 9").And.Contain("entrance0"));
        IReadOnlyDictionary<string, float[]> weights = UNetImport.Read(_weights, isBinary: true, heads: 4).Weights;
        Assert.That(model.Weights, Has.Count.EqualTo(weights.Count));
        foreach ((string name, float[] values) in weights) Assert.That(model.Weights[name], Is.EqualTo(values), name);
    }

    [Test]
    public void AColourUNetBecomesAModelOfImages()
    {
        ReferenceFile.VariationalUNet().Save(_weights);
        Assert.That(Import("unet-rgb", "--heads", "1").Flow, Is.EqualTo(new DiscretisedFlow(1e-3, 256)));
        Model few = Import("unet-rgb", "--heads", "1", "--bins", "16", "--force");
        Assert.That(few.Flow, Is.EqualTo(new DiscretisedFlow(Math.Sqrt(1e-3), 16)));
        Assert.That(few.Format, Is.EqualTo(new PixelFormat(PixelChannels.Rgb, 8)));
    }

    [Test]
    public void ATransformerBecomesAModelOfText()
    {
        ReferenceFile.Transformer().Save(_weights);
        Model model = Import("transformer", "--heads", "2", "--alphabet", "aé𐍈", "--beta1", "2");
        Assert.That(model.Format.ClassNames, Is.EqualTo(new[] { "a", "é", "𐍈" }));
        Assert.That((model.Kind, model.Flow), Is.EqualTo((AssetKind.Text, new DiscreteFlow(3, 2))));
        Assert.That(model.Network.Output, Is.EqualTo(new Shape(3, 1, 4)));
    }

    [TestCase((int)ExitCode.Usage, "β₁ must be given", "--heads", "2", "--alphabet", "abc")]
    [TestCase((int)ExitCode.Usage, "the alphabet has 27", "--heads", "2", "--beta1", "2")]
    [TestCase((int)ExitCode.Usage, "twice", "--heads", "2", "--beta1", "2", "--alphabet", "aba")]
    [TestCase((int)ExitCode.Usage, "β₁ must be positive", "--heads", "2", "--beta1", "0", "--alphabet", "abc")]
    [TestCase((int)ExitCode.Model, "must be given", "--beta1", "2", "--alphabet", "abc")]
    [TestCase((int)ExitCode.Model, "don't divide into 3 heads", "--heads", "3", "--beta1", "2", "--alphabet", "abc")]
    public void WhatDoesNotFitIsRefusedAndNothingIsWritten(int code, string reason, params string[] options)
    {
        ReferenceFile.Transformer().Save(_weights);
        CommandRun run = CommandRun.Of(["import", _weights, "-o", _model, "--network", "transformer", .. options]);
        Assert.That(run.Code, Is.EqualTo(code), run.Error);
        Assert.That(run.Error, Does.Contain(reason).And.Not.Contain("   at "));
        Assert.That(File.Exists(_model), Is.False);
    }

    private Model Import(string network, params string[] options)
    {
        CommandRun run = CommandRun.Of(["import", _weights, "-o", _model, "--network", network, .. options]);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("Wrote"));
        return Model.Load(_model);
    }
}
