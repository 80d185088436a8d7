using BfnProcGen.World;

namespace BfnProcGen.Tests.World;

/// <summary>Which cells belong to which window, with windows that a hash draws in place of a model.</summary>
public sealed class ChunkGridTests
{
    private static readonly int[] Ends = [int.MinValue, int.MaxValue];

    // Some overlap in both directions, in one, none; windows of odd and even extents; the most that is allowed.
    public static IEnumerable<TestCaseData> Grids() =>
        from grid in new[] { (7, 6, 1, 1), (7, 6, 3, 2), (8, 8, 2, 3), (5, 1, 2, 0), (4, 9, 0, 4), (3, 3, 0, 0) }
        select new TestCaseData(new ChunkGrid { Width = grid.Item1, Height = grid.Item2, OverlapX = grid.Item3, OverlapY = grid.Item4 })
            .SetArgDisplayNames(grid.ToString());

    [TestCaseSource(nameof(Grids))]
    public void TwoWindowsAgreeInEveryCellThatBothCover(object value)
    {
        var grid = (ChunkGrid)value;
        grid.Check();
        // Around the origin, and where the last chunk is followed by the first.
        foreach (ChunkPosition corner in new[] { new ChunkPosition(-3, -3), new ChunkPosition(int.MaxValue - 2, int.MaxValue - 3) })
        {
            var world = new Dictionary<(int, int), byte>();
            foreach (ChunkPosition at in Region(corner, 6))
            {
                byte[] window = Drawn(grid, at);
                for (int y = 0; y < grid.Height; y++)
                for (int x = 0; x < grid.Width; x++)
                {
                    (int, int) cell = unchecked(((at.X - corner.X) * grid.ChunkWidth + x, (at.Y - corner.Y) * grid.ChunkHeight + y));
                    byte drawn = window[y * grid.Width + x];
                    if (world.TryGetValue(cell, out byte there)) Assert.That(drawn, Is.EqualTo(there), $"{at} {x},{y}");
                    else world.Add(cell, drawn);
                }
            }
            foreach (ChunkPosition at in Region(corner, 6))
            {
                byte[] chunk = grid.ChunkOf(Drawn(grid, at));
                for (int i = 0; i < chunk.Length; i++)
                {
                    (int, int) cell = unchecked(((at.X - corner.X) * grid.ChunkWidth + i % grid.ChunkWidth,
                        (at.Y - corner.Y) * grid.ChunkHeight + i / grid.ChunkWidth));
                    Assert.That(chunk[i], Is.EqualTo(world[cell]), "chunks tile the plane");
                }
            }
        }
    }

    [TestCaseSource(nameof(Grids))]
    public void AWindowDrawsSomethingAndKnowsNobodyButItsElders(object value)
    {
        var grid = (ChunkGrid)value;
        foreach (ChunkPosition at in Region(new ChunkPosition(-2, -2), 4))
        {
            Assert.That(grid.Before(at).Select(before => before.Turn), Has.All.EqualTo(at.Turn - 1));
            Assert.That(grid.Before(at), Is.Unique);
            var work = new WindowWork(grid, new WindowCache(0), [at]);
            Assert.That(work.Total, Is.LessThanOrEqualTo(9));
            if (grid.Known(at, before => Drawn(grid, before)) is { } known) Assert.That(known, Does.Contain((short)-1));
            else Assert.That(grid.Before(at), Is.Empty);
        }
    }

    [Test]
    public void SeedsOfChunksAreWhatTheyWereInTheFirstVersion()
    {
        // They must not change while EndlessWorld.GeneratorVersion is 1: saves hold no chunk that can be made again.
        Assert.That(EndlessWorld.GeneratorVersion, Is.EqualTo(1));
        ulong[] seeds =
        [
            ChunkGrid.SeedOf(0, new(0, 0)), ChunkGrid.SeedOf(42, new(3, -2)),
            ChunkGrid.SeedOf(ulong.MaxValue, new(int.MinValue, int.MaxValue)),
        ];
        Assert.That(seeds, Is.EqualTo(new ulong[] { 13151187493932095095, 1627999873436645373, 12678781635727183864 }));
    }

    [Test]
    public void NoTwoChunksShareASeed()
    {
        ChunkPosition[] places = [.. Region(new(-20, -20), 40), .. from x in Ends from y in Ends select new ChunkPosition(x, y)];
        ulong[] worlds = [1, 2, 1UL << 32];
        Assert.That(places.SelectMany(at => worlds.Select(world => ChunkGrid.SeedOf(world, at))), Is.Unique);
    }

    [Test]
    public void OverlapsThatLeaveNothingToDrawAreRefused()
    {
        foreach ((int x, int y) in new[] { (4, 1), (1, 3), (-1, 0), (0, -1), (int.MaxValue, 0), (8, 0) })
        {
            var grid = new ChunkGrid { Width = 8, Height = 6, OverlapX = x, OverlapY = y };
            Assert.That(grid.Check, Throws.TypeOf<RequestException>().With.Message.Contains("overlap"), $"{x}, {y}");
        }
        for (int extent = 1; extent < 70; extent++)
        {
            int usual = ChunkGrid.UsualOverlap(extent);
            new ChunkGrid { Width = extent, Height = extent, OverlapX = usual, OverlapY = usual }.Check();
            Assert.That(usual, extent < 3 ? Is.Zero : Is.Positive);
        }
    }

    private static IEnumerable<ChunkPosition> Region(ChunkPosition corner, int side) =>
        from y in Enumerable.Range(0, side) from x in Enumerable.Range(0, side) select corner.Beside(x, y);

    // Nothing is kept between two calls.
    private static byte[] Drawn(ChunkGrid grid, ChunkPosition wanted)
    {
        var work = new WindowWork(grid, new WindowCache(0), [wanted]);
        while (work.TryNext(out ChunkPosition at))
        {
            short[]? known = work.KnownOf(at);
            var random = new Random((int)ChunkGrid.SeedOf(5, at));
            var window = new byte[grid.Width * grid.Height];
            random.NextBytes(window);
            for (int i = 0; i < window.Length; i++)
                if (known?[i] is >= 0 and var cell) window[i] = (byte)cell;
            work.Add(window);
        }
        return work[wanted];
    }
}
