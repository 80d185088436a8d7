using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// The convolution in tiles of shared memory: told the same as <see cref="ConvolutionKernel"/>, it computes the same bits.
/// </summary>
internal struct SharedConvolutionKernel : IKernel
{
    public ConvolutionKernel Convolution;

    public static string Shader => "convolution_shared";

    public static IReadOnlyList<string> Constants { get; } =
    [
        .. ConvolutionKernel.CommonConstants, "TILE_WIDTH", "TILE_HEIGHT", "TILE_ITEMS", "BLOCKS", "CELLS_EACH", "BLOCKS_EACH", "SOURCES",
    ];

    public static Dispatch For(KernelContext context, ConvolutionStep step, SharedTile tile)
    {
        var kernel = new SharedConvolutionKernel { Convolution = ConvolutionKernel.Of(context, step) };
        (long tiles, long channelTiles) = tile.Groups(ConvolutionKernel.ExtentsOf(step).Target, context.Batch);
        uint[] constants =
        [
            .. ConvolutionKernel.ConstantsOf(context, step), (uint)tile.Width, (uint)tile.Height, (uint)tile.Items, (uint)tile.Blocks,
            (uint)tile.CellsEach, (uint)tile.BlocksEach, (uint)tile.Sources,
        ];
        Dispatch dispatch = kernel.Launch(
            context.Device, tiles * tile.Invocations, channelTiles, ConvolutionKernel.WorkOf(context, step), constants, tile.Invocations);
        return dispatch with { Page = context.Weights.PageOf(step.Weights) };
    }
}
