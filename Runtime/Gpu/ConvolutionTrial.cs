using BfnProcGen.Plans;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// Tries the forms of a convolution on a recording's own buffers, which it fills with numbers of no meaning before anything else is in
/// them.
/// </summary>
internal sealed class ConvolutionTrial : IDisposable
{
    // A measurement is that long, unless a single launch is longer; the best of some counts.
    private const double Nanoseconds = 2e5;
    private const int MostLaunches = 16, Measurements = 3;

    // Numbers that are repeated all over; so many that they never fall in step with rows or items.
    private const int PatternLength = 65_521;

    private readonly KernelContext _context;
    private readonly KernelBuffers _buffers;
    private readonly DispatchTimer _timer;

    /// <summary>Fills the buffers.</summary>
    public ConvolutionTrial(KernelContext context, KernelBuffers buffers)
    {
        (_context, _buffers) = (context with { Tiles = new Dictionary<ConvolutionStep, IConvolutionTile>() }, buffers);
        var random = new Random(1);
        float[] pattern = [.. Enumerable.Range(0, PatternLength).Select(_ => random.NextSingle() * 4 - 2)];
        GpuBuffer arena = buffers[KernelBinding.Arena];
        using (var numbers = new GpuBuffer(context.Device, "numbers", PatternLength * sizeof(float), BufferAccess.Upload))
        {
            numbers.Write<float>(pattern);
            Run(writer =>
            {
                for (long at = 0; at < arena.Bytes; at += numbers.Bytes)
                    writer.Copy(numbers.Handle, 0, arena.Handle, (ulong)at, (ulong)Math.Min(numbers.Bytes, arena.Bytes - at));
            });
        }
        // The first row of the conditioning table, for all items.
        buffers[KernelBinding.Items].Write<uint>(new uint[4 * context.Batch]);
        buffers[KernelBinding.Cursor].Write<uint>([0, 0]);
        buffers[KernelBinding.Conditioning].Write<float>(
            [.. Enumerable.Range(0, context.ConditioningWidth).Select(i => pattern[i % PatternLength])]);
        _timer = new DispatchTimer(context.Device);
    }

    /// <summary>Makes the pipelines of all candidates, side by side.</summary>
    public void Compile(IEnumerable<(ConvolutionStep Step, IConvolutionTile? Tile)> candidates)
    {
        Dispatch[] dispatches = [.. candidates.Select(candidate => DispatchOf(candidate.Step, candidate.Tile))];
        foreach (Dispatch dispatch in dispatches) _ = dispatch.Pipeline;
    }

    /// <summary>Registers first, then some tiles: how long each takes, and how far it is from what registers compute.</summary>
    public IReadOnlyList<TileTrial> Of(ConvolutionStep step, IEnumerable<IConvolutionTile> tiles)
    {
        uint[] expected = ResultOf(step, null);
        return
        [
            new TileTrial(null, TimeOf(step, null), 0),
            .. tiles.Select(tile => new TileTrial(tile, TimeOf(step, tile), TileTrial.DifferenceOf(expected, ResultOf(step, tile), step.Target))),
        ];
    }

    /// <summary>What a step leaves in its target, and between the items of it, as bits; in registers where no tile is given.</summary>
    public uint[] ResultOf(ConvolutionStep step, IConvolutionTile? tile)
    {
        View target = step.Target;
        var bits = new uint[(_context.Batch - 1) * target.ItemStride + target.Shape.Count];
        Dispatch dispatch = DispatchOf(step, tile);
        GpuBuffer arena = _buffers[KernelBinding.Arena];
        ulong offset = (ulong)target.Offset * sizeof(float), stride = (ulong)target.ItemStride * sizeof(float);
        Run(writer =>
        {
            // So that what was there before is not taken for a result.
            for (uint item = 0; item < _context.Batch; item++)
                writer.Fill(arena.Handle, offset + item * stride, (ulong)target.Shape.Count * sizeof(float), uint.MaxValue);
            writer.BarrierAll();
            writer.Bind(_buffers.Sets[dispatch.Page]);
            writer.Launch(in dispatch);
        });
        arena.Read<uint>(bits, (long)offset);
        return bits;
    }

    public void Dispose() => _timer.Dispose();

    private double TimeOf(ConvolutionStep step, IConvolutionTile? tile)
    {
        Dispatch dispatch = DispatchOf(step, tile);
        DescriptorSet set = _buffers.Sets[dispatch.Page];
        double once = Math.Max(1, _timer.Nanoseconds(dispatch, set, 1));
        int launches = (int)Math.Clamp(Nanoseconds / once, 1, MostLaunches);
        return Enumerable.Range(0, Measurements).Min(_ => _timer.Nanoseconds(dispatch, set, launches));
    }

    private Dispatch DispatchOf(ConvolutionStep step, IConvolutionTile? tile) =>
        tile is null ? ConvolutionKernel.For(_context, step) : tile.DispatchOf(_context, step);

    private void Run(Action<CommandWriter> write)
    {
        using var recorder = new CommandRecorder(_context.Device);
        CommandBuffer commands = recorder.Begin("trial");
        recorder.BarrierAll();
        write(recorder.Writer);
        recorder.BarrierAll();
        recorder.End();
        _context.Device.Submit([[commands]]);
    }
}
