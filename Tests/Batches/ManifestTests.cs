using BfnProcGen.Maps;
using BfnProcGen.Tests.AssetFiles;
using FsCheck;
using FsCheck.Fluent;

namespace BfnProcGen.Tests.Batches;

/// <summary>Manifests: what they may say, and what is said about mistakes in them.</summary>
public sealed class ManifestTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void EverythingIsRead()
    {
        BatchManifest manifest = Read("""
            {
              // Comments and trailing commas are fine.
              "shards": 8,
              "jobs": [
                { "model": "m.safetensors", "seeds": [5, 24], "classes": ["a", "b"], "size": [32, 24], "overlap": [1, 2], "steps": 20,
                  "solver": "ode2", "guidance": 1.5, "temperature": 0.8, "min_p": 0.05, "known": [{"x": 1, "y": 2, "width": 3, "tile": "wall"}],
                  "ban": ["water"], "wrap": "xy", "format": "atlas-list", "tileset": "l.json", "per_file": 64, "min_length": 3, "max_length": 9,
                  "text_pattern": "Ka*", "new": true, "output": "{class}/{seed:6}.png", },
                { "model": "m.safetensors", "count": 7, "classes": "each", "output": "{seed}.png" },
              ],
            }
            """);
        Assert.That(manifest.Shards, Is.EqualTo(8));
        BatchJob job = manifest.Jobs[0];
        Assert.Multiple(() =>
        {
            Assert.That(job.Model, Is.EqualTo(_folder["m.safetensors"]));
            Assert.That((job.FirstSeed, job.Count, job.Steps!.Value, job.Solver, job.Guidance), Is.EqualTo((5UL, 20, 20, "ode2", 1.5)));
            Assert.That(job.Classes, Is.EqualTo(new[] { "a", "b" }));
            Assert.That((job.Size!.Value, job.Overlap!.Value, job.Wrap), Is.EqualTo(((32, 24), (1, 2), Wrap.Both)));
            Assert.That((job.Temperature!.Value, job.MinP!.Value), Is.EqualTo((0.8, 0.05)));
            Assert.That(job.Known, Is.EqualTo(new[] { (new CellArea(1, 2, 3, 1), "wall") }));
            Assert.That((job.Format!.Value, job.TileSet, job.PerFile!.Value), Is.EqualTo((BatchFormat.AtlasList, _folder["l.json"], 64)));
            Assert.That((job.MinLength, job.MaxLength!.Value, job.TextPattern, job.OnlyNew), Is.EqualTo((3, 9, "Ka*", true)));
            Assert.That(job.Output.PathOf("m", "a", 5, 0, 0), Is.EqualTo("a/000005.png"));
            Assert.That((manifest.Jobs[1].FirstSeed, manifest.Jobs[1].Count), Is.EqualTo((1UL, 7)));
            Assert.That(manifest.Jobs[1].Classes, Is.Empty, "each");
        });
    }

    [TestCase("\"stepps\": 8", "m.json: stepps: There is no key \"stepps\"; did you mean 'steps'?")]
    [TestCase("\"Seeds\": 8", "did you mean 'seeds'?")]
    [TestCase("\"fist_seed\": 8", "did you mean 'first_seed'?")]
    [TestCase("\"colour\": 8", "There is no key \"colour\"; known are ban, classes, count")]
    [TestCase("\"steps\": 0", "m.json: steps: 0 is no whole number from 1 to 10,000.")]
    [TestCase("\"steps\": \"8\"", "m.json: steps: \"8\" is no whole number")]
    [TestCase("\"guidance\": -1", "\"guidance\" must be from 0 to 100.")]
    [TestCase("\"format\": \"jpg\"", "There is no format 'jpg'; did you mean 'png'?")]
    [TestCase("\"wrap\": \"z\"", "There is no wrap 'z'; did you mean 'x'?")]
    [TestCase("\"classes\": 3", "\"classes\" must be \"each\" or a list of names.")]
    [TestCase("\"size\": [3]", "\"size\" must be columns and rows")]
    [TestCase("\"known\": [{\"x\": 0, \"y\": 0}]", "known[0]: \"tile\" is missing.")]
    [TestCase("\"known\": [{\"x\": 0, \"y\": 0, \"tlie\": \"a\"}]", "known[0].tlie: There is no key \"tlie\"; did you mean 'tile'?")]
    [TestCase("\"seeds\": [1, 2]", "leave out \"count\" and \"first_seed\"")]
    [TestCase("\"first_seed\": 18446744073709551615", "There are no 4 seeds from 18446744073709551615 on.")]
    [TestCase("\"count\": 5", "m.json: This is no valid JSON (Duplicate property 'count'")]
    public void MistakesAreNamed(string member, string message) =>
        AssertRefused($$"""{"model": "m.safetensors", "count": 4, "output": "{seed}.png", {{member}}}""", message);

    [TestCase("[]", "[] is not an object")]
    [TestCase("{", "m.json:1:2: This is no valid JSON")]
    [TestCase("{}", "\"count\" is missing.")]
    [TestCase("""{"jobs": []}""", "There must be 1 to 1000 jobs.")]
    [TestCase("""{"jobs": [], "steps": 3}""", "There is no key \"steps\"")]
    [TestCase("""{"model": "m", "seeds": [3, 2], "output": "a"}""", "From 3 to 2 there are not")]
    [TestCase("""{"model": "m", "seeds": [0, 18446744073709551615], "output": "a"}""", "there are not 1 to")]
    [TestCase("""{"model": "m", "count": 3, "output": "{sed}.png"}""", "m.json: output: There is no field {sed}; did you mean 'seed'?")]
    public void WholeManifestsThatMakeNoSenseAreRefused(string text, string message) => AssertRefused(text, message);

    [TestCase("{seed")]
    [TestCase("seed}")]
    [TestCase("{seed:0}.png")]
    [TestCase("{seed:x}.png")]
    [TestCase("/tmp/{seed}.png")]
    [TestCase("../{seed}.png")]
    [TestCase("a//{seed}.png")]
    [TestCase("./{seed}.png")]
    [TestCase("a\\{seed}.png")]
    [TestCase(".bfn-batch/{seed}.png")]
    [TestCase("")]
    public void PatternsStayInTheFolder(string pattern) =>
        Assert.That(() => OutputPattern.Parse(pattern, problem => new RequestException(problem)), Throws.TypeOf<RequestException>());

    [Test]
    public void FilesOfAllKindsAreNamed()
    {
        OutputPattern pattern = OutputPattern.Parse("out/{model}/{class}-{file:3}/{index}_{seed:2}.png", problem => new RequestException(problem));
        Assert.That(pattern.PathOf("m", null, 123, 4, 5), Is.EqualTo("out/m/any-005/4_123.png"));
        Assert.That(pattern.Root, Is.EqualTo("out/"));
        Assert.That((pattern.Has("file"), pattern.Has("seed"), OutputPattern.Parse("a/b.png", problem => new RequestException(problem)).Root), Is.EqualTo((true, true, "a/")));
    }

    [Test]
    public void AnyTextIsReadOrRefused()
    {
        const string Whole = """{"model": "m", "count": 3, "classes": ["a"], "known": [{"x": 1, "y": 2, "tile": "a"}], "output": "{class}/{seed}.png"}""";
        Gen<string> texts =
            from at in Gen.Choose(0, Whole.Length)
            from length in Gen.Choose(0, 10)
            from piece in Gen.OneOf(Gen.Elements("-1", "1e99", "null", "{}", "[]", "\"\"", "{", "}", "\\ud800"), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""))
            select Whole[..at] + piece + Whole[Math.Min(Whole.Length, at + length)..];
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            try
            {
                Read(text);
            }
            catch (RequestException)
            {
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private BatchManifest Read(string text) => ManifestReader.Read(_folder.Add("m.json", text)["m.json"]);

    private void AssertRefused(string text, string message) => Assert.That(() => Read(text), Throws.TypeOf<RequestException>().With.Message.Contains(message));
}
