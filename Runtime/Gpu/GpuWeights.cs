using BfnProcGen.Networks;

namespace BfnProcGen.Gpu;

/// <summary>
/// A network's weights on the device, repacked once for the kernels and shared by all recordings. Convolutions are stored as
/// [⌈channels/16⌉·4][source channels][kernel²][4], so that four output channels are one load and any tile of up to 16 channels stays
/// inside; their biases are padded alike.
/// </summary>
internal sealed class GpuWeights : IDisposable
{
    private readonly Dictionary<string, int> _offsets = [];

    /// <summary>Packs and uploads.</summary>
    /// <exception cref="NetworkException">A weight is missing or has the wrong size.</exception>
    /// <exception cref="RequestException">All weights together, padded, are larger than what a kernel can see.</exception>
    public GpuWeights(GpuDevice device, Network network, IReadOnlyDictionary<string, float[]> weights)
    {
        Plain = new PlainNetwork(network, weights);
        // Before anything is allocated.
        GpuBuffer.CheckSize(device, "weights", PackedSize(network) * sizeof(float));
        var packed = new List<float>();
        foreach (Node node in network.Nodes)
        {
            if (node.Operation is Convolution convolution)
            {
                int channels = network.InputShapes(node)[0].Channels;
                Append($"{node.Name}.weight", Pack(weights[$"{node.Name}.weight"], convolution.Channels, channels * convolution.Kernel * convolution.Kernel));
                Append($"{node.Name}.bias", Pack(weights[$"{node.Name}.bias"], convolution.Channels, 1));
            }
            else if (node.Operation is GroupNorm or LayerNorm)
            {
                Append($"{node.Name}.weight", weights[$"{node.Name}.weight"]);
                Append($"{node.Name}.bias", weights[$"{node.Name}.bias"]);
            }
        }
        Buffer = new GpuBuffer(device, "weights", packed.Count * sizeof(float), BufferAccess.Device);
        try
        {
            Buffer.Write<float>(packed.ToArray());
        }
        catch
        {
            Dispose();
            throw;
        }

        void Append(string name, float[] values)
        {
            _offsets.Add(name, packed.Count);
            packed.AddRange(values);
            while (packed.Count % 4 != 0) packed.Add(0);
        }
    }

    /// <summary>The network and its weights as the processor evaluates them: for what depends on time and class alone.</summary>
    public PlainNetwork Plain { get; }

    public GpuBuffer Buffer { get; }

    /// <summary>Where a weight starts, in floats; a multiple of 4.</summary>
    public uint OffsetOf(string name) => (uint)_offsets[name];

    public void Dispose() => Buffer.Dispose();

    // Of the convolutions, which are nearly all, and can become 16 times as large as they are in the file.
    private static long PackedSize(Network network) => network.Nodes.Sum(node => node.Operation is Convolution convolution
        ? (convolution.Channels + 15L) / 16 * 16 * (1 + (long)network.InputShapes(node)[0].Channels * convolution.Kernel * convolution.Kernel)
        : 0);

    // [channels][inner] to [channels/4][inner][4], channels padded with zeros to a multiple of 16.
    private static float[] Pack(float[] values, int channels, int inner)
    {
        var packed = new float[(channels + 15) / 16 * 16 * inner];
        for (int channel = 0; channel < channels; channel++)
        for (int i = 0; i < inner; i++)
            packed[(channel / 4 * inner + i) * 4 + channel % 4] = values[channel * inner + i];
        return packed;
    }
}
