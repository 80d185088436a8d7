using BfnProcGen.Maps;
using BfnProcGen.Models;
using BfnProcGen.Texts;
using BfnProcGen.World;

namespace BfnProcGen.Batches;

/// <summary>What became of an item: a map, an image or a text; or a text that none of the draws gave.</summary>
internal sealed record DrawnItem(BatchItem Item, TileMap? Map, Image? Image, TextResult? Text);

/// <summary>Draws items of a job. What an item becomes depends on its seed alone, not on what is drawn beside it.</summary>
internal sealed class BatchDrawing(Generator generator, PreparedJob job)
{
    /// <summary>Draws items, in their order.</summary>
    /// <exception cref="GpuException">The device failed.</exception>
    public IReadOnlyList<DrawnItem> Draw(IReadOnlyList<BatchItem> items)
    {
        if (job.Model.Kind == AssetKind.Text) return DrawTexts(items);
        if (job.IsWorld) return [.. items.Select(item => new DrawnItem(item, DrawWorld(item), null, null))];
        SampleRequest[] requests = [.. items.Select(job.Requests.Of)];
        if (job.Job.Wrap != Wrap.None)
        {
            IReadOnlyList<MapResult> maps =
                generator.SampleMaps([.. requests.Select(request => new MapRequest(request) { Wrap = job.Job.Wrap })]);
            return [.. items.Zip(maps, (item, result) => new DrawnItem(item, result.Map, null, null))];
        }
        return [.. items.Zip(generator.SampleBatch(requests), (item, sample) => job.Model.Kind == AssetKind.Image
            ? new DrawnItem(item, null, sample.Image, null)
            : new DrawnItem(item, sample.Tiles, null, null))];
    }

    // The part of a world from its origin on.
    private TileMap DrawWorld(BatchItem item)
    {
        (int width, int height) = job.Job.Size!.Value;
        var world = new EndlessWorld(generator, job.Requests.OfWorld(item));
        int columns = (width + world.ChunkWidth - 1) / world.ChunkWidth, rows = (height + world.ChunkHeight - 1) / world.ChunkHeight;
        ChunkPosition[] positions = [.. Enumerable.Range(0, columns * rows).Select(i => new ChunkPosition(i % columns, i / columns))];
        IReadOnlyList<Sample> chunks = world.ChunksAt(positions);
        var cells = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                TileMap chunk = chunks[y / world.ChunkHeight * columns + x / world.ChunkWidth].Tiles;
                cells[y * width + x] = chunk[x % world.ChunkWidth, y % world.ChunkHeight];
            }
        }
        return new TileMap(width, height, cells);
    }

    private DrawnItem[] DrawTexts(IReadOnlyList<BatchItem> items)
    {
        var drawn = new Dictionary<ulong, DrawnItem>();
        TextDrawing drawing = TextDrawing.For(job.Model);
        foreach (IGrouping<string?, BatchItem> alike in items.GroupBy(item => item.Label))
        {
            BatchItem[] some = [.. alike];
            TextRequest request = job.Requests.OfTexts(alike.Key, [.. some.Select(item => item.Seed)]);
            double guidance = alike.Key is null ? 0 : job.Job.Guidance;
            IReadOnlyList<TextResult> results = drawing.Draw(request, wanted =>
                [.. generator.SampleBatch(wanted, job.Steps, job.Solver, guidance).Select(sample => sample.Levels.ToArray())]);
            for (int i = 0; i < some.Length; i++) drawn[some[i].Seed] = new DrawnItem(some[i], null, null, results[i]);
        }
        return [.. items.Select(item => drawn[item.Seed])];
    }
}
