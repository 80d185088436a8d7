using BfnProcGen.Editor.Sampling;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>Models that several pages show at once.</summary>
[TestFixture]
public sealed class ModelShelfTests
{
    private TemporaryFolder _folder = null!;
    private RunQueue _queue = null!;
    private ModelShelf _shelf = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        for (int i = 0; i <= ModelShelf.MostAwake; i++) TinyModel.Create(seed: i).Save(_folder[Name(i)]);
        var opened = new OpenedFolder(_folder.Path);
        _queue = new RunQueue(opened, new Terminal(TextWriter.Null, TextWriter.Null, CancellationToken.None));
        _shelf = new ModelShelf(opened, _queue, new AssetLibrary(opened));
    }

    [TearDown]
    public async Task Close()
    {
        _shelf.Dispose();
        await _queue.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task APageThatShowsAModelDrawsWithItHoweverManyWereOpenedSince()
    {
        OpenModel first = _shelf.Open(Name(0));
        byte[] before = await Draw(first);
        OpenModel[] others = [.. Enumerable.Range(1, ModelShelf.MostAwake).Select(i => _shelf.Open(Name(i)))];
        foreach (OpenModel other in others) Assert.That(await Draw(other), Is.Not.EqualTo(before), other.Path);
        Assert.That(SpinWait.SpinUntil(() => !first.IsAwake, TimeSpan.FromSeconds(30)), "only so many keep their weights on the device");

        Assert.That(await Draw(first), Is.EqualTo(before));
        List<GenerationState> states = await others[0].States(new SampleRequest { Seed = 1, Steps = 2 }, CancellationToken.None);
        Assert.That(states, Has.Count.EqualTo(2));
        Assert.That(SpinWait.SpinUntil(() => others.Append(first).Count(model => model.IsAwake) <= ModelShelf.MostAwake, TimeSpan.FromSeconds(30)));
        _shelf.Dispose();
        Assert.That(others.Append(first).Count(model => model.IsAwake), Is.Zero, "nothing is left on the device");
        Assert.That(() => Draw(first), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void AFileThatIsWrittenAgainIsAnotherModel()
    {
        OpenModel first = _shelf.Open(Name(0));
        Assert.That(_shelf.Open(Name(0)), Is.SameAs(first));
        TinyModel.Create(tiles: 4).Save(_folder[Name(0)]);
        File.SetLastWriteTimeUtc(_folder[Name(0)], first.Written.AddSeconds(5));
        Assert.That(_shelf.Open(Name(0)).Model.Tiles, Has.Count.EqualTo(4));
    }

    private static async Task<byte[]> Draw(OpenModel model) =>
        (await model.Draw(new DrawRequest(model.Model.SolverFor(2), 2, 1, 1), CancellationToken.None))[0].Levels!;

    private static string Name(int model) => $"model-{model}.safetensors";
}
