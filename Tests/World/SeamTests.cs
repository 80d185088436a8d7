using System.Globalization;
using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using BfnProcGen.Tests.Gpu;
using BfnProcGen.World;

namespace BfnProcGen.Tests.World;

/// <summary>
/// The ready model's dungeon: tiles across the seams of two windows are no more at odds with the training maps than those that one window
/// drew. The parameter <c>chunks</c> of a test run makes it larger, for figures.
/// </summary>
public sealed class SeamTests : GpuTest
{
    private const double MostTimesAsOften = 1.1;

    private static readonly string Samples = Path.Combine(Repository.Root.FullName, "Samples");
    private static readonly Model Model = Model.Load(Path.Combine(Samples, "Models", "rooms.safetensors"));

    // Rooms share their walls, which are a tile thick.
    private static readonly int Width = Model.Width - 1, Height = Model.Height - 1;

    [Test]
    public void SeamsAreAsSoundAsWhatOneWindowDraws()
    {
        int side = int.Parse(TestContext.Parameters.Get("chunks", "8"), CultureInfo.InvariantCulture);
        var adjacency = new Adjacency(
            TileMapFolder.Read(Path.Combine(Samples, "Assets", "dungeon")).MapsIn(Model.Tiles).Select(file => file.Map));
        using var generator = new Generator(Device, Model, new GeneratorOptions { Generations = 0 });
        (PairCount inside, PairCount seams) = Count(adjacency, Dungeon(generator, side, overlap: 1));
        (_, PairCount pasted) = Count(adjacency, Dungeon(generator, side, overlap: 0));
        TestContext.Out.WriteLine($"{side * side} rooms: inside {inside}, across seams {seams}, {seams.Rate / inside.Rate:0.00} times as "
            + $"often; across seams of rooms that know nothing of each other {pasted}");
        Assert.That(seams.Pairs, Is.EqualTo(pasted.Pairs).And.GreaterThan(side * side * 20));
        // As many as that share allows, and what chance may add to so few.
        double most = MostTimesAsOften * inside.Rate * seams.Pairs;
        Assert.That(seams.Strange, Is.LessThanOrEqualTo(most + 3 * Math.Sqrt(most)));
        Assert.That(pasted.Rate, Is.GreaterThan(2 * inside.Rate), "the figure tells sound seams from others");
    }

    // Cells that two windows cover are drawn by the one at the even coordinate, of a column and of a row.
    private static int Owner(int cell, int chunk) => cell % chunk == 0 ? cell / chunk & ~1 : cell / chunk;

    private static (PairCount Inside, PairCount Seams) Count(Adjacency adjacency, TileMap map) =>
        adjacency.Count(map, x => Owner(x, Width), y => Owner(y, Height));

    // Laid out a wall apart, whether rooms know of each other or not: of two that cover a cell its owner's counts.
    private static TileMap Dungeon(Generator generator, int side, int overlap)
    {
        var world = new EndlessWorld(generator, new WorldOptions { Seed = 7, OverlapX = overlap, OverlapY = overlap });
        IReadOnlyList<Sample> chunks = world.ChunksAt(
            [.. from y in Enumerable.Range(0, side) from x in Enumerable.Range(0, side) select new ChunkPosition(x, y)]);
        var cells = new byte[side * Width * side * Height];
        for (int i = 0; i < cells.Length; i++)
        {
            int x = i % (side * Width), y = i / (side * Width);
            (int column, int row) = overlap == 0 ? (Owner(x, Width), Owner(y, Height)) : (x / Width, y / Height);
            cells[i] = chunks[row * side + column].Tiles[x - column * Width, y - row * Height];
        }
        return new TileMap(side * Width, side * Height, cells);
    }
}
