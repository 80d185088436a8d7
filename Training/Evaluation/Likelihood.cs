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
/// <param name="BitsStandardError">Standard error of <see cref="BitsPerVariable"/>, over items.</param>
public sealed record LikelihoodEstimate(
    int? Steps, double Loss, double Reconstruction, double StandardError, double Variables, double BitsStandardError)
{
    /// <summary>Loss and reconstruction together: an upper bound on −ln p(item).</summary>
    public double NatsPerItem => Loss + Reconstruction;

    /// <summary>The same in bits a variable: a tile, a pixel's channel, a character.</summary>
    public double BitsPerVariable => NatsPerItem / (Variables * Math.Log(2));
}

/// <summary>
/// How probable a model finds given items (Graves et al. 2023, section 6): a Monte Carlo estimate of Lⁿ + Lʳ or L∞ + Lʳ, over draws of
/// time and noise for every item.
/// </summary>
public sealed class Likelihood
{
    // A cancellation is noticed, and progress told, after as many draws.
    private const int Chunk = 64;

    // Variables of a chunk below which a second thread is not worth waiting for.
    private const int LittleWork = 1024;

    private readonly INetworkEvaluator _network;
    private readonly ItemBatch _items;
    private readonly IReadOnlyList<double>? _variables;
    private readonly ItemLoss _loss;
    private readonly int _size;
    private double[]? _reconstructions;

    /// <summary>Prepares for estimates.</summary>
    /// <param name="flow">The model's flow.</param>
    /// <param name="network">The model's network.</param>
    /// <param name="items">The items, with their labels.</param>
    /// <param name="variables">How many variables to count each item as; null for all it has. Text counts its characters and one end.</param>
    /// <exception cref="RequestException">No items, or items of the wrong size.</exception>
    public Likelihood(Flow flow, INetworkEvaluator network, ItemBatch items, IReadOnlyList<double>? variables = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0) throw new RequestException("The likelihood of nothing at all can't be estimated.");
        (_network, _items, _variables, _loss) = (network, items, variables, ItemLoss.For(flow));
        _size = items.Values.Length / items.Count;
        int expected = _loss.Variables(network.Network.Output);
        if (_size != expected) throw new RequestException($"An item has {_size} variables; the model's have {expected}.");
    }

    /// <summary>Draws of time and noise for each item.</summary>
    public int Repeats { get; init; } = 8;

    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Network evaluations of <paramref name="estimates"/> estimates: the reconstruction, which all of them share, is one more.</summary>
    public long EvaluationsOf(int estimates) => (estimates + 1L) * _items.Count * Repeats;

    /// <summary>Estimates the likelihood with <paramref name="steps"/> steps, or in continuous time (null).</summary>
    /// <param name="steps">n, or null.</param>
    /// <param name="progress">Told how many network evaluations were done since the last time.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RequestException">Fewer than one step.</exception>
    public LikelihoodEstimate Estimate(int? steps, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        if (steps < 1) throw new RequestException($"The likelihood needs at least one step, not {steps}.");
        // Neither its states nor its outputs depend on the steps.
        double[] reconstructions = _reconstructions ??= ForEachItem(
            DrawPurpose.Final, _ => 1, (_, values, state, output, _) => _loss.Reconstruction(values, state, output), progress, cancellation);
        double[] losses = ForEachItem(DrawPurpose.State, draw => TimeOf(draw, steps), (draw, values, state, output, time) => steps is { } n
            ? _loss.Step(values, state, output, (int)Math.Round(time * n) + 1, n, Normals(draw, DrawPurpose.Sender, state.Length))
            : _loss.ContinuousTime(values, state, output, time), progress, cancellation);

        double[] sums = [.. losses.Zip(reconstructions, (loss, reconstruction) => loss + reconstruction)];
        double mean = sums.Average(), variables = _variables?.Average() ?? _size;
        double nats = DeviationOfMean(sums.Select(sum => sum - mean));
        // The error of a ratio of sums: longer items have more nats, which says nothing about bits a variable.
        double ratio = DeviationOfMean(sums.Select((sum, i) => sum - mean / variables * (_variables?[i] ?? _size)));
        return new LikelihoodEstimate(
            steps, losses.Average(), reconstructions.Average(), nats, variables, ratio / (variables * Math.Log(2)));
    }

    private double DeviationOfMean(IEnumerable<double> residuals) =>
        Math.Sqrt(residuals.Sum(residual => residual * residual) / Math.Max(1, _items.Count - 1) / _items.Count);

    // The mean of a loss over the draws of each item.
    private double[] ForEachItem(
        DrawPurpose purpose, Func<ItemDraw, double> time, ScoreDraw score, IProgress<int>? progress, CancellationToken cancellation)
    {
        var means = new double[_items.Count];
        IEnumerable<ItemDraw> draws = Enumerable.Range(0, _items.Count)
            .SelectMany(item => Enumerable.Range(0, Repeats).Select(repeat => new ItemDraw(item, repeat)));
        foreach (ItemDraw[] chunk in draws.Chunk(Chunk))
        {
            cancellation.ThrowIfCancellationRequested();
            double[] times = Array.ConvertAll(chunk, draw => time(draw));
            var states = new float[chunk.Length][];
            var inputs = new NetworkInput[chunk.Length];
            var scores = new double[chunk.Length];
            ForEach(chunk.Length, i =>
            {
                states[i] = _loss.State(ValuesOf(chunk[i]), times[i], Normals(chunk[i], purpose, _loss.StateSize(_size)));
                inputs[i] = new NetworkInput(_loss.Seen(states[i]), null, times[i], _items.Labels[chunk[i].Item]);
            });
            float[][] outputs = _network.Evaluate(inputs);
            ForEach(chunk.Length, i => scores[i] = score(chunk[i], ValuesOf(chunk[i]), states[i], outputs[i], times[i]));
            for (int i = 0; i < chunk.Length; i++) means[chunk[i].Item] += scores[i] / Repeats;
            progress?.Report(chunk.Length);
        }
        return means;
    }

    private void ForEach(int count, Action<int> work)
    {
        if (count * _size >= LittleWork)
        {
            Parallel.For(0, count, work);
            return;
        }
        for (int i = 0; i < count; i++) work(i);
    }

    private delegate double ScoreDraw(ItemDraw draw, ReadOnlySpan<float> values, float[] state, float[] output, double time);

    private readonly record struct ItemDraw(int Item, int Repeat);

    private enum DrawPurpose : uint
    {
        Time,
        State,
        Sender,
        Final,
    }

    private ReadOnlySpan<float> ValuesOf(ItemDraw draw) => _items.Values.AsSpan(draw.Item * _size, _size);

    // Stratified over the repeats of an item: each falls into its own part of [0, 1).
    private double TimeOf(ItemDraw draw, int? steps)
    {
        double offset = Noise.Uniform(SeedOf(draw), 0, (uint)DrawPurpose.Time);
        double time = (draw.Repeat + offset) / Repeats;
        return steps is { } n ? Math.Min(n - 1, Math.Floor(time * n)) / n : Math.Min(time, Flow.LatestTime);
    }

    private float[] Normals(ItemDraw draw, DrawPurpose purpose, int count)
    {
        var normals = new float[count];
        ulong seed = SeedOf(draw);
        Span<float> four = stackalloc float[4];
        for (int at = 0; at < count; at += 4)
        {
            Noise.Normal4(seed, (uint)(at / 4), (uint)purpose, four);
            four[..Math.Min(4, count - at)].CopyTo(normals.AsSpan(at));
        }
        return normals;
    }

    private ulong SeedOf(ItemDraw draw) => Seed ^ ((ulong)draw.Item << 32 | (uint)draw.Repeat);
}
