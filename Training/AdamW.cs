using BfnProcGen.Networks;
using BfnProcGen.Training.Networks;
using TorchSharp;

namespace BfnProcGen.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019) on one flat tensor of weights: a handful of Torch calls a step instead of a dozen for each of
/// hundreds of tensors, and a state that is two tensors in a checkpoint. Biases and norms do not decay unless asked for.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private const double Epsilon = 1e-8;
    private readonly TorchWeights _weights;
    private readonly TrainingOptions _options;
    private readonly torch.Tensor _decays;

    public AdamW(TorchWeights weights, Network network, TrainingOptions options)
    {
        _weights = weights;
        _options = options;
        Mean = torch.zeros_like(weights.Flat).DetachFromDisposeScope();
        Square = torch.zeros_like(weights.Flat).DetachFromDisposeScope();
        float[] decays = [.. network.Parameters.Values.SelectMany(p => Enumerable.Repeat(Decays(p) ? 1f : 0f, p.Count))];
        _decays = torch.tensor(decays, torch.float32, weights.Flat.device).DetachFromDisposeScope();
    }

    private bool Decays(Parameter parameter) => _options.DecaysAll || parameter.Extents.Length > 1;

    /// <summary>The running mean of gradients.</summary>
    public torch.Tensor Mean { get; }

    /// <summary>The running mean of squared gradients.</summary>
    public torch.Tensor Square { get; }

    /// <summary>Updates the weights; <paramref name="step"/> counts from 1.</summary>
    public void Update(torch.Tensor gradient, double learningRate, long step)
    {
        using var noGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Mean.mul_(_options.AdamBeta1).add_(gradient, 1 - _options.AdamBeta1);
        Square.mul_(_options.AdamBeta2).addcmul_(gradient, gradient, 1 - _options.AdamBeta2);
        double meanCorrection = 1 - Math.Pow(_options.AdamBeta1, step), squareCorrection = 1 - Math.Pow(_options.AdamBeta2, step);
        _weights.Flat.addcmul_(_weights.Flat, _decays, -learningRate * _options.WeightDecay);
        torch.Tensor scale = (Square / squareCorrection).sqrt_().add_(Epsilon);
        _weights.Flat.addcdiv_(Mean, scale, -learningRate / meanCorrection);
    }

    /// <summary>Restores both running means.</summary>
    public void Load(float[] mean, float[] square)
    {
        using var noGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Mean.copy_(torch.tensor(mean));
        Square.copy_(torch.tensor(square));
    }

    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
        _decays.Dispose();
    }
}
