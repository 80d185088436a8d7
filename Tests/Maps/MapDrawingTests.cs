using BfnProcGen.Checks;
using BfnProcGen.Maps;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Maps;

/// <summary>
/// Maps of several runs, drawn by a toy that gives every unknown cell a random tile, by the odds of its biases: seams, repairs, their end.
/// </summary>
public sealed class MapDrawingTests
{
    private const int Width = 8, Height = 7, Cells = Width * Height;
    private static readonly Model Model = TinyModel.Create(tiles: 4, height: Height, width: Width);

    // What a run drew anew must not touch an edge where the map goes on, unless a later run draws that anew: then both of its sides are
    // seen together at least once, with what is around them.
    [TestCase(Wrap.X, 2)]
    [TestCase(Wrap.Y, 2)]
    [TestCase(Wrap.Both, 4)]
    public void EveryPairOfNeighboursIsSeenTogetherWhenItIsDrawnLast(Wrap wrap, int runs)
    {
        var drawing = new MapDrawing(Model, new MapRequest(new SampleRequest { Seed = 3 }) { Wrap = wrap });
        var lastRun = new int[Cells];
        var lastPlace = new (int X, int Y)[runs][];
        byte[] map = [];
        int run = 0;
        for (; drawing.Next is { } next; run++)
        {
            byte[] drawn = Toy(next);
            // The toy's map tells how it is rolled: by the cells that are known.
            MapShift shift = Shifts().First(shift => next.Known is null || Enumerable.Range(0, Cells).All(i => next.Known[shift.To(i)] is var k && (k < 0 || k == map[i])));
            lastPlace[run] = [.. Enumerable.Range(0, Cells).Select(i => (shift.To(i) % Width, shift.To(i) / Width))];
            for (int i = 0; i < Cells; i++)
                if (next.Known is null || next.Known[shift.To(i)] < 0) lastRun[i] = run;
            map = shift.Back<byte>(drawn);
            drawing.Take(drawn);
        }
        Assert.That(run, Is.EqualTo(runs));
        Assert.That(drawing.Result.Map.Cells.ToArray(), Is.EqualTo(map));
        for (int i = 0; i < Cells; i++)
        {
            if (wrap.HasFlag(Wrap.X) || i % Width < Width - 1) AreTogether(i, i / Width * Width + (i + 1) % Width);
            if (wrap.HasFlag(Wrap.Y) || i / Width < Height - 1) AreTogether(i, (i + Width) % Cells);
        }

        void AreTogether(int a, int b)
        {
            (int X, int Y)[] place = lastPlace[Math.Max(lastRun[a], lastRun[b])];
            Assert.That(Math.Abs(place[a].X - place[b].X) + Math.Abs(place[a].Y - place[b].Y), Is.EqualTo(1), $"cells {a} and {b}");
        }

        static IEnumerable<MapShift> Shifts() =>
            from x in new[] { 0, Width / 2 } from y in new[] { 0, Height / 2 } select new MapShift(Width, Height, x, y);
    }

    [Test]
    public void KnownCellsStayAndBannedTilesNeverComeThroughAllRuns([Values] Wrap wrap)
    {
        var random = new Random(1);
        for (ulong seed = 0; seed < 60; seed++)
        {
            MapRules rules = MapRules.None.Ban(0).Ban(1, new CellArea(0, 0, 3, Height));
            var known = new Dictionary<Cell, int>();
            for (int i = 0; i < 6; i++)
            {
                var cell = new Cell(random.Next(Width), random.Next(Height));
                rules = rules.Know(cell.X, cell.Y, known[cell] = random.Next(2, 4));
            }
            MapResult result = Draw(new MapRequest(new SampleRequest { Seed = seed, Rules = rules })
            {
                Wrap = wrap, Redraws = 12, Checks = [MapCheck.Exactly(9, 1), MapCheck.AtLeast(1, 0), MapCheck.Connected([3], [2])],
            });
            foreach ((Cell cell, int tile) in known) Assert.That(result.Map[cell.X, cell.Y], Is.EqualTo(tile));
            Assert.That(result.Map.Cells.Contains((byte)0), Is.False);
            for (int i = 0; i < 3 * Height; i++) Assert.That(result.Map[i % 3, i / 3], Is.Not.EqualTo(1));
            Assert.That(result.Unmet.Select(unmet => unmet.Check), Does.Contain("at least 1 tile 0"), "nothing can meet it");
            Assert.That(result.Runs, Is.InRange(1, 4 + 12));
        }
    }

    [Test]
    public void RepairsMeetWhatCanBeMet()
    {
        int met = 0, before = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var request = new MapRequest(new SampleRequest { Seed = seed })
            {
                Redraws = 60, Checks = [MapCheck.Exactly(1, 0), MapCheck.AtLeast(20, 2), MapCheck.Connected([1], [2])],
            };
            MapResult repaired = Draw(request);
            before += Draw(request with { Redraws = 0 }).IsMet ? 1 : 0;
            met += repaired.IsMet ? 1 : 0;
            UnmetCheck?[] actual = [.. request.Checks.Select(check => check.Unmet(repaired.Map, Model.Tiles))];
            Assert.That(repaired.Unmet, Is.EqualTo(actual.OfType<UnmetCheck>()).Using<UnmetCheck>((a, b) => (a.Check, a.Reason, a.Distance) == (b.Check, b.Reason, b.Distance)));
        }
        Assert.That(before, Is.Zero);
        TestContext.Out.WriteLine($"{met} of 100 meet all checks");
        Assert.That(met, Is.GreaterThan(50));
    }

    [Test]
    public void OnlyThePartThatFailsIsDrawnAnew()
    {
        MapCheck check = MapCheck.By("corner", map => map[1, 1] == 3 ? [] : [new Cell(1, 1)]);
        var drawing = new MapDrawing(Model, new MapRequest(new SampleRequest { Seed = 4, Rules = MapRules.None.Know(1, 1, 0) }) { Checks = [check], Redraws = 3 });
        byte[] first = Toy(drawing.Next!);
        drawing.Take(first);
        int[] open = [.. Enumerable.Range(0, Cells).Where(i => drawing.Next!.Known![i] < 0)];
        Assert.That(open, Is.EqualTo(Enumerable.Range(0, Cells).Where(i => i % Width <= 2 && i / Width <= 2 && i != Width + 1)));
        drawing.Take(Toy(drawing.Next!));
        Assert.That(drawing.Next!.Known!.Count(tile => tile < 0), Is.EqualTo(15), "one cell farther at the next attempt");
        drawing.Take(Toy(drawing.Next!));
        drawing.Take(Toy(drawing.Next!));
        Assert.That((drawing.Next, drawing.Result.Runs, drawing.Result.Unmet.Count), Is.EqualTo(((SampleRequest?)null, 4, 1)));
    }

    [Test]
    public void AMapIsTheSameAloneAndBesideOthers()
    {
        MapRequest[] requests = [.. Enumerable.Range(0, 9).Select(i => new MapRequest(new SampleRequest { Seed = (ulong)i })
        {
            Wrap = (Wrap)(i % 4), Checks = i % 2 == 0 ? [MapCheck.Exactly(i, 0)] : [],
        })];
        IReadOnlyList<MapResult> together = MapDrawing.Finish([.. requests.Select(request => new MapDrawing(Model, request))], runs => [.. runs.Select(Toy)]);
        for (int i = 0; i < requests.Length; i++)
        {
            MapResult alone = Draw(requests[i]);
            Assert.That(alone.Map.Cells.ToArray(), Is.EqualTo(together[i].Map.Cells.ToArray()));
            Assert.That(alone.Runs, Is.EqualTo(together[i].Runs));
        }
    }

    [Test]
    public void WhereAllIsKnownNothingIsDrawnAnew()
    {
        var map = new TileMap(Width, Height, new byte[Cells]);
        MapResult result = Draw(new MapRequest(new SampleRequest { Rules = MapRules.None.Keep(map) }) { Wrap = Wrap.Both, Checks = [MapCheck.AtLeast(1, 2), MapCheck.AtMost(3, 0)] });
        Assert.That((result.Runs, result.Unmet.Count), Is.EqualTo((1, 2)));
        Assert.That(result.Map.Cells.ToArray(), Is.EqualTo(map.Cells.ToArray()));
    }

    [Test]
    public void WhatMakesNoSenseIsRefused()
    {
        var sample = new SampleRequest();
        MapCheck outside = MapCheck.By("outside", _ => [new Cell(8, 0)]);
        Assert.Multiple(() =>
        {
            Assert.That(() => new MapDrawing(TinyModel.OfText(), new MapRequest(sample)), Refused("not tile maps"));
            Assert.That(() => new MapDrawing(Model, new MapRequest(sample) { Redraws = -1 }), Refused("-1"));
            Assert.That(() => new MapDrawing(Model, new MapRequest(sample) { Wrap = Wrap.X, SeamReach = 4 }), Refused("1 to 3"));
            Assert.That(() => new MapDrawing(TinyModel.Create(width: 3), new MapRequest(sample) { Wrap = Wrap.X }), Refused("too small"));
            Assert.That(() => new MapDrawing(Model, new MapRequest(sample with { Class = "x" })), Refused("no classes"));
            Assert.That(() => new MapDrawing(Model, new MapRequest(sample)).Take(new byte[3]), Refused("3 were given"));
            Assert.That(() => new MapDrawing(Model, new MapRequest(sample)).Result, Throws.TypeOf<UsageException>());
            Assert.That(() => Draw(new MapRequest(sample) { Checks = [outside] }), Refused("'outside'"));
        });

        static NUnit.Framework.Constraints.IResolveConstraint Refused(string because) => Throws.TypeOf<RequestException>().With.Message.Contains(because);
    }

    private static MapResult Draw(MapRequest request) => MapDrawing.Finish([new MapDrawing(Model, request)], runs => [.. runs.Select(Toy)])[0];

    private static byte[] Toy(SampleRequest request)
    {
        SampleItem item = request.ItemFor(Model);
        var map = new byte[Cells];
        for (int i = 0; i < Cells; i++)
        {
            double[] odds = [.. Enumerable.Range(0, 4).Select(tile => Math.Exp(item.Bias?[tile * Cells + i] ?? 0))];
            double left = Noise.Uniform(item.Seed, (uint)i, 1) * odds.Sum();
            int chosen = 0;
            while (chosen < 3 && (left -= odds[chosen]) >= 0) chosen++;
            map[i] = (byte)(item.Known is { } known && known[i] >= 0 ? known[i] : chosen);
        }
        return map;
    }
}
