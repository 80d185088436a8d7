using BfnProcGen.Plans;
using BfnProcGen.Sampling;

namespace BfnProcGen.Gpu;

/// <summary>
/// What the kernels know about the items of a run, as <c>Shaders/include/bindings.glsl</c> describes the buffer <c>Items</c>.
/// </summary>
internal static class ItemWords
{
    // Seed, low and high; row of the class; unused.
    private const int Header = 4;

    /// <summary>Words before the origins: headers for the network's batch, and what is known of each variable of the samples.</summary>
    public static long Origins(int batch, long variables) => (long)Header * batch + variables;

    /// <summary>Words before the biases: those, and what is varied, a word a variable.</summary>
    public static long Count(int batch, long variables) => Origins(batch, variables) + variables;

    /// <summary>
    /// The words of some items. Samples that were not asked for stay zero. A batch of more than <paramref name="samples"/> holds all items
    /// once more, without their class.
    /// </summary>
    public static uint[] Of(SampledData data, Plan plan, int samples, IReadOnlyList<SampleItem> items, bool biased)
    {
        long variables = (long)samples * data.Variables;
        int known = Header * plan.Batch, origins = (int)Origins(plan.Batch, variables), biases = (int)Count(plan.Batch, variables);
        int none = plan.Network.Classes;
        var words = new uint[biases + (biased ? items.Count * data.State.Count : 0)];
        words.AsSpan(known, origins - known).Fill(SampledData.Unknown);
        for (int i = 0; i < items.Count; i++)
        {
            SampleItem item = items[i];
            for (int at = i; at < plan.Batch; at += samples)
            {
                words[at * Header] = (uint)item.Seed;
                words[at * Header + 1] = (uint)(item.Seed >> 32);
                words[at * Header + 2] = (uint)(at >= samples || item.Class < 0 ? none : item.Class);
            }
            data.KnownWords(item)?.CopyTo(words, known + i * data.Variables);
            data.OriginWords(item)?.CopyTo(words, origins + i * data.Variables);
            if (item.Bias is { } bias) Array.ConvertAll(bias, BitConverter.SingleToUInt32Bits).CopyTo(words, biases + i * data.State.Count);
        }
        return words;
    }
}
