using BfnProcGen.Models;
using BfnProcGen.Sampling;

namespace BfnProcGen.World;

/// <summary>
/// How windows of a model lie over an endless plane. Each covers its chunk and as many cells more to the right and below as windows
/// overlap. Which window draws the cells that two of them cover depends on their coordinates alone: windows at two even ones know nothing;
/// one at an odd coordinate takes over the cells that it shares with the two windows beside it in that direction, which are drawn before
/// it. So any chunk needs eight others at most, whatever was asked for before.
/// </summary>
internal sealed record ChunkGrid
{
    // The third word of the counter: those of a sample's own noise are 0 and 1.
    private const uint ChunkDraws = 2;

    /// <summary>Columns of a window.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of a window.</summary>
    public required int Height { get; init; }

    /// <summary>Columns that two windows side by side share.</summary>
    public required int OverlapX { get; init; }

    /// <summary>Rows that two windows one above the other share.</summary>
    public required int OverlapY { get; init; }

    /// <summary>Columns of a chunk.</summary>
    public int ChunkWidth => Width - OverlapX;

    /// <summary>Rows of a chunk.</summary>
    public int ChunkHeight => Height - OverlapY;

    /// <summary>An eighth of a window, or what comes nearest to it where windows are tiny.</summary>
    public static int UsualOverlap(int extent) => Math.Min(Math.Max(1, extent / 8), (extent - 1) / 2);

    /// <summary>The seed of the chunk at a position, unrelated to those of its neighbours.</summary>
    public static ulong SeedOf(ulong world, ChunkPosition at)
    {
        (uint low, uint high, _, _) = Philox.Block((uint)at.X, (uint)at.Y, ChunkDraws, 0, (uint)world, (uint)(world >> 32));
        return (ulong)high << 32 | low;
    }

    /// <summary>The windows of a model as options have them.</summary>
    /// <exception cref="RequestException">They leave nothing to draw between two neighbours; says what is possible.</exception>
    public static ChunkGrid Of(Model model, WorldOptions options)
    {
        var grid = new ChunkGrid
        {
            Width = model.Width, Height = model.Height,
            OverlapX = options.OverlapX ?? UsualOverlap(model.Width),
            OverlapY = options.OverlapY ?? UsualOverlap(model.Height),
        };
        grid.Check();
        return grid;
    }

    /// <summary>Refuses overlaps that leave nothing to draw between two neighbours.</summary>
    /// <exception cref="RequestException">Says what is possible.</exception>
    public void Check()
    {
        Check(OverlapX, Width, "columns", nameof(WorldOptions.OverlapX));
        Check(OverlapY, Height, "rows", nameof(WorldOptions.OverlapY));

        static void Check(int overlap, int extent, string what, string option)
        {
            if (overlap >= 0 && 2 * (long)overlap < extent) return;
            throw new RequestException($"Windows of {extent} {what} can overlap by 0 to {(extent - 1) / 2} of them, not {overlap} "
                + $"({option}): a window between two others must have something left to draw.");
        }
    }

    /// <summary>The windows that must be there before the one at a position is drawn.</summary>
    public IEnumerable<ChunkPosition> Before(ChunkPosition at)
    {
        if (OverlapX > 0 && (at.X & 1) != 0)
        {
            yield return at.Beside(-1, 0);
            yield return at.Beside(1, 0);
        }
        if (OverlapY > 0 && (at.Y & 1) != 0)
        {
            yield return at.Beside(0, -1);
            yield return at.Beside(0, 1);
        }
    }

    /// <summary>The cells that the window at a position takes over, −1 for those it draws; null where it draws all.</summary>
    public short[]? Known(ChunkPosition at, Func<ChunkPosition, byte[]> window)
    {
        short[]? known = null;
        foreach (ChunkPosition before in Before(at))
        {
            known ??= Unknown();
            int right = unchecked(before.X - at.X) * ChunkWidth, down = unchecked(before.Y - at.Y) * ChunkHeight;
            byte[] cells = window(before);
            for (int y = Math.Max(0, down); y < Math.Min(Height, down + Height); y++)
            for (int x = Math.Max(0, right); x < Math.Min(Width, right + Width); x++)
                known[y * Width + x] = cells[(y - down) * Width + x - right];
        }
        return known;
    }

    /// <summary>The chunk of a window: its upper left part, which leaves out what belongs to the chunks to the right and below.</summary>
    public byte[] ChunkOf(ReadOnlySpan<byte> window)
    {
        var chunk = new byte[ChunkWidth * ChunkHeight];
        for (int y = 0; y < ChunkHeight; y++) window.Slice(y * Width, ChunkWidth).CopyTo(chunk.AsSpan(y * ChunkWidth));
        return chunk;
    }

    private short[] Unknown()
    {
        var cells = new short[Width * Height];
        Array.Fill(cells, (short)-1);
        return cells;
    }
}
