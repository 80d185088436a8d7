using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using BfnProcGen.Editor;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor;

/// <summary>What <c>bfn eval</c> measures on what, and what is left of an evaluation that is interrupted.</summary>
[TestFixture]
public sealed class EvalCommandTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void OfTrainingAndTestSetTheTestSetIsMeasuredWhole()
    {
        string digits = Digits(("train", 30), ("t10k", 11)), model = Train(digits);
        JsonElement both = Eval(model, digits).Json;
        Assert.Multiple(() =>
        {
            Assert.That(both.GetProperty("assets").GetInt32(), Is.EqualTo(41));
            Assert.That(Basis(both), Is.EqualTo((11, 11, "kept_back", true)));
            Assert.That(both.GetProperty("likelihood_of").GetProperty("n_gram_bits").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(Basis(Eval(model, digits, "--items", "4").Json), Is.EqualTo((4, 11, "kept_back", true)));
            Assert.That(both.GetProperty("device").ValueKind, Is.EqualTo(JsonValueKind.Null), "no device is opened for a likelihood");
            Assert.That(both.GetProperty("quality").GetArrayLength(), Is.Zero);
        });

        JsonElement unlabelled = Eval(model, digits, "--unlabelled").Json;
        Assert.That(Basis(unlabelled), Is.EqualTo((11, 11, "kept_back", false)));
        Assert.That(Nats(unlabelled), Is.Not.EqualTo(Nats(both)), "the classes tell the model something, right or wrong");

        // The test set alone is the same images in the same black and white.
        foreach (string file in Directory.GetFiles(digits, "train-*")) File.Delete(file);
        JsonElement alone = Eval(model, digits).Json;
        Assert.That(Basis(alone), Is.EqualTo((11, 11, "given", true)));
        Assert.That(Nats(alone), Is.EqualTo(Nats(both)).Within(1e-9));
    }

    [Test]
    public void AModelThatSaysNothingOfItsTrainingIsMeasuredOnTheTestSetToo()
    {
        string digits = Digits(("train", 20), ("t10k", 6)), path = _folder["model.safetensors"];
        Model model = TinyModel.Create(tiles: 2, height: 8, width: 8) with
        {
            Format = new PaletteFormat([new Rgba(0, 0, 0, 255), new Rgba(255, 255, 255, 255)]),
        };
        model.Save(path);
        CommandRun run = Eval(path, digits);
        Assert.That(Basis(run.Json), Is.EqualTo((6, 6, "set_aside", false)), "and it knows no classes to be told");
        Assert.That(CommandRun.Of("eval", path, digits, "--count", "0", "--steps", "2", "--likelihood", "1").Output,
            Does.Contain("Likelihood of all 6 images of the test set").And.Contain("bits a pixel"));
    }

    [Test]
    public void ADiscretisedModelThatSaysNothingIsMeasuredInItsOwnBins()
    {
        string digits = Digits(("train", 9)), path = _folder["model.safetensors"];
        TinyModel.OfPixels(new DiscretisedFlow(0.03, 16), PixelChannels.Grey, 8, 8).Save(path);
        JsonElement likelihood = Eval(path, digits).Json.GetProperty("likelihood")[1];
        Assert.That(likelihood.GetProperty("variables").GetDouble(), Is.EqualTo(64));
        Assert.That(likelihood.GetProperty("nats_per_item").GetDouble(), Is.GreaterThan(64), "no bin but its own is that probable");
    }

    [Test]
    public void TextsAreMeasuredBesideAFiveGramModelOfThoseTrainedOn([Values(false, true)] bool running)
    {
        var random = new Random(3);
        string[] syllables = ["ka", "lo", "mi", "ne"];
        string[] words = [.. Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, 5).Select(_ => syllables[random.Next(4)])))];
        _folder.Add("names.txt", string.Join('\n', words.Distinct()));
        string model = _folder["model.safetensors"];
        CommandRun train = CommandRun.Of(["train", _folder["names.txt"], "-o", model, "--steps", "2", "--channels", "16", "--blocks", "1",
            "--batch", "8", "--no-search", .. running ? ["--window", "20"] : Array.Empty<string>()]);
        Assert.That(train.Code, Is.Zero, train.Error);
        CommandRun run = Eval(model, _folder["names.txt"]);
        double bits = run.Json.GetProperty("likelihood_of").GetProperty("n_gram_bits").GetDouble();
        Assert.That(bits, Is.InRange(0.9, 1.6), "two bits a syllable of two letters, and what is not known");
        Assert.That(run.Json.GetProperty("likelihood")[0].GetProperty("bits_per_variable").GetDouble(), Is.GreaterThan(bits), "hardly trained");
        string shown = CommandRun.Of("eval", model, _folder["names.txt"], "--count", "0", "--steps", "2", "--likelihood", "1").Output;
        Assert.That(shown, Does.Contain("kept back from training").And.Contain($"needs {bits:0.0000} bits a character of the same texts")
            .And.Contain("bits a character"));
    }

    // Interrupted when the first row of the likelihood is told, and again when the first row of the quality is.
    [Test]
    public void AnInterruptionKeepsTheRowsThatAreMeasured([Values("likelihood: at 2 steps", "quality: 2 evaluations, chosen:")] string when)
    {
        string model = _folder["model.safetensors"], maps = _folder["maps"];
        Directory.CreateDirectory(maps);
        for (int i = 0; i < 6; i++) _folder.Add($"maps/{i}.txt", string.Concat(Enumerable.Repeat("abcdabcd\n", 4 + i)) + "aaaaaaaa\nbbbbbbbb\n");
        TinyModel.Create().Save(model);
        string[] args = ["eval", model, maps, "--steps", "2,3", "--count", "4", "--likelihood", "1", "--solvers", "chosen,ode2", "--backend", "torch"];
        bool quality = when.StartsWith("quality", StringComparison.Ordinal);

        CommandRun json = Interrupted(when, [.. args, "--json"]), table = Interrupted(when, args);
        Assert.Multiple(() =>
        {
            Assert.That(json.Code, Is.EqualTo((int)ExitCode.Interrupted), json.Error);
            Assert.That(json.Json.GetProperty("complete").GetBoolean(), Is.False);
            Assert.That(json.Json.GetProperty("likelihood").GetArrayLength(), Is.EqualTo(quality ? 3 : 1));
            Assert.That(json.Json.GetProperty("quality").GetArrayLength(), Is.EqualTo(quality ? 1 : 0));
            Assert.That(table.Code, Is.EqualTo((int)ExitCode.Interrupted));
            Assert.That(table.Output, Does.Match(@"\|\s+2 \|").And.Contain("bits a tile"));
            Assert.That(table.Output.Contains("continuous"), Is.EqualTo(quality));
            Assert.That(table.Error, Does.Contain("Interrupted").And.Contain("printed"));
        });
    }

    private static CommandRun Interrupted(string when, string[] args)
    {
        using var interrupt = new CancellationTokenSource();
        using StringWriter output = new(), error = new Watcher(when, interrupt);
        int code = Program.Run(args, new Terminal(output, error, interrupt.Token));
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    private static (int Items, int Of, string Origin, bool Labelled) Basis(JsonElement report)
    {
        JsonElement basis = report.GetProperty("likelihood_of");
        return (basis.GetProperty("items").GetInt32(), basis.GetProperty("of").GetInt32(), basis.GetProperty("origin").GetString()!,
            basis.GetProperty("labelled").GetBoolean());
    }

    private static double Nats(JsonElement report) => report.GetProperty("likelihood")[0].GetProperty("nats_per_item").GetDouble();

    private static CommandRun Eval(string model, string assets, params string[] more)
    {
        CommandRun run = CommandRun.Of(["eval", model, assets, "--steps", "2", "--count", "0", "--likelihood", "1", "--json", .. more]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return run;
    }

    private string Train(string assets)
    {
        string model = _folder["model.safetensors"];
        CommandRun train = CommandRun.Of("train", assets, "-o", model, "--steps", "3", "--channels", "8", "--batch", "4", "--no-search");
        Assert.That(train.Code, Is.Zero, train.Error);
        return model;
    }

    // Sets of 8×8 images with labels 0 to 2, as MNIST has them.
    private string Digits(params (string Set, int Count)[] sets)
    {
        string digits = _folder["digits"];
        Directory.CreateDirectory(digits);
        foreach ((string set, int count) in sets)
        {
            var random = new Random(count);
            var pixels = new byte[count * 64];
            random.NextBytes(pixels);
            File.WriteAllBytes(Path.Combine(digits, $"{set}-images-idx3-ubyte"), [.. Header(3, count, 8, 8), .. pixels]);
            File.WriteAllBytes(Path.Combine(digits, $"{set}-labels-idx1-ubyte"),
                [.. Header(1, count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 3))]);
        }
        return digits;

        static byte[] Header(byte dimensions, params int[] extents)
        {
            var header = new byte[4 + 4 * extents.Length];
            (header[2], header[3]) = (8, dimensions);
            for (int i = 0; i < extents.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), extents[i]);
            return header;
        }
    }

    // A log that interrupts the command when a line in it begins so.
    private sealed class Watcher(string when, CancellationTokenSource interrupt) : StringWriter
    {
        public override void Write(char value) => Watch(() => base.Write(value));

        public override void Write(char[] buffer, int index, int count) => Watch(() => base.Write(buffer, index, count));

        public override void Write(string? value) => Watch(() => base.Write(value));

        private void Watch(Action write)
        {
            write();
            StringBuilder log = GetStringBuilder();
            if (log.ToString().Contains(when, StringComparison.Ordinal)) interrupt.Cancel();
        }
    }
}
