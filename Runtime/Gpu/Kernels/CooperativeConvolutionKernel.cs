using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// The convolution as products of cooperative matrices: told the same as <see cref="ConvolutionKernel"/>, it rounds what it multiplies to 16
/// bits and sums in 32. Not part of every build (<see cref="CooperativeMatrices.AreBuiltIn"/>).
/// </summary>
internal struct CooperativeConvolutionKernel : IKernel
{
    public ConvolutionKernel Convolution;

    public static string Shader => "convolution_cooperative";

    public static IReadOnlyList<string> Constants { get; } =
    [
        .. ConvolutionKernel.CommonConstants, "TILE_WIDTH", "TILE_HEIGHT", "TILE_ITEMS", "ROWS", "COLUMNS", "DEPTH", "CHANNEL_GROUPS",
        "CELL_GROUPS", "CHANNEL_MATRICES", "CELL_MATRICES", "SOURCES",
    ];

    public static Dispatch For(KernelContext context, ConvolutionStep step, CooperativeTile tile)
    {
        var kernel = new CooperativeConvolutionKernel { Convolution = ConvolutionKernel.Of(context, step) };
        (long tiles, long channelTiles) = tile.Workgroups(ConvolutionKernel.ExtentsOf(step).Target, context.Batch);
        int invocations = tile.Groups * context.Device.SubgroupSize;
        uint[] constants =
        [
            .. ConvolutionKernel.ConstantsOf(context, step), (uint)tile.Width, (uint)tile.Height, (uint)tile.Items, (uint)tile.Matrix.Rows,
            (uint)tile.Matrix.Columns, (uint)tile.Matrix.Depth, (uint)tile.ChannelGroups, (uint)tile.CellGroups, (uint)tile.ChannelMatrices,
            (uint)tile.CellMatrices, (uint)tile.Sources,
        ];
        Dispatch dispatch = kernel.Launch(
            context.Device, tiles * invocations, channelTiles, ConvolutionKernel.WorkOf(context, step), constants, invocations);
        return dispatch with { Page = context.Weights.PageOf(step.Weights) };
    }
}
