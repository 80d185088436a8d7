using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>Convolution with norm and activation on load, and bias, conditioning vector and residual on store.</summary>
internal struct ConvolutionKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint HasResidual;
    public uint Residual;
    public uint ResidualStride;
    public uint Statistics;
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
        ["KERNEL", "STRIDE", "TILE_WIDTH", "TILE_HEIGHT", "BLOCKS", "SOURCES", "NORMALISE", "ACTIVATE", "TEXELS", "QUADS"];

    public static Dispatch For(KernelContext context, ConvolutionStep step)
    {
        Shape source = step.Source.Shape, target = step.Target.Shape;
        if (step is { Kernel: 1, Stride: 1 })
        {
            // Where rows don't matter, a plane is one long row: fewer cells hang over the edge of a tile.
            source = new Shape(source.Channels, 1, source.Area);
            target = new Shape(target.Channels, 1, target.Area);
        }
        bool quads = step.Stride == 1 && context.ReadsQuads(source.Width, step.Source, step.Target, step.Residual ?? step.Target);
        var tile = ConvolutionTile.Best(context, step, target.Height, target.Width, quads);
        int tiles = (target.Width + tile.Width - 1) / tile.Width * ((target.Height + tile.Height - 1) / tile.Height);
        int channelBlocks = (target.Channels + tile.Blocks * 4 - 1) / (tile.Blocks * 4);
        var kernel = new ConvolutionKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            HasResidual = Kernel.Flag(step.Residual is not null),
            Residual = (uint)(step.Residual?.Offset ?? 0),
            ResidualStride = (uint)(step.Residual?.ItemStride ?? 0),
            Statistics = (uint)(step.Statistics ?? 0),
            HasConditioning = Kernel.Flag(step.Conditioning is not null),
            ConditioningOffset = (uint)(step.Conditioning ?? 0),
            ConditioningWidth = (uint)context.ConditioningWidth,
            ClassRows = (uint)context.ClassRows,
            Weight = context.Weights.OffsetOf($"{step.Weights}.weight") / 4,
            Bias = context.Weights.OffsetOf($"{step.Weights}.bias"),
            Batch = context.Batch,
            SourceChannels = source.Channels,
            SourceHeight = source.Height,
            SourceWidth = source.Width,
            TargetChannels = target.Channels,
            TargetHeight = target.Height,
            TargetWidth = target.Width,
        };
        uint[] constants =
        [
            (uint)step.Kernel, (uint)step.Stride, (uint)tile.Width, (uint)tile.Height, (uint)tile.Blocks, (uint)tile.Sources,
            Kernel.Flag(step.Statistics is not null), Kernel.Flag(step.Activate),
            Kernel.Flag(context.ReadsTexels), Kernel.Flag(quads && tile.ReadsQuads(source.Width)),
        ];
        long work = (long)context.Batch * target.Count * source.Channels * step.Kernel * step.Kernel;
        Dispatch dispatch = kernel.Launch(
            context.Device, (long)context.Batch * tiles, channelBlocks, work, constants, context.Device.SubgroupSize);
        return dispatch with { Page = context.Weights.PageOf(step.Weights) };
    }
}
