using BfnProcGen.Training.Data;
using BfnProcGen.Training.Losses;
using BfnProcGen.Training.Networks;
using TorchSharp;

namespace BfnProcGen.Training;

/// <summary>The training loss of what is kept back, without dropout and with the same times, noise and masks every time.</summary>
internal sealed class Validation(Corpus corpus, FlowLoss loss, TrainingOptions options)
{
    private const int MostItems = 256, Repeats = 4;
    private readonly int _batch = options.Parts().First();
    private readonly ItemBatch _items = corpus.KeptBack(MostItems);

    /// <summary>The mean loss of a variable in nats; null where nothing is kept back.</summary>
    public double? LossOf(TorchNetwork network)
    {
        if (_items.Count == 0) return null;
        using var noGradients = torch.no_grad();
        double sum = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            ulong seed = new RandomStream(options.Seed, RandomPurpose.Validation, repeat).Next();
            for (int first = 0; first < _items.Count; first += _batch)
            {
                using var scope = torch.NewDisposeScope();
                ItemBatch part = _items.Part(first, Math.Min(_batch, _items.Count - first));
                sum += part.Count * (double)loss.Of(network, part, options.Shares, seed, first / _batch, training: false).item<float>();
            }
        }
        return sum / (Repeats * _items.Count);
    }
}
