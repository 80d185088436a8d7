using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>The register tile of the convolution kernel: cells across, cells down, and output channels in fours.</summary>
internal readonly record struct ConvolutionTile(int Width, int Height, int Blocks)
{
    /// <summary>
    /// The tile with the least estimated time. A load costs many times a multiply-add, so larger tiles are better until they overhang the
    /// plane or leave lanes idle. Real GPUs hold far fewer values in registers than software Vulkan holds in its first-level cache.
    /// </summary>
    public static ConvolutionTile Best(GpuDevice device, ConvolutionStep step, int height, int width, int batch)
    {
        (int lanes, int units, int registers, double load) = device.IsSoftware
            ? (device.SubgroupSize, Environment.ProcessorCount, 384, 24.0)
            : (device.SubgroupSize, 256, 64, 6.0);
        int taps = step.Kernel * step.Kernel, channels = (step.Target.Shape.Channels + 3) / 4;
        var (best, least) = (new ConvolutionTile(1, 1, 1), double.MaxValue);
        for (int blocks = 1; blocks <= 4; blocks *= 2)
        for (int down = 1; down <= Math.Min(height, 8); down++)
        for (int across = 1; across <= Math.Min(width, 32); across++)
        {
            int values = across * down * blocks * 4, multiplies = values * taps;
            if (values > registers || multiplies > 3500) break;
            int loads = ((across - 1) * step.Stride + step.Kernel) * ((down - 1) * step.Stride + step.Kernel);
            double channel = load * (loads + taps * blocks * 4) + multiplies + (step.Activate ? 20 * loads : 0);
            int tiles = (width + across - 1) / across * ((height + down - 1) / down);
            double groups = Math.Ceiling((double)batch * tiles / lanes) * ((channels + blocks - 1) / blocks);
            double time = Math.Ceiling(groups / units) * (channel * step.Source.Shape.Channels + 10.0 * values);
            if (time < least) (best, least) = (new ConvolutionTile(across, down, blocks), time);
        }
        return best;
    }
}
