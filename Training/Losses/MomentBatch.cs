using BfnProcGen.Flows;
using BfnProcGen.Networks;
using TorchSharp;

namespace BfnProcGen.Training.Losses;

/// <summary>A flow's scalars at the time of each item, as tensors that broadcast over its variables.</summary>
internal sealed class MomentBatch
{
    private readonly torch.Device _device;

    public MomentBatch(Flow flow, double[] times, Shape cells, torch.Device device)
    {
        (_device, Times) = (device, times);
        bool takesTurns = flow is DiscreteFlow { Rolling: not null };
        Shape = takesTurns ? [times.Length, 1, cells.Height, cells.Width] : [times.Length, 1, 1, 1];
        FlowMoment[] moments =
            [.. times.SelectMany(time => Enumerable.Range(0, takesTurns ? cells.Area : 1).Select(cell => flow.At(time, cell)))];
        (Signal, Noise, Weight) = (Of(moment => moment.Signal), Of(moment => moment.Noise), Of(moment => moment.Weight));

        torch.Tensor Of(Func<FlowMoment, double> scalar) => Tensor(Array.ConvertAll(moments, moment => scalar(moment)), Shape);
    }

    /// <summary>The shape of the scalars: [items, 1, 1, 1], or with the cells' extents where cells take turns.</summary>
    public long[] Shape { get; }

    public double[] Times { get; }

    public torch.Tensor Signal { get; }

    public torch.Tensor Noise { get; }

    public torch.Tensor Weight { get; }

    public torch.Tensor PerItem(double[] scalars) => Tensor(scalars, [scalars.Length, 1, 1, 1]);

    private torch.Tensor Tensor(double[] scalars, long[] shape) =>
        torch.tensor(Array.ConvertAll(scalars, scalar => (float)scalar), shape, torch.float32, _device);
}
