using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Training.Evaluation;

/// <summary>An estimate of the negative log-likelihood, in bits a tile.</summary>
/// <param name="Steps">n, or null for continuous time.</param>
/// <param name="Loss">The n-step loss Lⁿ or the continuous-time loss L∞.</param>
/// <param name="Reconstruction">The reconstruction loss Lʳ.</param>
/// <param name="StandardError">Standard error of the sum, over maps.</param>
public sealed record LikelihoodEstimate(int? Steps, double Loss, double Reconstruction, double StandardError)
{
    /// <summary>Loss and reconstruction together: an upper bound on −log₂ p(map) a tile.</summary>
    public double BitsPerTile => Loss + Reconstruction;
}

/// <summary>
/// How probable a model finds given maps (Graves et al. 2023, section 6): a Monte Carlo estimate of Lⁿ + Lʳ or L∞ + Lʳ.
/// </summary>
public sealed class Likelihood(DiscreteFlow flow, INetworkEvaluator network)
{
    private const int Chunk = 256;

    /// <summary>Draws of time and noise for each map.</summary>
    public int Repeats { get; init; } = 8;

    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Estimates the likelihood of <paramref name="maps"/> with <paramref name="steps"/> steps, or in continuous time (null).</summary>
    /// <exception cref="RequestException">No maps, fewer than one step, or maps of the wrong size.</exception>
    public LikelihoodEstimate Estimate(IReadOnlyList<byte[]> maps, int? steps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count == 0) throw new RequestException("The likelihood of no maps at all can't be estimated.");
        if (steps < 1) throw new RequestException($"The likelihood needs at least one step, not {steps}.");
        int cells = network.Network.Output.Area;
        if (maps.FirstOrDefault(map => map.Length != cells) is { } wrong)
            throw new RequestException($"A map has {wrong.Length} cells; the model's maps have {cells}.");

        var losses = new double[maps.Count];
        var reconstructions = new double[maps.Count];
        IEnumerable<(int Map, int Repeat)> draws =
            Enumerable.Range(0, maps.Count).SelectMany(map => Enumerable.Range(0, Repeats).Select(repeat => (map, repeat)));
        foreach ((int Map, int Repeat)[] chunk in draws.Chunk(Chunk))
        {
            double[] times = Array.ConvertAll(chunk, draw => TimeOf(draw.Map, draw.Repeat, steps));
            Score(times, (map, cell, item, logs) => losses[map] += steps is { } n
                ? DiscreteTimeLoss.Discrete(
                    flow, maps[map][cell], logs, (int)Math.Round(times[item] * n) + 1, n, Sender(map, chunk[item].Repeat, cell))
                : ContinuousTime(times[item], maps[map][cell], logs));
            Score([.. times.Select(_ => 1.0)], (map, cell, _, logs) => reconstructions[map] += ReconstructionLoss.Discrete(maps[map][cell], logs));

            void Score(double[] at, CellScore score)
            {
                NetworkInput[] inputs =
                    [.. chunk.Select((draw, i) => new NetworkInput(State(maps[draw.Map], draw.Map, draw.Repeat, at[i]), null, at[i]))];
                float[][] outputs = network.Evaluate(inputs);
                var logs = new double[flow.Classes];
                for (int item = 0; item < chunk.Length; item++)
                for (int cell = 0; cell < cells; cell++)
                {
                    LogProbabilities(outputs[item], cell, cells, logs);
                    score(chunk[item].Map, cell, item, logs);
                }
            }
        }
        double scale = 1 / (Repeats * (double)cells * Math.Log(2));
        double[] sums = [.. losses.Zip(reconstructions, (loss, reconstruction) => (loss + reconstruction) * scale)];
        double mean = sums.Average(), variance = sums.Sum(sum => (sum - mean) * (sum - mean)) / Math.Max(1, sums.Length - 1);
        return new LikelihoodEstimate(steps, losses.Average() * scale, reconstructions.Average() * scale, Math.Sqrt(variance / sums.Length));
    }

    private delegate void CellScore(int map, int cell, int item, ReadOnlySpan<double> logProbabilities);

    private enum Draw : uint
    {
        Time,
        State,
        Sender,
    }

    // Stratified over the repeats of a map: each falls into its own part of [0, 1).
    private double TimeOf(int map, int repeat, int? steps)
    {
        double offset = Noise.Uniform(SeedOf(map, repeat), 0, (uint)Draw.Time);
        double time = (repeat + offset) / Repeats;
        return steps is { } n ? Math.Min(n - 1, Math.Floor(time * n)) / n : Math.Min(time, Flow.LatestTime);
    }

    // K·β₁·t·‖e_x − ê‖² (equation 205).
    private double ContinuousTime(double time, int value, ReadOnlySpan<double> logs)
    {
        double distance = 0;
        for (int k = 0; k < logs.Length; k++)
        {
            double difference = (k == value ? 1 : 0) - Math.Exp(logs[k]);
            distance += difference * difference;
        }
        return flow.At(time).Weight * distance;
    }

    // What the network sees of a state drawn from the flow.
    private float[] State(byte[] cells, int map, int repeat, double time)
    {
        var sampler = new PlainSampler(flow, network);
        return sampler.Encode(sampler.StateAround(cells, time, SeedOf(map, repeat), (uint)Draw.State), null);
    }

    private double[] Sender(int map, int repeat, int cell)
    {
        var normals = new double[flow.Classes];
        int blocks = (flow.Classes + 3) / 4;
        Span<float> four = stackalloc float[4];
        for (int k = 0; k < flow.Classes; k++)
        {
            if (k % 4 == 0) Noise.Normal4(SeedOf(map, repeat), (uint)(cell * blocks + k / 4), (uint)Draw.Sender, four);
            normals[k] = four[k % 4];
        }
        return normals;
    }

    private ulong SeedOf(int map, int repeat) => Seed ^ ((ulong)map << 32 | (uint)repeat);

    private static void LogProbabilities(float[] output, int cell, int cells, Span<double> logs)
    {
        double most = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < logs.Length; k++) most = Math.Max(most, logs[k] = output[k * cells + cell]);
        foreach (double log in logs) sum += Math.Exp(log - most);
        double total = most + Math.Log(sum);
        for (int k = 0; k < logs.Length; k++) logs[k] -= total;
    }
}
