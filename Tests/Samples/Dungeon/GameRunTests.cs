using System.Text.Json;
using System.Text.RegularExpressions;
using BfnProcGen.AssetFiles;
using BfnProcGen.Dungeon;

namespace BfnProcGen.Tests.Samples.Dungeon;

/// <summary>The game from its command line, without a display: pictures, worlds and saves follow from the script alone.</summary>
public sealed class GameRunTests
{
    private GameModelFiles _models = null!;

    [OneTimeSetUp]
    public void Make() => _models = new GameModelFiles();

    [OneTimeTearDown]
    public void Remove() => _models.Dispose();

    // Through a door of the first room of seed 7 and back, with what a player does on the way.
    private const string Walk = """
        key H           # figures differ from run to run
        wait ready
        screenshot FOLDER/first-NAME.png
        walk up 3       # a wall, or a monster, may be in the way
        walk right 20
        walk down 20
        walk left 20
        wait ready
        screenshot FOLDER/last-NAME.png
        """;

    [Test]
    public void WhatHappensFollowsFromTheScriptHoweverFastRoomsAreDrawn()
    {
        GameRun one = Play("one", "--budget", "50"), other = Play("other", "--budget", "20");
        Assert.Multiple(() =>
        {
            Assert.That(one.Code, Is.Zero, one.Error);
            Assert.That(other.Code, Is.Zero, other.Error);
            foreach (string same in new[] { "world", "rooms_seen", "seed", "evaluations", "script_is_finished" })
                Assert.That(Text(other, same), Is.EqualTo(Text(one, same)), same);
            Assert.That(Text(other, "player"), Is.EqualTo(Text(one, "player")));
            Assert.That(one.Json.GetProperty("script_is_finished").GetBoolean(), Is.True);
            Assert.That(one.Json.GetProperty("frame_ms").GetProperty("count").GetInt32(),
                Is.EqualTo(one.Json.GetProperty("frames").GetInt32()));
            foreach (string picture in new[] { "first", "last" })
                Assert.That(Bytes($"{picture}-other.png"), Is.EqualTo(Bytes($"{picture}-one.png")), picture);
        });
        Assert.That(Bytes("last-one.png"), Is.Not.EqualTo(Bytes("first-one.png")));
        LooksLikeADungeon(Picture.Read(_models.Folder["first-one.png"]));
    }

    [Test]
    public void AGameGoesOnWhereItWasSaved()
    {
        string save = _models.Folder["on.json"];
        GameRun first = Script("save", "walk right 2\nkey M\nkey Space\nkey R\nwait ready\nwalk left 9\nkey F5",
            "--save", save, "--seed", "3");
        Assert.That(first.Code, Is.Zero, first.Error);
        using JsonDocument saved = JsonDocument.Parse(File.ReadAllText(save));
        Assert.That(saved.RootElement.GetProperty("edits").GetArrayLength(), Is.EqualTo(1));
        GameRun second = Script("load", "wait 1", "--save", save, "--load");
        Assert.Multiple(() =>
        {
            Assert.That(second.Code, Is.Zero, second.Error);
            foreach (string same in new[] { "world", "rooms_seen", "seed", "player" })
                Assert.That(Text(second, same), Is.EqualTo(Text(first, same)), same);
        });
    }

    [TestCase("cut")]
    [TestCase("model")]
    [TestCase("wall")]
    [TestCase("room")]
    public void ASaveThatCantBeUsedIsRefusedAndStaysAsItIs(string what)
    {
        string save = _models.Folder[$"{what}.json"];
        Assert.That(Script("make", "key F5", "--save", save).Code, Is.Zero);
        string text = File.ReadAllText(save);
        string bad = what switch
        {
            "cut" => text[..(text.Length / 2)],
            "room" => Regex.Replace(text, "\"edits\": \\[[^]]*\\]", "\"edits\": [null]"),
            "model" => Regex.Replace(text, "\"model_hash\": \"[0-9a-f]+", "\"model_hash\": \"" + new string('0', 64)),
            _ => Regex.Replace(text, "\"player\": {[^}]*}", "\"player\": { \"x\": 0, \"y\": 0, \"facing\": \"Up\" }"),
        };
        Assert.That(bad, Is.Not.EqualTo(text));
        File.WriteAllText(save, bad);
        GameRun load = Script("bad", "wait 1", "--save", save, "--load");
        Assert.Multiple(() =>
        {
            Assert.That(load.Code, Is.EqualTo((int)GameExit.Save));
            Assert.That(load.Error,
                Does.Contain(what switch
                {
                    "cut" => "no whole save", "room" => "a room has no tiles", "model" => "the model is", _ => "stands in a wall",
                }));
            Assert.That(File.ReadAllText(save), Is.EqualTo(bad));
        });
        if (what != "cut") return;
        GameRun overwrite = Script("over", "key F5\nwait 1", "--save", save);
        Assert.Multiple(() =>
        {
            Assert.That(overwrite.Code, Is.EqualTo((int)GameExit.Save));
            Assert.That(overwrite.Error, Does.Contain("so that nothing is lost"));
            Assert.That(File.ReadAllText(save), Is.EqualTo(bad));
        });
    }

    [Test]
    public void ItIsPlayedAgainToTellWhatModelsCost()
    {
        GameRun run = Script("measure", "walk right 3\nkey R\nwalk left 3", "--measure");
        Assert.That(run.Code, Is.Zero, run.Error);
        double on = run.Json.GetProperty("frame_ms").GetProperty("p99").GetDouble(),
            off = run.Json.GetProperty("resting_frame_ms").GetProperty("p99").GetDouble();
        Assert.That(run.Json.GetProperty("p99_difference_ms").GetDouble(), Is.EqualTo(on - off).Within(0.01));
        Assert.That(run.Json.GetProperty("slice_ms").GetProperty("count").GetInt32(), Is.Positive);
    }

    // Nothing of what differs between drivers: dark and light, many colours, none of it everywhere.
    private static void LooksLikeADungeon(Picture picture)
    {
        var colours = new Dictionary<int, int>();
        for (int i = 0; i < picture.Pixels.Length; i += 4)
        {
            int colour = picture.Pixels[i] << 16 | picture.Pixels[i + 1] << 8 | picture.Pixels[i + 2];
            colours[colour] = colours.GetValueOrDefault(colour) + 1;
        }
        int pixels = picture.Width * picture.Height;
        Assert.That(colours, Has.Count.GreaterThan(200));
        Assert.That(colours.Values.Max(), Is.LessThan(pixels / 2));
        Assert.That(colours.Where(entry => (entry.Key >> 16) > 120).Sum(entry => entry.Value),
            Is.GreaterThan(pixels / 40), "what the player's light falls on");
        // Every pixel is repeated: nothing was smoothed.
        for (int y = 0; y < picture.Height; y += 2)
            for (int x = 0; x < picture.Width; x += 2)
                if (!picture[x, y].SequenceEqual(picture[x + 1, y + 1])) Assert.Fail($"({x}, {y}) is no pixel of four");
    }

    private GameRun Play(string name, params string[] more) =>
        Script(name, Walk.Replace("FOLDER", _models.Folder.Path).Replace("NAME", name), more);

    private GameRun Script(string name, string lines, params string[] more)
    {
        _models.Folder.Add($"{name}.txt", lines);
        return GameRun.Of(_models.Arguments(["--script", _models.Folder[$"{name}.txt"], .. more]));
    }

    private byte[] Bytes(string file) => File.ReadAllBytes(_models.Folder[file]);

    private static string Text(GameRun run, string property) => run.Json.GetProperty(property).GetRawText();
}
