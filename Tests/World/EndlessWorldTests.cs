using System.Security.Cryptography;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Tests.Gpu;
using BfnProcGen.Tests.Models;
using BfnProcGen.World;

namespace BfnProcGen.Tests.World;

/// <summary>Worlds on the device: a chunk is the same however it is asked for, and what makes no sense is refused.</summary>
public sealed class EndlessWorldTests : GpuTest
{
    private static readonly Model Model = TinyModel.Create(classes: 2);
    private static readonly WorldOptions Options = new() { Seed = 11, Steps = 3 };

    private static ChunkPosition[] Rows =>
        [.. from y in Enumerable.Range(-4, 8) from x in Enumerable.Range(-4, 8) select new ChunkPosition(x, y)];

    // From the middle outwards, turn by turn.
    private static ChunkPosition[] Spiral
    {
        get
        {
            var places = new List<ChunkPosition>();
            (int x, int y, int dx, int dy) = (-1, -1, 1, 0);
            for (int side = 1; places.Count < 64; side++)
            {
                for (int leg = 0; leg < 2; leg++, (dx, dy) = (-dy, dx))
                for (int i = 0; i < side; i++, (x, y) = (x + dx, y + dy))
                    places.Add(new ChunkPosition(x, y));
            }
            return [.. places.Take(64)];
        }
    }

    private static ChunkPosition[] Shuffled
    {
        get
        {
            ChunkPosition[] places = Rows;
            new Random(4).Shuffle(places);
            return places;
        }
    }

    [Test]
    public void SixtyFourChunksAreEqualInEveryOrder()
    {
        Assert.That(Spiral.Order(Places), Is.EqualTo(Rows.Order(Places)), "the same chunks");
        using var generator = new Generator(Device, Model);
        string rows = HashOf(generator, Rows, Options);
        Assert.That(HashOf(generator, Spiral, Options), Is.EqualTo(rows));
        Assert.That(HashOf(generator, Shuffled, Options), Is.EqualTo(rows));
        Assert.That(HashOf(generator, Shuffled, Options with { CachedWindows = 1 }), Is.EqualTo(rows));
        Assert.That(HashOf(generator, Spiral, Options with { CachedWindows = 0 }), Is.EqualTo(rows));
        Assert.That(HashOf(generator, Rows, Options with { Seed = 12 }), Is.Not.EqualTo(rows));
        Assert.That(HashOf(generator, Rows, Options with { OverlapX = 0 }), Is.Not.EqualTo(rows));
        // Another process would load the model again.
        using var again = new Generator(Device, TinyModel.Create(classes: 2));
        Assert.That(HashOf(again, Rows, Options), Is.EqualTo(rows));
    }

    [Test]
    public async Task AChunkIsTheSameAloneAmongManyInTheBackgroundAndInSlices()
    {
        using var generator = new Generator(Device, Model);
        ChunkPosition[] places = [new(-3, 5), new(-3, 5), new(2, -4), new(-1, 0), new(int.MaxValue, int.MinValue)];
        IReadOnlyList<Sample> together = new EndlessWorld(generator, Options).ChunksAt(places);
        for (int i = 0; i < places.Length; i++)
        {
            byte[] expected = together[i].Levels.ToArray();
            (int x, int y) = (places[i].X, places[i].Y);
            Assert.That(new EndlessWorld(generator, Options).ChunkAt(x, y).Levels.ToArray(), Is.EqualTo(expected));
            Assert.That((await new EndlessWorld(generator, Options).ChunkAsync(x, y)).Levels.ToArray(), Is.EqualTo(expected));
            using ChunkGeneration slices = new EndlessWorld(generator, Options).Begin(x, y);
            while (!slices.Advance(TimeSpan.FromMilliseconds(2))) Thread.Sleep(0);
            Assert.That(slices.Sample.Levels.ToArray(), Is.EqualTo(expected));
        }
        Assert.That(together[0].Levels.ToArray(), Is.Not.EqualTo(together[2].Levels.ToArray()));
    }

    [Test]
    public void ChunksAreAsLargeAsWindowsWithoutTheirOverlap()
    {
        using var generator = new Generator(Device, Model);
        var world = new EndlessWorld(generator, Options);
        Assert.That((world.ChunkWidth, world.ChunkHeight), Is.EqualTo((6, 5)));
        TileMap chunk = world.ChunkAt(1, 1).Tiles;
        Assert.That((chunk.Width, chunk.Height), Is.EqualTo((6, 5)));
        var wide = new EndlessWorld(generator, Options with { OverlapX = 3, OverlapY = 0 });
        Assert.That((wide.ChunkWidth, wide.ChunkHeight), Is.EqualTo((4, 6)));
        using var pixels = new Generator(Device, TinyModel.OfPalette());
        Image image = new EndlessWorld(pixels, Options).ChunkAt(0, -1).Image;
        Assert.That((image.Width, image.Height), Is.EqualTo((6, 5)));
    }

    [Test]
    public void TheClassAndItsGuidanceCount()
    {
        using var generator = new Generator(Device, Model, new GeneratorOptions { Guidance = true });
        WorldOptions guided = Options with { Class = "class1", Guidance = 2 };
        WorldOptions[] worlds = [Options, Options with { Class = "class0" }, Options with { Class = "class1" }, guided];
        Assert.That(worlds.Select(options => HashOf(generator, Rows[..9], options)), Is.Unique);
        EndlessWorld world = new(generator, Options with { Guidance = 2 });
        Assert.That(world.Identity.Guidance, Is.Zero, "no class, no guidance");
        using ChunkGeneration slices = new EndlessWorld(generator, guided).Begin(1, 1);
        while (!slices.Advance(TimeSpan.FromMilliseconds(2))) Thread.Sleep(0);
        Assert.That(slices.Sample.Levels.ToArray(), Is.EqualTo(new EndlessWorld(generator, guided).ChunkAt(1, 1).Levels.ToArray()));
    }

    [Test]
    public void NoMoreWindowsAreKeptThanAsked()
    {
        using var generator = new Generator(Device, Model);
        foreach (int most in new[] { 0, 1, 7 })
        {
            var world = new EndlessWorld(generator, Options with { CachedWindows = most });
            world.ChunksAt(Rows[..16]);
            Assert.That(world.KeptWindows, Is.EqualTo(most));
        }
    }

    [Test]
    public void WhatIsKeptIsNotDrawnAgain()
    {
        var generator = new Generator(Device, Model);
        var world = new EndlessWorld(generator, Options);
        byte[] chunk = world.ChunkAt(1, 1).Levels.ToArray();
        generator.Dispose();
        Assert.That(world.ChunkAt(1, 1).Levels.ToArray(), Is.EqualTo(chunk));
        Assert.That(() => world.ChunkAt(5, 5), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await world.ChunkAsync(5, 5), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => world.Begin(5, 5), Throws.TypeOf<ObjectDisposedException>());
        using ChunkGeneration kept = world.Begin(1, 1);
        Assert.That((kept.IsFinished, kept.Progress, kept.Advance(TimeSpan.Zero)), Is.EqualTo((true, 1.0, true)));
    }

    [Test]
    public void AnotherModelIsNotMixedIn()
    {
        using var generator = new Generator(Device, Model);
        var world = new EndlessWorld(generator, Options);
        world.ChunkAt(0, 0);
        generator.Reload(TinyModel.Create(classes: 2, seed: 2));
        Assert.That(() => world.ChunkAt(1, 0), Throws.TypeOf<UsageException>().With.Message.Contains("new world"));
        Assert.That(() => world.Begin(1, 0), Throws.TypeOf<UsageException>());
        Assert.That(async () => await world.ChunkAsync(1, 0), Throws.TypeOf<UsageException>());
        Assert.That(new EndlessWorld(generator, Options).Identity, Is.Not.EqualTo(world.Identity));
    }

    [Test]
    public void ASaveOpensItsWorldAgain()
    {
        using var generator = new Generator(Device, Model);
        var world = new EndlessWorld(generator, Options with { Class = "class0", OverlapY = 2, Solver = Solver.Ancestral });
        EndlessWorld again = EndlessWorld.Resume(generator, WorldIdentity.Parse(world.Identity.ToString()));
        Assert.That(again.Identity, Is.EqualTo(world.Identity));
        Assert.That(again.ChunkAt(-1, 3).Levels.ToArray(), Is.EqualTo(world.ChunkAt(-1, 3).Levels.ToArray()));
        // The model's own solver stands in the save, should a later search choose another.
        Assert.That(new EndlessWorld(generator, Options).Identity.Solver, Is.EqualTo(Model.SolverFor(3)));

        using var other = new Generator(Device, TinyModel.Create(classes: 2, seed: 2));
        Assert.That(() => EndlessWorld.Resume(other, world.Identity),
            Throws.TypeOf<WorldException>().With.Message.Contains(world.Identity.ModelHash).And.Message.Contains("the model is"));
        Assert.That(() => EndlessWorld.Resume(generator, world.Identity with { GeneratorVersion = 2 }),
            Throws.TypeOf<WorldException>().With.Message.Contains("the generator's version is 1, not 2"));
    }

    [Test]
    public void NonsenseIsRefused()
    {
        using var generator = new Generator(Device, Model);
        foreach (WorldOptions options in new[]
        {
            Options with { Steps = 0 }, Options with { OverlapX = 4 }, Options with { OverlapY = -1 }, Options with { Class = "swamp" },
            Options with { Class = "class0", Guidance = -1 }, Options with { CachedWindows = -1 },
            Options with { Solver = new Solver { Order = 3 } },
        })
            Assert.That(() => new EndlessWorld(generator, options), Throws.TypeOf<RequestException>(), options.ToString());
        foreach (Model model in new[] { TinyModel.OfText(), TinyModel.OfPixels(new ContinuousFlow(0.03), PixelChannels.Grey) })
        {
            using var unfit = new Generator(Device, model, new GeneratorOptions { Generations = 0 });
            Assert.That(() => new EndlessWorld(unfit), Throws.TypeOf<RequestException>().With.Message.Contains("tile maps"));
        }
        Assert.That(new EndlessWorld(generator, Options).ChunksAt([]), Is.Empty);
    }

    private static Comparer<ChunkPosition> Places => Comparer<ChunkPosition>.Create((a, b) => (a.Y, a.X).CompareTo((b.Y, b.X)));

    // Of the chunks in one order, whatever order they were asked for in.
    private static string HashOf(Generator generator, ChunkPosition[] places, WorldOptions options)
    {
        var world = new EndlessWorld(generator, options);
        var chunks = places.ToDictionary(at => at, at => world.ChunkAt(at.X, at.Y).Levels.ToArray());
        return Convert.ToHexString(SHA256.HashData([.. chunks.OrderBy(entry => entry.Key, Places).SelectMany(entry => entry.Value)]));
    }
}
