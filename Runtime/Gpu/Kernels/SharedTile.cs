using System.Numerics;
using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// The tile that a workgroup of the convolution in shared memory computes. Every tile computes the same bits.
/// </summary>
/// <param name="Width">Cells across.</param>
/// <param name="Height">Cells down.</param>
/// <param name="Items">Items of the batch, so many cells of each.</param>
/// <param name="Blocks">Output channels in fours.</param>
/// <param name="CellsEach">Cells of an invocation.</param>
/// <param name="BlocksEach">Fours of channels of an invocation.</param>
/// <param name="Sources">Source channels that are in shared memory at a time; divides their number.</param>
internal readonly record struct SharedTile(int Width, int Height, int Items, int Blocks, int CellsEach, int BlocksEach, int Sources)
    : IConvolutionTile
{
    // Half of what every device has, so that two workgroups share a processor's memory.
    private const int UsualBytes = 16 << 10;

    private const int MostSources = 32, MostCandidates = 3;

    // Cells and blocks of a tile and of an invocation: from many small workgroups, for small problems, to much arithmetic for each load.
    private static readonly (int Cells, int Blocks, int CellsEach, int BlocksEach)[] Sizes =
        [(32, 4, 1, 1), (64, 8, 4, 1), (64, 16, 4, 2), (128, 16, 8, 2)];

    /// <inheritdoc/>
    public bool RoundsFactors => false;

    /// <summary>Invocations of a workgroup.</summary>
    public int Invocations => Width * Height * Items / CellsEach * (Blocks / BlocksEach);

    /// <summary>The tiles of a step that the device can run: those that are worth a try, the most promising first.</summary>
    public static IReadOnlyList<SharedTile> Candidates(KernelContext context, ConvolutionStep step)
    {
        (Shape source, Shape target) = ConvolutionKernel.ExtentsOf(step);
        return
        [
            .. Sizes.Select(size => Of(context, step, source, target, size)).OfType<SharedTile>().Distinct()
                .OrderBy(tile => tile.Estimate(step, target, context.Batch)).Take(MostCandidates),
        ];
    }

    /// <inheritdoc/>
    public Dispatch DispatchOf(KernelContext context, ConvolutionStep step) => SharedConvolutionKernel.For(context, step, this);

    /// <summary>Workgroups of tiles of cells, and of channels.</summary>
    public (long Tiles, long ChannelTiles) Groups(Shape target, int batch) =>
        (Parts(target.Width, Width) * Parts(target.Height, Height) * Parts(batch, Items), Parts(Parts(target.Channels, 4), Blocks));

    /// <summary>The tile in words.</summary>
    public override string ToString() =>
        $"{Width}x{Height}x{Items} cells by {Blocks * 4} channels, {CellsEach} by {BlocksEach * 4} each, from {Sources}";

    private static SharedTile? Of(KernelContext context, ConvolutionStep step, Shape source, Shape target,
        (int Cells, int Blocks, int CellsEach, int BlocksEach) size)
    {
        // No larger than the problem.
        int width = Above(target.Width), height = Above(target.Height), items = Above(context.Batch);
        int cells = (int)Math.Min(size.Cells, (long)width * height * items);
        int blocks = Math.Min(size.Blocks, Above((int)Parts(target.Channels, 4)));
        int blocksEach = Math.Min(size.BlocksEach, blocks), cellsEach = Math.Min(size.CellsEach, cells);
        while (cellsEach > 1 && cells / cellsEach * (blocks / blocksEach) < 64) cellsEach /= 2;

        SharedTile? best = null;
        (long Groups, int Region) least = (long.MaxValue, 0);
        for (int across = 1; across <= Math.Min(cells, width); across *= 2)
        for (int down = 1; down <= Math.Min(cells / across, height); down *= 2)
        {
            int alongItems = cells / across / down;
            if (alongItems > items) continue;
            var tile = new SharedTile(across, down, alongItems, blocks, cellsEach, blocksEach, 1);
            var cost = (tile.Groups(target, context.Batch).Tiles, tile.Region(step));
            if (cost.CompareTo(least) < 0) (best, least) = (tile, cost);
        }
        if (best is not { } found) return null;
        int sources = Enumerable.Range(1, Math.Min(MostSources, source.Channels))
            .LastOrDefault(count => source.Channels % count == 0 && (found with { Sources = count }).Bytes(step) <= UsualBytes, 1);
        found = found with { Sources = sources };
        return found.FitsInto(context.Device, step, found.Groups(target, context.Batch)) ? found : null;
    }

    private bool FitsInto(GpuDevice device, ConvolutionStep step, (long Tiles, long ChannelTiles) groups) =>
        Bytes(step) <= device.SharedMemory && Invocations <= device.MostInvocations
        && groups.Tiles <= device.MostGroups(0) && groups.ChannelTiles <= device.MostGroups(1);

    // Cells that are loaded of each source channel.
    private int Region(ConvolutionStep step) =>
        Items * ((Width - 1) * step.Stride + step.Kernel) * ((Height - 1) * step.Stride + step.Kernel);

    // As the shader declares it.
    private int Bytes(ConvolutionStep step) => Sources * (Region(step) * 4 + step.Kernel * step.Kernel * (Blocks + 1) * 16);

    // Rounds of workgroups side by side, and what an invocation does in each: multiply-adds, and loads from shared memory.
    private double Estimate(ConvolutionStep step, Shape target, int batch)
    {
        const double units = 256, load = 2;
        (long tiles, long channelTiles) = Groups(target, batch);
        return Math.Ceiling(tiles * channelTiles / units) * (CellsEach * BlocksEach * 4 + load * (CellsEach + BlocksEach));
    }

    private static long Parts(long whole, int part) => (whole + part - 1) / part;

    private static int Above(int value) => (int)BitOperations.RoundUpToPowerOf2((uint)value);
}
