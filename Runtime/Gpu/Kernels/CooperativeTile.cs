using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// The tile that a workgroup of the convolution by cooperative matrices computes. Every tile of the same extents of matrices gives the same
/// bits, since <see cref="Sources"/> follows from the step: the choice may depend on the batch.
/// </summary>
/// <param name="Matrix">Extents of the matrices.</param>
/// <param name="Width">Cells across.</param>
/// <param name="Height">Cells down.</param>
/// <param name="Items">Items of the batch, so many cells of each.</param>
/// <param name="ChannelGroups">Subgroups side by side that compute different channels.</param>
/// <param name="CellGroups">Subgroups that compute different cells.</param>
/// <param name="ChannelMatrices">Matrices of channels of a subgroup.</param>
/// <param name="CellMatrices">Matrices of cells of a subgroup.</param>
/// <param name="Sources">Source channels that are in shared memory at a time; a multiple of the matrices' depth.</param>
internal readonly record struct CooperativeTile(MatrixExtents Matrix, int Width, int Height, int Items, int ChannelGroups, int CellGroups,
    int ChannelMatrices, int CellMatrices, int Sources) : IConvolutionTile
{
    private const int MostCandidates = 3;

    // Subgroups by channels and cells, and matrices of each: from tiny problems to much arithmetic for each load.
    private static readonly (int ChannelGroups, int CellGroups, int ChannelMatrices, int CellMatrices)[] Sizes =
        [(1, 1, 1, 1), (2, 2, 1, 1), (2, 2, 2, 2), (2, 2, 2, 4)];

    /// <inheritdoc/>
    public bool RoundsFactors => true;

    /// <summary>Subgroups of a workgroup.</summary>
    public int Groups => ChannelGroups * CellGroups;

    /// <summary>The tiles of a step that the device can run: those that are worth a try, the most promising first.</summary>
    public static IReadOnlyList<CooperativeTile> Candidates(KernelContext context, ConvolutionStep step, MatrixExtents matrix)
    {
        GpuDevice device = context.Device;
        Shape target = ConvolutionKernel.ExtentsOf(step).Target;
        return
        [
            .. Candidates(matrix, step, context.Batch)
                .Where(tile => tile.Bytes(step) <= device.SharedMemory && tile.Groups * device.SubgroupSize <= device.MostInvocations
                    && tile.Workgroups(target, context.Batch) is var (tiles, channelTiles)
                    && tiles <= device.MostGroups(0) && channelTiles <= device.MostGroups(1))
                .Take(MostCandidates),
        ];
    }

    /// <summary>The tiles of a step for any device that has such matrices, the most promising first.</summary>
    public static IEnumerable<CooperativeTile> Candidates(MatrixExtents matrix, ConvolutionStep step, int batch)
    {
        (Shape source, Shape target) = ConvolutionKernel.ExtentsOf(step);
        // Enough for some products between barriers: a kernel of one tap has one for each matrix's depth.
        int usual = step.Kernel == 1 ? 64 : 16;
        int sources = Math.Min(Multiple(usual, matrix.Depth), Multiple(source.Channels, matrix.Depth));
        return Sizes.Select(size => Of(matrix, step, target, batch, sources, size)).Distinct()
            .OrderBy(tile => tile.Estimate(target, batch));
    }

    /// <inheritdoc/>
    public Dispatch DispatchOf(KernelContext context, ConvolutionStep step) => CooperativeConvolutionKernel.For(context, step, this);

    /// <summary>Workgroups for tiles of cells, and of channels.</summary>
    public (long Tiles, long ChannelTiles) Workgroups(Shape target, int batch) =>
        (Parts(target.Width, Width) * Parts(target.Height, Height) * Parts(batch, Items),
            Parts(target.Channels, ChannelGroups * ChannelMatrices * Matrix.Rows));

    /// <summary>Shared memory, as the shader declares it.</summary>
    public int Bytes(ConvolutionStep step)
    {
        const int quad = 8;
        int last = (CellGroups * CellMatrices * Matrix.Columns - 1) * step.Stride + (step.Kernel - 1) * (Span(Width, step) + 1);
        int places = Math.Max(Items * Piece(step), last + 1);
        int blocks = ChannelGroups * ChannelMatrices * Matrix.Rows / 4;
        return places * (Sources / 4 + 2) * quad + step.Kernel * Sources * ((blocks + 3) / 2 * 2) * quad
            + Groups * Matrix.Rows * Matrix.Columns * sizeof(float);
    }

    /// <summary>
    /// Whether the matrices of a workgroup hold all cells of the tile. Rows of whole matrices must fill them exactly; other cells are numbered
    /// through, as they lie in shared memory.
    /// </summary>
    public bool HoldsItsCells(ConvolutionStep step)
    {
        int matrices = CellGroups * CellMatrices;
        return Width % Matrix.Columns == 0
            ? Width / Matrix.Columns * Height * Items == matrices
            : (Items - 1) * (Piece(step) / step.Stride) + (Height - 1) * Span(Width, step) + Width <= matrices * Matrix.Columns;
    }

    /// <summary>The tile in words.</summary>
    public override string ToString() => $"{Width}x{Height}x{Items} cells, {Matrix} matrices, {ChannelGroups} by {CellGroups} subgroups of "
        + $"{ChannelMatrices} by {CellMatrices}, from {Sources}";

    private static CooperativeTile Of(MatrixExtents matrix, ConvolutionStep step, Shape target, int batch, int sources,
        (int ChannelGroups, int CellGroups, int ChannelMatrices, int CellMatrices) size)
    {
        // No larger than the problem.
        (int channelGroups, int cellGroups, int channelMatrices, int cellMatrices) = size;
        long wanted = Parts(target.Channels, matrix.Rows);
        while (channelMatrices > 1 && channelGroups * channelMatrices / 2 >= wanted) channelMatrices /= 2;
        while (channelGroups > 1 && channelGroups / 2 * channelMatrices >= wanted) channelGroups /= 2;
        CooperativeTile tile = Best(cellGroups, cellMatrices)!.Value;
        while (cellGroups * cellMatrices > 1)
        {
            (int groups, int matrices) = cellMatrices > 1 ? (cellGroups, cellMatrices / 2) : (cellGroups / 2, 1);
            if (Best(groups, matrices) is not { } half || half.Workgroups(target, batch).Tiles > tile.Workgroups(target, batch).Tiles) break;
            (cellGroups, cellMatrices, tile) = (groups, matrices, half);
        }
        return tile;

        CooperativeTile? Best(int groups, int matrices)
        {
            var any = new CooperativeTile(matrix, 1, 1, 1, channelGroups, groups, channelMatrices, matrices, sources);
            return any.Shapes(step, target, batch).Where(shape => shape.HoldsItsCells(step))
                .OrderBy(shape => shape.Workgroups(target, batch).Tiles).ThenBy(shape => shape.Bytes(step))
                .Cast<CooperativeTile?>().FirstOrDefault();
        }
    }

    // Rows of whole matrices; and of any width, as many cells as the matrices hold.
    private IEnumerable<CooperativeTile> Shapes(ConvolutionStep step, Shape target, int batch)
    {
        int matrices = CellGroups * CellMatrices, cells = matrices * Matrix.Columns;
        for (int across = 1; across <= matrices; across *= 2)
        for (int down = 1; down <= matrices / across; down *= 2)
            yield return this with { Width = across * Matrix.Columns, Height = down, Items = matrices / across / down };
        for (int width = Math.Min(target.Width, cells); width > 0; width = width == 1 ? 0 : (int)Parts(width, 2))
        {
            int span = Span(width, step), height = Math.Clamp((cells - width) / span + 1, 1, target.Height);
            var tile = this with { Width = width, Height = (int)Parts(target.Height, (int)Parts(target.Height, height)) };
            int inItem = (tile.Height - 1) * span + width;
            int items = inItem > cells ? 1 : (cells - inItem) / (tile.Piece(step) / step.Stride) + 1;
            yield return tile with { Items = tile.Height < target.Height || width < target.Width ? 1 : Math.Min(items, batch) };
        }
    }

    // Cells that are loaded along a side.
    private static int Span(int cells, ConvolutionStep step) => (cells - 1) * step.Stride + step.Kernel;

    // Cells that are loaded of an item, and what makes them whole strides.
    private int Piece(ConvolutionStep step) => Multiple(Span(Width, step) * Span(Height, step), step.Stride);

    // Rounds of workgroups side by side, and what a subgroup does in each: products, and loads of matrices.
    private double Estimate(Shape target, int batch)
    {
        const double units = 128, load = 1;
        (long tiles, long channelTiles) = Workgroups(target, batch);
        return Math.Ceiling(tiles * channelTiles / units) * (ChannelMatrices * CellMatrices + load * (ChannelMatrices + CellMatrices));
    }

    private static long Parts(long whole, int part) => (whole + part - 1) / part;

    private static int Multiple(int value, int of) => (value + of - 1) / of * of;
}
