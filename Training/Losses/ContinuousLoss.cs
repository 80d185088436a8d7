using BfnProcGen.Flows;
using TorchSharp;

namespace BfnProcGen.Training.Losses;

/// <summary>
/// The continuous-time loss of continuous and discretised data: the network sees the mean μ and predicts the noise or the velocity in
/// it, and for discretised data ln σ̂ as well (Graves et al. 2023, sections 4.7 and 5.3); the estimate x̂ is scored by −ln σ₁·σ₁^(−2t)·(x − x̂)².
/// </summary>
internal sealed class ContinuousLoss(ContinuousFlow flow, Objective objective, double timePower)
    : FlowLoss(flow, objective == Objective.ContinuousTime ? 1 : timePower)
{
    private protected override torch.Tensor Target(torch.Tensor values) =>
        flow is DiscretisedFlow discretised ? (2 * values + 1) / discretised.Bins - 1 : values;

    private protected override torch.Tensor Shown(torch.Tensor target) => target;

    private protected override torch.Tensor Seen(torch.Tensor state) => state;

    private protected override torch.Tensor PerVariable(
        torch.Tensor output, torch.Tensor state, torch.Tensor values, torch.Tensor target, MomentBatch moments)
    {
        long channels = state.shape[1];
        NoisePrediction[] predictions = Array.ConvertAll(moments.Times, flow.PredictionAt);
        torch.Tensor scale = moments.PerItem(Array.ConvertAll(predictions, prediction => prediction.PerNoise));
        torch.Tensor perMean = moments.PerItem(Array.ConvertAll(predictions, prediction => prediction.PerMean));
        torch.Tensor mean = perMean * state - scale * output.narrow(1, 0, channels);
        torch.Tensor estimate = flow is DiscretisedFlow discretised
            ? BinnedMean(mean, scale * output.narrow(1, channels, channels).clamp(-10, 10).exp(), discretised)
            : mean.clamp(-1, 1);
        return (target - estimate).square() * moments.Weight;
    }

    // Σ p_k·c_k by partial summation: with edges e_k between the bins, Σ p_k·c_k = c_(K−1) − (2/K)·Σ Φ((e_k − mean)/deviation), as
    // neighbouring centres are 2/K apart. So the last edges' 0 and 1 need no special case, and there is no subtraction of neighbours.
    private static torch.Tensor BinnedMean(torch.Tensor mean, torch.Tensor deviation, DiscretisedFlow flow)
    {
        torch.Tensor spread = deviation.clamp(NormalOutput.LeastDeviation, NormalOutput.MostDeviation);
        torch.Tensor edges = torch.arange(1, flow.Bins, torch.float32, mean.device) * (2.0 / flow.Bins) - 1;
        torch.Tensor below = Cumulative((edges - mean.unsqueeze(-1)) / spread.unsqueeze(-1));
        return flow.Centre(flow.Bins - 1) - 2.0 / flow.Bins * below.sum(-1);
    }

    private static torch.Tensor Cumulative(torch.Tensor z) => 0.5 * (1 + torch.erf(z * (1 / Math.Sqrt(2))));
}
