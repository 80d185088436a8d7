using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>
/// The register tile of the convolution kernel: cells across, cells down, output channels in fours, and source channels an iteration.
/// Every tile computes the same bits, so that the choice may depend on the batch.
/// </summary>
internal readonly record struct ConvolutionTile(int Width, int Height, int Blocks, int Sources)
{
    // Twice as many are a tenth faster with software Vulkan, and take its compiler twice as long before the first sample.
    private const int MostValues = 64;

    // In multiply-adds: what it costs to load a number for each lane as a texel of one or four floats, or from a storage buffer.
    private const double Texel = 10, Quad = 14, SoftwareLoad = 24, GpuLoad = 6;

    /// <summary>Whether a tile's inner cells are whole texels of four floats, in rows that are multiples of four.</summary>
    public bool ReadsQuads(int sourceWidth) => Width % 4 == 0 && sourceWidth % Width == 0;

    /// <summary>
    /// The tile with the least estimated time. A load costs many times a multiply-add, so larger tiles are better until they overhang the
    /// plane, leave lanes idle, or hold more sums than stay near the arithmetic.
    /// </summary>
    public static ConvolutionTile Best(KernelContext context, ConvolutionStep step, int height, int width, bool quads)
    {
        GpuDevice device = context.Device;
        int units = device.IsSoftware ? Environment.ProcessorCount : 256;
        double load = context.ReadsTexels ? Texel : device.IsSoftware ? SoftwareLoad : GpuLoad;
        double weight = context.ReadsTexels ? Quad : 4 * load;
        int taps = step.Kernel * step.Kernel, channels = (step.Target.Shape.Channels + 3) / 4, from = step.Source.Shape.Channels;
        // Where a sum takes one term a channel, several channels an iteration keep it in its register for longer.
        int sources = step.Kernel > 1 ? 1 : from % 4 == 0 ? 4 : from % 2 == 0 ? 2 : 1;
        var (best, least) = (new ConvolutionTile(1, 1, 1, 1), double.MaxValue);
        for (int blocks = 1; blocks <= 4; blocks *= 2)
        for (int down = 1; down <= Math.Min(height, 8); down++)
        for (int across = 1; across <= Math.Min(width, 32); across++)
        {
            int values = across * down * blocks * 4;
            if (values > MostValues || values * taps > 3200) break;
            var tile = new ConvolutionTile(across, down, blocks, sources);
            int rows = (down - 1) * step.Stride + step.Kernel, columns = (across - 1) * step.Stride + step.Kernel;
            double reads = quads && tile.ReadsQuads(width)
                ? rows * (Quad * across / 4 + load * (step.Kernel - 1))
                : load * rows * columns;
            double channel = reads + weight * taps * blocks + values * taps;
            int tiles = (width + across - 1) / across * ((height + down - 1) / down);
            double groups = Math.Ceiling((double)context.Batch * tiles / device.SubgroupSize) * ((channels + blocks - 1) / blocks);
            double time = Math.Ceiling(groups / units) * (channel * from + 40.0 * values);
            if (time < least) (best, least) = (tile, time);
        }
        return best;
    }
}
