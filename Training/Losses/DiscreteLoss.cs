using BfnProcGen.Flows;
using TorchSharp;

namespace BfnProcGen.Training.Losses;

/// <summary>The loss of discrete data: the network sees 2·softmax(state) − 1 and returns the logits of the K classes.</summary>
internal class DiscreteLoss(DiscreteFlow flow, Objective objective, double timePower)
    : FlowLoss(flow, objective == Objective.CrossEntropy ? timePower : 1)
{
    // See TorchNetwork for why numbers are kept.
    private static readonly Scalar One = 1, Two = 2;

    private protected override torch.Tensor Target(torch.Tensor values) =>
        torch.nn.functional.one_hot(values.squeeze(1).to(torch.int64), flow.Classes).permute(0, 3, 1, 2).to(torch.float32);

    private protected override torch.Tensor Shown(torch.Tensor target) => target.mul(Two).sub(One);

    private protected override torch.Tensor Seen(torch.Tensor state) => torch.nn.functional.softmax(state, 1).mul(Two).sub(One);

    // Cross-entropy, or K·β₁·t·‖e_x − ê‖² (Graves et al. 2023, equation 205).
    private protected override torch.Tensor PerVariable(
        torch.Tensor output, torch.Tensor state, torch.Tensor values, torch.Tensor target, MomentBatch moments) =>
        objective == Objective.CrossEntropy
            ? torch.nn.functional.cross_entropy(output, values.squeeze(1).to(torch.int64), reduction: torch.nn.Reduction.None).unsqueeze(1)
            : (target - torch.nn.functional.softmax(output, 1)).square().sum(1, keepdim: true) * moments.Weight;
}
