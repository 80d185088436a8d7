using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Evaluation;

/// <summary>An estimate of the negative log-likelihood of items, in nats an item.</summary>
/// <param name="Steps">n, or null for continuous time.</param>
/// <param name="Loss">The n-step loss Lⁿ or the continuous-time loss L∞.</param>
/// <param name="Reconstruction">The reconstruction loss Lʳ.</param>
/// <param name="StandardError">Standard error of the sum, over items.</param>
/// <param name="Variables">Variables an item, on average.</param>
public sealed record LikelihoodEstimate(int? Steps, double Loss, double Reconstruction, double StandardError, double Variables)
{
    /// <summary>Loss and reconstruction together: an upper bound on −ln p(item).</summary>
    public double NatsPerItem => Loss + Reconstruction;

    /// <summary>The same in bits a variable: a tile, a pixel's channel, a character.</summary>
    public double BitsPerVariable => NatsPerItem / (Variables * Math.Log(2));

    /// <summary>Standard error of <see cref="BitsPerVariable"/>.</summary>
    public double BitsStandardError => StandardError / (Variables * Math.Log(2));
}

/// <summary>
/// How probable a model finds given items (Graves et al. 2023, section 6): a Monte Carlo estimate of Lⁿ + Lʳ or L∞ + Lʳ, over draws of
/// time and noise for every item.
/// </summary>
public sealed class Likelihood(Flow flow, INetworkEvaluator network)
{
    private const int Chunk = 256;
    private readonly ItemLoss _loss = ItemLoss.For(flow);

    /// <summary>Draws of time and noise for each item.</summary>
    public int Repeats { get; init; } = 8;

    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Estimates the likelihood of <paramref name="items"/> with <paramref name="steps"/> steps, or in continuous time (null).</summary>
    /// <param name="items">The items, with their labels.</param>
    /// <param name="steps">n, or null.</param>
    /// <param name="variables">How many variables to count an item as; null for all it has. Text counts its characters and one end.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RequestException">No items, fewer than one step, or items of the wrong size.</exception>
    public LikelihoodEstimate Estimate(
        ItemBatch items, int? steps, IReadOnlyList<double>? variables = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0) throw new RequestException("The likelihood of nothing at all can't be estimated.");
        if (steps < 1) throw new RequestException($"The likelihood needs at least one step, not {steps}.");
        int size = items.Values.Length / items.Count, expected = _loss.Variables(network.Network.Output);
        if (size != expected) throw new RequestException($"An item has {size} variables; the model's have {expected}.");

        var losses = new double[items.Count];
        var reconstructions = new double[items.Count];
        int done = 0;
        foreach ((int Item, int Repeat)[] chunk in Draws(items.Count).Chunk(Chunk))
        {
            cancellation.ThrowIfCancellationRequested();
            double[] times = Array.ConvertAll(chunk, draw => TimeOf(draw.Item, draw.Repeat, steps));
            double[] loss = Score(times, DrawPurpose.State, (i, state, output) => steps is { } n
                ? _loss.Step(Values(i), state, output, (int)Math.Round(times[i] * n) + 1, n, Normals(chunk[i], DrawPurpose.Sender, state.Length))
                : _loss.ContinuousTime(Values(i), state, output, times[i]));
            double[] end = Array.ConvertAll(times, _ => 1.0);
            double[] reconstruction = Score(end, DrawPurpose.Final, (i, state, output) => _loss.Reconstruction(Values(i), state, output));
            for (int i = 0; i < chunk.Length; i++)
            {
                losses[chunk[i].Item] += loss[i] / Repeats;
                reconstructions[chunk[i].Item] += reconstruction[i] / Repeats;
            }
            progress?.Report((double)(done += chunk.Length) / (items.Count * (long)Repeats));

            ReadOnlySpan<float> Values(int i) => items.Values.AsSpan(chunk[i].Item * size, size);

            double[] Score(double[] at, DrawPurpose purpose, ScoreItem score)
            {
                var states = new float[chunk.Length][];
                Parallel.For(0, chunk.Length, i =>
                {
                    float[] normals = Normals(chunk[i], purpose, _loss.StateSize(size));
                    states[i] = _loss.State(Values(i), at[i], normals);
                });
                float[][] outputs = network.Evaluate(
                    [.. chunk.Select((draw, i) => new NetworkInput(_loss.Seen(states[i]), null, at[i], items.Labels[draw.Item]))]);
                var scores = new double[chunk.Length];
                Parallel.For(0, chunk.Length, i => scores[i] = score(i, states[i], outputs[i]));
                return scores;
            }
        }
        double[] sums = [.. losses.Zip(reconstructions, (loss, reconstruction) => loss + reconstruction)];
        double mean = sums.Average(), variance = sums.Sum(sum => (sum - mean) * (sum - mean)) / Math.Max(1, sums.Length - 1);
        return new LikelihoodEstimate(
            steps, losses.Average(), reconstructions.Average(), Math.Sqrt(variance / sums.Length), variables?.Average() ?? size);
    }

    private delegate double ScoreItem(int index, float[] state, float[] output);

    private enum DrawPurpose : uint
    {
        Time,
        State,
        Sender,
        Final,
    }

    private IEnumerable<(int Item, int Repeat)> Draws(int items) =>
        Enumerable.Range(0, items).SelectMany(item => Enumerable.Range(0, Repeats).Select(repeat => (item, repeat)));

    // Stratified over the repeats of an item: each falls into its own part of [0, 1).
    private double TimeOf(int item, int repeat, int? steps)
    {
        double offset = Noise.Uniform(SeedOf(item, repeat), 0, (uint)DrawPurpose.Time);
        double time = (repeat + offset) / Repeats;
        return steps is { } n ? Math.Min(n - 1, Math.Floor(time * n)) / n : Math.Min(time, Flow.LatestTime);
    }

    private float[] Normals((int Item, int Repeat) draw, DrawPurpose purpose, int count)
    {
        var normals = new float[count];
        ulong seed = SeedOf(draw.Item, draw.Repeat);
        Span<float> four = stackalloc float[4];
        for (int at = 0; at < count; at += 4)
        {
            Noise.Normal4(seed, (uint)(at / 4), (uint)purpose, four);
            four[..Math.Min(4, count - at)].CopyTo(normals.AsSpan(at));
        }
        return normals;
    }

    private ulong SeedOf(int item, int repeat) => Seed ^ ((ulong)item << 32 | (uint)repeat);
}
