using BfnProcGen.Training.Data;
using BfnProcGen.Training.Losses;
using BfnProcGen.Training.Networks;
using TorchSharp;

namespace BfnProcGen.Training;

/// <summary>The training loss of what is kept back, without dropout and with the same times, noise and masks every time.</summary>
internal sealed class Validation(TileCorpus corpus, FlowLoss loss, TrainingOptions options)
{
    private const int MostWindows = 256, Repeats = 4;
    private readonly byte[][][] _batches = [.. corpus.Validation.Spread(MostWindows).Chunk(options.Batch)];

    /// <summary>The mean loss of a cell in nats; null where nothing is kept back.</summary>
    public double? LossOf(TorchNetwork network)
    {
        if (_batches.Length == 0) return null;
        using var noGradients = torch.no_grad();
        double sum = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            ulong seed = new RandomStream(options.Seed, RandomPurpose.Validation, repeat).Next();
            for (int i = 0; i < _batches.Length; i++)
            {
                using var scope = torch.NewDisposeScope();
                byte[] cells = [.. _batches[i].SelectMany(window => window)];
                sum += _batches[i].Length * (double)loss.Of(network, cells, options.KnownShare, seed, i, training: false).item<float>();
            }
        }
        return sum / (Repeats * _batches.Sum(batch => batch.Length));
    }
}
