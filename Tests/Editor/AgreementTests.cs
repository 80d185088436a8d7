using BfnProcGen.Editor.Evaluation;
using BfnProcGen.Editor.Runs;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor;

/// <summary>The agreement test, one for every kind of asset: plain interpreter, Torch and Vulkan, the same seed the same result.</summary>
[TestFixture]
public sealed class AgreementTests
{
    private const int Seeds = 24;

    private static readonly Dictionary<string, Model> Kinds = new()
    {
        ["tile maps"] = TinyModel.Create(classes: 2),
        ["tile maps of 16-bit weights"] = TinyModel.Create(classes: 2, seed: 2).WithHalfWeights(),
        ["palette images"] = TinyModel.OfPalette(classes: 2),
        ["discretised images"] = TinyModel.OfPixels(new DiscretisedFlow(Math.Sqrt(1e-3), 16), PixelChannels.Rgba),
        ["continuous images"] = TinyModel.OfPixels(new ContinuousFlow(0.03), PixelChannels.Rgb),
        ["texts"] = TinyModel.OfText(),
        ["running text"] = TinyModel.OfText(hasEnd: false),
    };

    private static IEnumerable<string> Names => Kinds.Keys;

    [TestCaseSource(nameof(Names))]
    public void EveryKindIsComputedAlikeByPlainTorchAndVulkan(string kind)
    {
        Model model = Kinds[kind];
        Agreement agreement = Measure(model);
        Assert.That(agreement.Backends.Select(backend => backend.Device.Split(' ')[0]).First(), Is.EqualTo("Torch"));
        Assert.That(agreement.Backends, Has.Count.EqualTo(2));
        foreach (BackendAgreement backend in agreement.Backends)
        {
            Assert.Multiple(() =>
            {
                Assert.That(backend.EqualLevels, Is.GreaterThanOrEqualTo(0.999), backend.Device);
                Assert.That(backend.EqualItems, Is.GreaterThanOrEqualTo(0.9), backend.Device);
                Assert.That(backend.OutputError, Is.LessThanOrEqualTo(1e-4), backend.Device);
                Assert.That(backend.CloseValues, model.Flow.HasLevels ? Is.Null : Is.GreaterThanOrEqualTo(0.999), backend.Device);
            });
        }
        AssetWords words = AssetWords.Of(model);
        string[] lines = [.. agreement.Lines(words)];
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines[1], Does.Contain($"{words.Item}s equal").And.Contain(model.Flow.HasLevels ? $"{words.Variable}s and" : "within 0.001"));
    }

    // Alone or in a batch, at the first time or later.
    [TestCaseSource(nameof(Names))]
    public void TheSameSeedGivesTheSameOfEveryKind(string kind)
    {
        Model model = Kinds[kind];
        var request = new DrawRequest(model.SolverFor(6), 6, 0, 5);
        SampleItem[] items = [.. Enumerable.Range(0, 5).Select(i => new SampleItem(50 + (ulong)i, Class: i % 3 - 1))];
        foreach (Backend backend in new[] { Backend.Vulkan, Backend.Plain })
        {
            using SampleSource source = SampleSource.Open(model, backend);
            Drawn[] batch = [.. source.Draw(request, items, default)], again = [.. source.Draw(request, items, default)];
            Assert.That(batch.Select(Numbers).Distinct().Count(), Is.EqualTo(5), "different seeds differ");
            for (int i = 0; i < items.Length; i++)
            {
                Drawn alone = source.Draw(request, [items[i]], default).Single();
                Assert.That(Numbers(again[i]), Is.EqualTo(Numbers(batch[i])), $"{backend}, item {i} again");
                Assert.That(Numbers(alone), Is.EqualTo(Numbers(batch[i])), $"{backend}, item {i} alone");
            }
        }
    }

    [TestCaseSource(nameof(Names))]
    public void OtherWeightsAreNoticed(string kind)
    {
        Model model = Kinds[kind];
        string first = model.Network.Parameters.Keys.First(name => name.EndsWith("weight", StringComparison.Ordinal));
        Model other = model with
        {
            Weights = model.Weights.ToDictionary(entry => entry.Key,
                entry => entry.Key == first ? Array.ConvertAll(entry.Value, weight => -weight) : entry.Value),
        };
        using SampleSource right = SampleSource.Open(model, Backend.Plain), wrong = SampleSource.Open(other, Backend.Torch);
        var request = new DrawRequest(model.SolverFor(8), 8, 1, 16);
        var count = new AgreementCount("wrong");
        count.AddSamples(right.Draw(request, default), wrong.Draw(request, default));
        count.AddOutputs([[1, -4]], [[1, -4.1f]]);
        BackendAgreement result = count.Result();
        Assert.That(result.EqualItems, Is.LessThan(0.9));
        Assert.That(result.OutputError, Is.EqualTo(0.025).Within(1e-6));
        if (result.CloseValues is { } close) Assert.That(close, Is.LessThan(0.9));
        count.AddOutputs([[1, 2, 3]], [[1, float.NaN, 3]]);
        Assert.That(count.Result().OutputError, Is.NaN, "what is no number agrees with nothing");
    }

    private static Agreement Measure(Model model)
    {
        using var log = new StringWriter();
        return ProgressDisplay.With(new Terminal(log, log, default), display =>
            Agreement.Measure(model, Seeds, 7, new EvaluationPhase(display, "agreement", Seeds), default));
    }

    private static string Numbers(Drawn drawn) => string.Join(' ', drawn.Levels?.Select(level => (float)level) ?? drawn.Values!);
}
