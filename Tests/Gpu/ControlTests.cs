using BfnProcGen.Checks;
using BfnProcGen.Maps;
using BfnProcGen.Models;
using BfnProcGen.Tests.Checks;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Gpu;

/// <summary>What a game may demand of maps, with the ready model of rooms on the device.</summary>
public sealed class ControlTests : GpuTest
{
    private static readonly Model Rooms = Model.Load(Path.Combine(Repository.Root.FullName, "Samples", "Models", "rooms.safetensors"));
    private static readonly string[] Passable = [".", "=", ">", ","];

    // What holds must hold for any network, so that the thousand are drawn with a small one of random weights.
    public static IEnumerable<TestCaseData> Models()
    {
        Model random = TinyModel.Create(tiles: Rooms.Tiles.Count, height: Rooms.Height, width: Rooms.Width);
        yield return new TestCaseData(random with { Format = Rooms.Format }, 1000).SetArgDisplayNames("random weights", "1000");
        yield return new TestCaseData(Rooms, 100).SetArgDisplayNames("rooms", "100");
    }

    [TestCaseSource(nameof(Models))]
    public void RandomDemandsAreKeptAndWhatIsUnmetIsSaid(object model, int seeds)
    {
        using var generator = new Generator(Device, (Model)model, new GeneratorOptions { Generations = 0 });
        (MapRequest Request, Dictionary<Cell, int> Known, List<int> Banned)[] asked = [.. Enumerable.Range(0, seeds).Select(Demand)];
        IReadOnlyList<MapResult> results = generator.SampleMaps([.. asked.Select(demand => demand.Request)]);
        Assert.That(results, Has.Count.EqualTo(seeds), "all return");
        var unmetBy = asked[0].Request.Checks.ToDictionary(check => check.Name, _ => 0);
        for (int i = 0; i < seeds; i++)
        {
            TileMap map = results[i].Map;
            foreach ((Cell cell, int tile) in asked[i].Known) Assert.That(map[cell.X, cell.Y], Is.EqualTo(tile), $"seed {i}: {cell} is known");
            foreach (int tile in asked[i].Banned) Assert.That(map.Cells.Contains((byte)tile), Is.False, $"seed {i}: tile {tile} is banned");

            int stairs = Count(map, ">"), rubble = Count(map, ",");
            bool isConnected = FloodFill.PartsOf(map, tile => Rooms.Tiles[tile].Symbol == "D", tile => Passable.Contains(Rooms.Tiles[tile].Symbol)) <= 1;
            string[] unmet = [.. results[i].Unmet.Select(check => check.Check)];
            Assert.That(unmet.Contains("connected door"), Is.EqualTo(!isConnected), $"seed {i}: doors");
            Assert.That(unmet.Contains("exactly 1 stairs"), Is.EqualTo(stairs != 1), $"seed {i}: {stairs} stairs");
            Assert.That(unmet.Contains("at least 2 rubble"), Is.EqualTo(rubble < 2), $"seed {i}: {rubble} rubble");
            Assert.That(unmet.Contains("no corner of rubble"), Is.EqualTo(Corners(map).Any()), $"seed {i}: corners");
            Assert.That(results[i].Runs, Is.InRange(1, 1 + asked[i].Request.Redraws));
            foreach (string check in unmet) unmetBy[check]++;
        }
        TestContext.Out.WriteLine($"of {seeds} {results.Count(result => result.IsMet)} meet all checks after {results.Sum(result => result.Runs)} runs, "
            + $"unmet are {string.Join(", ", unmetBy.Select(entry => $"{entry.Key}: {entry.Value}"))}");
        foreach (string check in new[] { "connected door", "exactly 1 stairs", "at least 2 rubble" })
            Assert.That(unmetBy[check], Is.GreaterThan(0).And.LessThan(seeds), $"{check}: both outcomes occur");

        static int Count(TileMap map, string symbol) => map.Cells.ToArray().Count(tile => Rooms.Tiles[tile].Symbol == symbol);
    }

    [Test]
    public void SlicesAndTheBackgroundDrawTheSameMap()
    {
        MapRequest request = Demand(3).Request with { Wrap = Wrap.X };
        using var generator = new Generator(Device, Rooms);
        MapResult expected = generator.SampleMap(request), background = generator.SampleMapAsync(request).Result;
        var drawing = new MapDrawing(Rooms, request);
        while (drawing.Next is { } run)
        {
            using Generation generation = generator.Begin(run);
            while (!generation.Advance(TimeSpan.FromMilliseconds(20), wait: true)) { }
            drawing.Take(generation.Sample);
        }
        foreach (MapResult actual in new[] { background, drawing.Result })
        {
            Assert.That(actual.Map.Cells.ToArray(), Is.EqualTo(expected.Map.Cells.ToArray()));
            Assert.That((actual.Runs, actual.Unmet.Count), Is.EqualTo((expected.Runs, expected.Unmet.Count)));
        }
    }

    [Test]
    public void AVariationIsTheMoreLikeItsMapTheLaterItStarts()
    {
        using var generator = new Generator(Device, Rooms, new GeneratorOptions { Generations = 0 });
        TileMap map = generator.Sample(8, 1).Tiles;
        double[] changed = [.. new[] { 0.02, 0.1, 0.2, 0.9 }.Select(from => generator
            .SampleBatch([.. Enumerable.Range(0, 8).Select(i => new SampleRequest { Seed = (ulong)i, Steps = 8, Variation = Variation.Of(map, from) })])
            .Average(sample => sample.Tiles.Cells.ToArray().Where((tile, i) => tile != map.Cells[i]).Count()))];
        TestContext.Out.WriteLine($"cells that changed: {string.Join(", ", changed)}");
        Assert.That(changed, Is.Ordered.Descending);
        Assert.That(changed[0], Is.GreaterThan(20));
        Assert.That(changed[^1], Is.LessThan(4));
    }

    // Known cells and bans that don't contradict each other; one tile, the floor, is never banned.
    private static (MapRequest Request, Dictionary<Cell, int> Known, List<int> Banned) Demand(int seed)
    {
        var random = new Random(seed);
        int floor = ((TileChoice)".").IndexIn(Rooms.Tiles);
        List<int> banned = [.. Enumerable.Range(0, Rooms.Tiles.Count).Where(tile => tile != floor && random.Next(8) == 0)];
        int[] allowed = [.. Enumerable.Range(0, Rooms.Tiles.Count).Except(banned)];
        MapRules rules = banned.Aggregate(MapRules.None, (rules, tile) => rules.Ban(tile));
        var known = new Dictionary<Cell, int>();
        for (int i = random.Next(12); i > 0; i--)
        {
            var cell = new Cell(random.Next(Rooms.Width), random.Next(Rooms.Height));
            rules = rules.Know(cell.X, cell.Y, known[cell] = allowed[random.Next(allowed.Length)]);
        }
        return (new MapRequest(new SampleRequest { Seed = (ulong)seed, Steps = 2, Rules = rules })
        {
            Redraws = 2,
            Checks =
            [
                MapCheck.Connected(["door"], [.. Passable.Select(symbol => (TileChoice)symbol)]), MapCheck.Exactly(1, "stairs"),
                MapCheck.AtLeast(2, "rubble"), MapCheck.By("no corner of rubble", Corners),
            ],
        }, known, banned);
    }

    private static IEnumerable<Cell> Corners(TileMap map) =>
        new Cell[] { new(0, 0), new(map.Width - 1, 0), new(0, map.Height - 1), new(map.Width - 1, map.Height - 1) }
            .Where(cell => Rooms.Tiles[map[cell.X, cell.Y]].Symbol == ",");
}
