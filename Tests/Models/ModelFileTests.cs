using System.Buffers.Binary;
using System.Text;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Plans;

namespace BfnProcGen.Tests.Models;

public sealed class ModelFileTests
{
    private string _folder = "", _path = "";

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("bfn-model").FullName;
        _path = Path.Combine(_folder, "model.safetensors");
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void WhatIsSavedIsLoaded([Values(0, 3)] int classes)
    {
        Model model = TinyModel.Create(classes: classes);
        model.Save(_path);
        Model loaded = Model.Load(_path);
        Assert.That(loaded.Kind, Is.EqualTo(model.Kind));
        Assert.That(loaded.Flow, Is.EqualTo(model.Flow));
        Assert.That(loaded.Tiles, Is.EqualTo(model.Tiles));
        Assert.That(loaded.Classes, Is.EqualTo(model.Classes));
        Assert.That(loaded.Solvers, Is.EquivalentTo(model.Solvers));
        Assert.That(loaded.Metadata, Is.SupersetOf(model.Metadata));
        Assert.That(loaded.Network.ToJson(), Is.EqualTo(model.Network.ToJson()));
        Assert.That(loaded.Weights.Keys, Is.EquivalentTo(model.Weights.Keys));
        foreach ((string name, float[] values) in model.Weights) Assert.That(loaded.Weights[name], Is.EqualTo(values));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1), "no temporary file is left");
    }

    // The keys that the model metadata standard (ModelSpec 1.0.1) demands, unless the model brings its own.
    [Test]
    public void AFileSaysWhatItIsAndWhatMadeIt()
    {
        Model model = TinyModel.Create() with { Metadata = new Dictionary<string, string> { ["modelspec.author"] = "me", ["bfn.generator"] = "older" } };
        model.Save(_path);
        IReadOnlyDictionary<string, string> metadata = Model.Load(_path).Metadata;
        Assert.That(metadata["modelspec.sai_model_spec"], Is.EqualTo("1.0.1"));
        Assert.That(metadata["modelspec.architecture"], Is.EqualTo("bayesian-flow-network-v1-tile-map"));
        Assert.That(metadata["modelspec.implementation"], Is.EqualTo("BfnProcGen"));
        Assert.That(metadata["modelspec.title"], Is.EqualTo("model"), "the file's name");
        Assert.That(metadata["modelspec.date"], Does.Match(@"^\d{4}-\d\d-\d\d$"));
        Assert.That(metadata["modelspec.author"], Is.EqualTo("me"));
        Assert.That(metadata["bfn.generator"], Does.Match(@"^\d+\.\d+\.\d+"));
        Assert.That(metadata["bfn.generator"], Does.Not.Contain("+"), "the same program gives the same file, whatever commit built it");

        string moved = Path.Combine(_folder, "moved.safetensors");
        Model.Load(_path).Save(moved);
        Assert.That(Model.Load(moved).Metadata, Is.EquivalentTo(metadata), "what a file says stays when it is saved again");
    }

    [Test]
    public void TheSelfTestOfImagesIsLoadedAndItsLengthChecked([Values] bool discretised)
    {
        Model model = TinyModel.OfPixels(discretised ? new DiscretisedFlow(0.01, 16) : new ContinuousFlow(0.01), PixelChannels.Rgb).WithSelfTest();
        model.Save(_path);
        Assert.That(Model.Load(_path).SelfTest!.Cells, Is.EqualTo(model.SelfTest!.Cells).And.Length.EqualTo(3 * 6 * 7));
        (model with { SelfTest = model.SelfTest with { Cells = model.SelfTest.Cells[1..] } }).Save(_path);
        Refused("self-test", () => Model.Load(_path));
    }

    // What a flow adds to older ones is kept in the file, and has to fit the network.
    [Test]
    public void TurnsAndWhatIsPredictedAreKeptAndChecked()
    {
        Model text = TinyModel.OfText();
        Model rolling = text with { Flow = new DiscreteFlow(9, 2, new RollingWindow(12, 1.5)) };
        Assert.That((rolling.UsualEvaluations, text.UsualEvaluations), Is.EqualTo((14, 8)));
        rolling.Save(_path);
        Assert.That(Model.Load(_path).Flow, Is.EqualTo(rolling.Flow));
        Assert.That(Model.Load(_path).SolverFor(13).IsAncestral, "no search was made");
        foreach (RollingWindow window in new[] { new RollingWindow(11, 1), new RollingWindow(2_000_000_000, 1), new RollingWindow(12, 0.5) })
        {
            (text with { Flow = new DiscreteFlow(9, 2, window) }).Save(_path);
            Refused("takes turns over", () => Model.Load(_path));
        }

        Model pixels = TinyModel.OfPixels(new DiscretisedFlow(0.01, 16) { Predicts = PredictedQuantity.Velocity }, PixelChannels.Rgb);
        pixels.Save(_path);
        Assert.That(Model.Load(_path).Flow, Is.EqualTo(pixels.Flow));
        (pixels with { Flow = new DiscretisedFlow(0.01, 16) { Predicts = (PredictedQuantity)7 } }).Save(_path);
        Refused("predicts '7'", () => Model.Load(_path));
    }

    [Test]
    public void TheNearestSearchedSolverIsUsed()
    {
        Model model = TinyModel.Create();
        Assert.That(model.SolverFor(5), Is.EqualTo(model.Solvers[4]));
        Assert.That(model.SolverFor(8), Is.EqualTo(model.Solvers[8]));
        Assert.That(model.SolverFor(1), Is.EqualTo(model.Solvers[4]));
        Assert.That(model.SolverFor(100_000).IsAncestral);
    }

    [Test]
    public void AFailedWriteLeavesTheFormerFile()
    {
        File.WriteAllText(_path, "before");
        Assert.Throws<IOException>(() => AtomicFile.Write(_path, stream =>
        {
            stream.Write("half"u8);
            throw new IOException("No space left on device");
        }));
        Assert.That(File.ReadAllText(_path), Is.EqualTo("before"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void ALinkIsWrittenThrough()
    {
        string elsewhere = Path.Combine(_folder, "elsewhere"), target = Path.Combine(elsewhere, "model.safetensors");
        Directory.CreateDirectory(elsewhere);
        File.CreateSymbolicLink(_path, target);
        for (int i = 0; i < 2; i++) AtomicFile.Write(_path, stream => stream.WriteByte((byte)i));
        Assert.That(new FileInfo(_path).LinkTarget, Is.EqualTo(target), "the link is still one");
        Assert.That(File.ReadAllBytes(target), Is.EqualTo(new byte[] { 1 }));
        Assert.That(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), Has.Length.EqualTo(2), "no temporary file is left");
    }

    [Test]
    public void AMissingFileIsNamed() => Refused("no.safetensors", () => Model.Load(Path.Combine(_folder, "no.safetensors")));

    [Test]
    public void AFileOfAnotherProgramIsRefused()
    {
        SafetensorsFile.Write(_path, new Dictionary<string, string>(), [SafetensorsTensor.Of("x", [2], [1, 2])]);
        Refused("not a model of BfnProcGen", () => Model.Load(_path));
    }

    [TestCase("bfn.format_version", "2", "Update")]
    [TestCase("bfn.format_version", "x", "format version 'x'")]
    [TestCase("bfn.kind", "smell", "'smell'")]
    [TestCase("bfn.flow", "{}", "bfn.flow")]
    [TestCase("bfn.flow", """{"kind":"discrete","classes":5,"beta1":-1}""", "β₁")]
    [TestCase("bfn.flow", """{"kind":"discrete","classes":6,"beta1":4}""", "6")]
    [TestCase("bfn.flow", """{"kind":"continuous","sigma1":2}""", "σ₁")]
    [TestCase("bfn.network", "[", "network")]
    [TestCase("bfn.network", """{"nodes":[]}""", "at least one node")]
    [TestCase("bfn.network", """{"nodes":[null]}""", "Node 0")]
    [TestCase("bfn.network", """{"nodes":[{"name":"a","operation":{"op":"explode"},"inputs":[]}]}""", "network")]
    [TestCase("bfn.network", """{"nodes":[{"name":"a","operation":{"op":"silu"},"inputs":[0]}]}""", "'a'")]
    [TestCase("bfn.network", """{"nodes":[{"name":"a","operation":{"op":"state_input","channels":60000,"height":60000,"width":60000},"inputs":[]}]}""", "more than")]
    [TestCase("bfn.tiles", "[null]", "symbol")]
    [TestCase("bfn.tiles", "[]", "0 classes")]
    [TestCase("bfn.classes", "[\"a\"]", "1 classes")]
    [TestCase("bfn.solvers", """{"0":{}}""", "0 evaluations")]
    [TestCase("bfn.solvers", """{"8":{"order":7,"grid":{}}}""", "order 1 or 2")]
    [TestCase("bfn.solvers", """{"8":null}""", "")]
    [TestCase("bfn.tiles", """[{"symbol":"\ud800"}]""", "bfn.tiles")]
    [TestCase("bfn.classes", """["\ud800"]""", "bfn.classes")]
    [TestCase("bfn.network", """{"nodes":[{"name":"\ud800","operation":{"op":"silu"},"inputs":[]}]}""", "network")]
    [TestCase("bfn.training", """{"a":["\ud800"]}""", "bfn.training")]
    [TestCase("bfn.data", """{"b":{"\udc00":1}}""", "bfn.data")]
    public void MetadataThatMakesNoSenseIsRefused(string key, string value, string reason)
    {
        TinyModel.Create().Save(_path);
        SafetensorsFile file = SafetensorsFile.Read(_path);
        SafetensorsFile.Write(_path, new Dictionary<string, string>(file.Metadata) { [key] = value }, [.. file.Tensors.Values]);
        Refused(reason, () => Model.Load(_path));
    }

    [Test]
    public void WeightsThatDoNotFitAreRefused()
    {
        TinyModel.Create().Save(_path);
        SafetensorsFile file = SafetensorsFile.Read(_path);
        SafetensorsTensor first = file.Tensors["first.weight"];
        Save([.. file.Tensors.Values.Where(tensor => tensor != first)]);
        Refused("'first.weight' is missing", () => Model.Load(_path));
        Save([.. file.Tensors.Values.Select(tensor => tensor == first ? tensor with { Shape = [.. first.Shape.Reverse()] } : tensor)]);
        Refused("'first.weight' has the shape", () => Model.Load(_path));
        float[] bad = first.ToFloats();
        bad[3] = float.NaN;
        Save([.. file.Tensors.Values.Select(tensor => tensor == first ? SafetensorsTensor.Of(first.Name, first.Shape, bad) : tensor)]);
        Refused("'first.weight' holds NaN at element 3", () => Model.Load(_path));
        Save([.. file.Tensors.Values, SafetensorsTensor.Of("stray", [1], [0])]);
        Refused("'stray'", () => Model.Load(_path));

        void Save(SafetensorsTensor[] tensors) => SafetensorsFile.Write(_path, file.Metadata, tensors);
    }

    [TestCase("", "is empty")]
    [TestCase("""{"__metadata__":{"a":"\ud800"}}""", "not JSON")]
    [TestCase("""{"__metadata__":{"\ud800":"a"}}""", "not JSON")]
    [TestCase("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "not JSON")]
    [TestCase("{", "not JSON")]
    [TestCase("[]", "not a JSON object")]
    [TestCase("""{"__metadata__":1}""", "__metadata__")]
    [TestCase("""{"__metadata__":{"a":1}}""", "'a'")]
    [TestCase("""{"x":1}""", "lacks dtype")]
    [TestCase("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "JSON")]
    [TestCase("""{"x":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}""", "'F99'")]
    [TestCase("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "-1")]
    [TestCase("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "data_offsets")]
    [TestCase("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "data_offsets")]
    [TestCase("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "needs 8 bytes")]
    [TestCase("""{"x":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,4]}}""", "impossible shape")]
    [TestCase("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", "overlaps")]
    [TestCase("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "belong to no tensor")]
    [TestCase("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "after the last tensor")]
    [TestCase("""{"x":{"dtype":"F32","shape":[1000000],"data_offsets":[0,4000000]}}""", "cut off")]
    public void MalformedFilesAreRefusedWithTheReason(string header, string reason)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), bytes = new byte[8 + text.Length + 8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        File.WriteAllBytes(_path, header.Length == 0 ? [] : bytes);
        Refused(reason, () => SafetensorsFile.Read(_path));
    }

    [TestCase(4_000_000_000UL, "the limit is")]
    [TestCase(ulong.MaxValue, "the limit is")]
    [TestCase(1000UL, "ends after")]
    public void AHeaderThatClaimsTooMuchIsRefusedBeforeAnythingIsRead(ulong length, string reason)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(_path, bytes);
        Refused(reason, () => SafetensorsFile.Read(_path));
    }

    // Every prefix of a valid file, and random damage anywhere in it, is either refused with a typed error or still a valid model. In the
    // header, half characters and enormous numbers get further than random bytes do.
    [Test]
    public void DamageIsNeverWorseThanATypedError()
    {
        TinyModel.Create().Save(_path);
        byte[] whole = File.ReadAllBytes(_path);
        var random = new Random(11);
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 4 == 1) Forge(damaged, random.Next(3) switch { 0 => @"\ud800", 1 => @"\\ud800", _ => "99999999"[..random.Next(1, 9)] }, random.Next(8, 9000));
            else for (int flips = i % 2 * random.Next(1, 6); flips > 0; flips--) damaged[random.Next(Math.Min(9000, damaged.Length))] = (byte)random.Next(256);
            File.WriteAllBytes(_path, damaged);
            try
            {
                Model model = Model.Load(_path);
                Assert.That(i % 2, Is.EqualTo(1), "a file that was cut off must not load");
                Planner.Create(model.Network, 64);
            }
            catch (ModelFormatException e)
            {
                Assert.That(e.Message, Does.Contain(_path));
            }
            catch (NetworkException)
            {
                // So says the planner of a network that is none for a GPU.
            }
        }

        // Digits take the place of digits, so that what was a number still is one.
        static void Forge(byte[] file, string text, int at)
        {
            if (char.IsAsciiDigit(text[0])) at += Math.Max(0, file.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9'));
            for (int i = 0; i < text.Length && at + i < file.Length && (text[0] == '\\' || char.IsAsciiDigit((char)file[at + i])); i++) file[at + i] = (byte)text[i];
        }
    }

    private static void Refused(string reason, Action action) =>
        Assert.That(action, Throws.TypeOf<ModelFormatException>().With.Message.Contains(reason));
}
