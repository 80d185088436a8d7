using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Models;

/// <summary>The hash of a model changes with what it draws, and with nothing else.</summary>
public sealed class ModelHashTests
{
    [Test]
    public void ItSurvivesTheFileAndOtherTitles()
    {
        Model pixels = TinyModel.OfPixels(new DiscretisedFlow(0.01, 64), PixelChannels.Rgb);
        foreach (Model model in new[] { TinyModel.Create(classes: 2), TinyModel.OfPalette(), TinyModel.OfText(), pixels })
        {
            string hash = model.ComputeHash();
            Assert.That(hash, Does.Match("^[0-9a-f]{64}$"));
            using var folder = new TemporaryFolder();
            model.Save(folder["model.safetensors"]);
            Assert.That(Model.Load(folder["model.safetensors"]).ComputeHash(), Is.EqualTo(hash));
            var title = new Dictionary<string, string> { ["modelspec.title"] = "Another" };
            Assert.That((model with { Metadata = title }).ComputeHash(), Is.EqualTo(hash));
            Assert.That((model with { Solvers = new Dictionary<int, Solver>() }).ComputeHash(), Is.EqualTo(hash));
        }
    }

    [Test]
    public void EverythingThatDecidesADrawingCounts()
    {
        Model model = TinyModel.Create(classes: 2);
        Dictionary<string, float[]> weights = model.Weights.ToDictionary();
        string last = weights.Keys.Last();
        weights[last] = [.. weights[last]];
        weights[last][^1] = MathF.BitIncrement(weights[last][^1]);
        Model[] models =
        [
            model, TinyModel.Create(classes: 2, seed: 2), model with { Weights = weights }, model with { Flow = new DiscreteFlow(5, 4.5) },
            model with { Classes = ["class1", "class0"] }, model with { Format = new TileFormat([.. model.Tiles.Reverse()]) },
            TinyModel.Create(classes: 2, width: 8), TinyModel.Create(),
        ];
        Assert.That(models.Select(each => each.ComputeHash()), Is.Unique);
    }
}
