using BfnProcGen.Checks;
using BfnProcGen.Maps;
using BfnProcGen.Models;
using BfnProcGen.Tests.Checks;

namespace BfnProcGen.Tests.Gpu;

/// <summary>What a game may demand of maps, with the ready model of rooms on the device.</summary>
public sealed class ControlTests : GpuTest
{
    private const int Seeds = 1000;
    private static readonly Model Rooms = Model.Load(Path.Combine(Repository.Root.FullName, "Samples", "Models", "rooms.safetensors"));
    private static readonly string[] Passable = [".", "=", ">", ","];

    [Test]
    public void AThousandSeedsWithRandomDemandsKeepThemAndSayWhatIsUnmet()
    {
        using var generator = new Generator(Device, Rooms, new GeneratorOptions { Generations = 0 });
        (MapRequest Request, Dictionary<Cell, int> Known, List<int> Banned)[] asked = [.. Enumerable.Range(0, Seeds).Select(Demand)];
        IReadOnlyList<MapResult> results = generator.SampleMaps([.. asked.Select(demand => demand.Request)]);
        Assert.That(results, Has.Count.EqualTo(Seeds), "all return");
        int met = 0, connected = 0, redrawn = 0;
        for (int i = 0; i < Seeds; i++)
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
            met += results[i].IsMet ? 1 : 0;
            connected += isConnected ? 1 : 0;
            redrawn += results[i].Runs - 1;
        }
        TestContext.Out.WriteLine($"{met} of {Seeds} meet all checks, {connected} are connected, {redrawn} parts were drawn anew");
        Assert.That(met, Is.GreaterThan(Seeds / 10).And.LessThan(Seeds), "both outcomes occur");

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
