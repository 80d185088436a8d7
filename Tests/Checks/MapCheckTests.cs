using BfnProcGen.Checks;
using BfnProcGen.Maps;

namespace BfnProcGen.Tests.Checks;

/// <summary>Checks say what is unmet, how far it is, and which cells are at fault.</summary>
public sealed class MapCheckTests
{
    private static readonly Tile[] Tiles = [new("#", "wall"), new(".", "floor"), new("D", "door"), new(">", "stairs")];

    [Test]
    public void ConnectionAgreesWithAnIndependentFloodFill([Values] Wrap wrap)
    {
        var random = new Random(7);
        MapCheck check = MapCheck.Connected(["door", "stairs"], ["."], wrap);
        int met = 0;
        for (int i = 0; i < 1500; i++)
        {
            int width = random.Next(1, 9), height = random.Next(1, 9);
            double walls = random.NextDouble();
            TileMap map = Random(random, width, height, walls);
            int parts = FloodFill.PartsOf(map, tile => tile >= 2, tile => tile == 1, wrap.HasFlag(Wrap.X), wrap.HasFlag(Wrap.Y));
            UnmetCheck? unmet = check.Unmet(map, Tiles);
            Assert.That(unmet is null, Is.EqualTo(parts < 2), $"map {i}");
            if (unmet is null) met++;
            else Assert.That(unmet.Distance, Is.EqualTo(parts - 1));
        }
        Assert.That(met, Is.InRange(100, 1400), "both cases occur");
    }

    [Test]
    public void DiggingAwayWhatIsAtFaultJoinsAPart([Values] Wrap wrap)
    {
        var random = new Random(8);
        MapCheck check = MapCheck.Connected(["D"], ["floor"], wrap);
        for (int i = 0; i < 300; i++)
        {
            TileMap map = Random(random, 8, 7, 0.6);
            if (check.Unmet(map, Tiles) is not { } unmet) continue;
            byte[] dug = map.Cells.ToArray();
            foreach (Cell cell in unmet.Cells) dug[cell.Y * 8 + cell.X] = 1;
            Assert.That(unmet.Cells, Is.Not.Empty);
            Assert.That(unmet.Cells.All(cell => map[cell.X, cell.Y] is 0 or 3));
            Assert.That(check.Unmet(new TileMap(8, 7, dug), Tiles)?.Distance ?? 0, Is.LessThan(unmet.Distance));
            Assert.That(unmet.Wanted.Select(tile => tile.IndexIn(Tiles)), Is.EqualTo(new[] { 1 }));
        }
    }

    [TestCase(0, "there are 0", 2, 0)]
    [TestCase(1, "there are 1", 1, 0)]
    [TestCase(2, null, 0, 0)]
    [TestCase(5, "there are 5", 3, 3)]
    public void CountsAreCounted(int stairs, string? reason, int distance, int atFault)
    {
        TileMap map = new(3, 2, [.. Enumerable.Range(0, 6).Select(i => (byte)(i < stairs ? 3 : 1))]);
        UnmetCheck? exactly = MapCheck.Exactly(2, ">").Unmet(map, Tiles);
        Assert.That((exactly?.Reason, exactly?.Distance ?? 0, exactly?.Cells.Count ?? 0), Is.EqualTo((reason, distance, atFault)));
        Assert.That(MapCheck.AtLeast(2, "stairs").Unmet(map, Tiles) is null, Is.EqualTo(stairs >= 2));
        Assert.That(MapCheck.AtMost(2, 3).Unmet(map, Tiles) is null, Is.EqualTo(stairs <= 2));
        if (stairs > 2) Assert.That(exactly!.Cells, Is.EqualTo(new Cell[] { new(2, 0), new(0, 1), new(1, 1) }), "the first ones may stay");
        Assert.That((exactly?.Wanted.Count ?? 0, exactly?.Unwanted.Count ?? 0), Is.EqualTo((stairs < 2 ? 1 : 0, stairs > 2 ? 1 : 0)));
    }

    [Test]
    public void AFunctionIsACheck()
    {
        MapCheck check = MapCheck.By("no walls", map => Enumerable.Range(0, map.Width).Where(x => map[x, 0] == 0).Select(x => new Cell(x, 0)));
        Assert.That(check.Unmet(new TileMap(3, 1, [1, 1, 1]), Tiles), Is.Null);
        UnmetCheck unmet = check.Unmet(new TileMap(3, 1, [0, 1, 0]), Tiles)!;
        Assert.That((unmet.Check, unmet.Distance, unmet.Cells.Count), Is.EqualTo(("no walls", 2, 2)));
    }

    [Test]
    public void NonsenseIsRefused()
    {
        Assert.That(() => MapCheck.AtLeast(-1, "door"), Throws.TypeOf<RequestException>());
        Assert.That(() => MapCheck.Exactly(1, "lava").Unmet(new TileMap(1, 1, [0]), Tiles), Throws.TypeOf<RequestException>().With.Message.Contains("lava"));
        Assert.That(() => MapCheck.Connected(["lava"], []).Unmet(new TileMap(1, 1, [0]), Tiles), Throws.TypeOf<RequestException>());
    }

    private static TileMap Random(Random random, int width, int height, double walls) =>
        new(width, height, [.. Enumerable.Range(0, width * height).Select(_ => (byte)(random.NextDouble() < walls ? 0 : random.Next(8) < 6 ? 1 : random.Next(2, 4)))]);
}
