using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Convolution with bias, conditioning vector and residual on store.</summary>
internal struct ConvolutionKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint HasResidual;
    public uint Residual;
    public uint ResidualStride;
    public uint HasConditioning;
    public uint ConditioningOffset;
    public uint ConditioningWidth;
    public uint ClassRows;
    public uint Weight;
    public uint Bias;
    public int Batch;
    public int SourceChannels;
    public int SourceHeight;
    public int SourceWidth;
    public int TargetChannels;
    public int TargetHeight;
    public int TargetWidth;

    public static string Shader => "convolution";

    public static IReadOnlyList<string> Constants { get; } =
        [.. CommonConstants, "TILE_WIDTH", "TILE_HEIGHT", "BLOCKS", "SOURCES", "TEXELS", "QUADS"];

    /// <summary>The constants of all forms of the convolution, which come first.</summary>
    public static IReadOnlyList<string> CommonConstants => ["KERNEL", "STRIDE", "HALVES"];

    public static Dispatch For(KernelContext context, ConvolutionStep step)
    {
        if (context.Tiles.TryGetValue(step, out IConvolutionTile? given)) return given.DispatchOf(context, step);
        var kernel = Of(context, step);
        int height = kernel.TargetHeight, width = kernel.TargetWidth, channels = kernel.TargetChannels;
        bool quads = step.Stride == 1
            && context.ReadsQuads(kernel.SourceWidth, step.Source, step.Target, step.Residual ?? step.Target);
        var tile = ConvolutionTile.Best(context, step, height, width, quads);
        int tiles = (width + tile.Width - 1) / tile.Width * ((height + tile.Height - 1) / tile.Height);
        int channelBlocks = (channels + tile.Blocks * 4 - 1) / (tile.Blocks * 4);
        uint[] constants =
        [
            .. ConstantsOf(context, step), (uint)tile.Width, (uint)tile.Height, (uint)tile.Blocks, (uint)tile.Sources,
            Kernel.Flag(context.ReadsTexels), Kernel.Flag(quads && tile.ReadsQuads(kernel.SourceWidth)),
        ];
        Dispatch dispatch = kernel.Launch(
            context.Device, (long)context.Batch * tiles, channelBlocks, WorkOf(context, step), constants, context.Device.SubgroupSize);
        return dispatch with { Page = context.Weights.PageOf(step.Weights) };
    }

    /// <summary>What every form of the convolution is told.</summary>
    public static ConvolutionKernel Of(KernelContext context, ConvolutionStep step)
    {
        (Shape source, Shape target) = ExtentsOf(step);
        return new ConvolutionKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            HasResidual = Kernel.Flag(step.Residual is not null),
            Residual = (uint)(step.Residual?.Offset ?? 0),
            ResidualStride = (uint)(step.Residual?.ItemStride ?? 0),
            HasConditioning = Kernel.Flag(step.Conditioning is not null),
            ConditioningOffset = (uint)(step.Conditioning ?? 0),
            ConditioningWidth = (uint)context.ConditioningWidth,
            ClassRows = (uint)context.ClassRows,
            Weight = context.Weights.OffsetOf($"{step.Weights}.weight") / (context.Weights.AreHalves(step.Weights) ? 2u : 4u),
            Bias = context.Weights.OffsetOf($"{step.Weights}.bias"),
            Batch = context.Batch,
            SourceChannels = source.Channels,
            SourceHeight = source.Height,
            SourceWidth = source.Width,
            TargetChannels = target.Channels,
            TargetHeight = target.Height,
            TargetWidth = target.Width,
        };
    }

    /// <summary>The values of <see cref="CommonConstants"/>.</summary>
    public static uint[] ConstantsOf(KernelContext context, ConvolutionStep step) =>
    [
        (uint)step.Kernel, (uint)step.Stride, Kernel.Flag(context.Weights.AreHalves(step.Weights)),
    ];

    /// <summary>Multiply-adds.</summary>
    public static long WorkOf(KernelContext context, ConvolutionStep step) =>
        (long)context.Batch * step.Target.Shape.Count * step.Source.Shape.Channels * step.Kernel * step.Kernel;

    /// <summary>
    /// The extents to compute with. Where rows don't matter, a plane is one long row: fewer cells hang over the edge of a tile.
    /// </summary>
    public static (Shape Source, Shape Target) ExtentsOf(ConvolutionStep step)
    {
        Shape source = step.Source.Shape, target = step.Target.Shape;
        return step is { Kernel: 1, Stride: 1 }
            ? (new Shape(source.Channels, 1, source.Area), new Shape(target.Channels, 1, target.Area))
            : (source, target);
    }
}
