using BfnProcGen.Networks;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>Weights and inputs for tests and benchmarks: no zeros where training would start with zeros, so that every path counts.</summary>
internal static class RandomWeights
{
    public static Dictionary<string, float[]> For(Network network, int seed = 1)
    {
        var random = new Random(seed);
        return network.Parameters.ToDictionary(entry => entry.Key, entry =>
        {
            double scale = entry.Value.Extents.Length > 1 ? 1 / Math.Sqrt(entry.Value.Count / entry.Value.Extents[0]) : 0.3;
            double centre = entry.Value.Initial == Initial.One ? 1 : 0;
            return Numbers(random, entry.Value.Count, scale, centre);
        });
    }

    public static float[] Numbers(Random random, int count, double scale = 1, double centre = 0) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(centre + scale * (2 * random.NextDouble() - 1)))];
}
