using System.Runtime.InteropServices;
using BfnProcGen.Models;
using BfnProcGen.Networks;

namespace BfnProcGen.Gpu;

/// <summary>
/// A network's weights on the device, repacked once for the kernels and shared by all recordings. Convolutions are stored as
/// [⌈channels/16⌉·4][source channels][kernel²][4], so that four output channels are one load and any tile of up to 16 channels stays
/// inside; their biases are padded alike. Weights that are 16-bit floats take 16 bits each (<see cref="HalfWeights"/>). A kernel sees one
/// buffer of limited size, so that large networks have several: pages. All weights of a node lie in one of them.
/// </summary>
internal sealed class GpuWeights : IDisposable
{
    // Small enough that its bytes can be counted in 31 bits on the way there.
    private const long UsualPage = 1 << 29;

    private readonly Dictionary<string, (int Page, int Offset)> _places = [];
    private readonly HashSet<string> _halves = [];
    private readonly IReadOnlyDictionary<string, float[]> _weights;
    private readonly Dictionary<string, bool> _canRound = [];
    private readonly List<GpuBuffer> _pages = [];

    /// <summary>Packs and uploads.</summary>
    /// <param name="device">Where to.</param>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights by full name.</param>
    /// <param name="pageBytes">The most bytes of a page that holds more than one node's weights; no more than a kernel can see.</param>
    /// <exception cref="NetworkException">A weight is missing or has the wrong size.</exception>
    /// <exception cref="RequestException">The weights of one node, padded, are larger than what a kernel can see.</exception>
    public GpuWeights(GpuDevice device, Network network, IReadOnlyDictionary<string, float[]> weights, long pageBytes = UsualPage)
    {
        Plain = new PlainNetwork(network, weights);
        _weights = weights;
        Conditioning = new ConditioningTables(Plain);
        // Before anything is allocated.
        foreach (Node node in network.Nodes)
        {
            if (HaveHalves(node, weights)) _halves.Add(node.Name);
            GpuBuffer.CheckSize(device, $"weights of {node.Name}", PackedSize(network, node, AreHalves(node.Name)) * sizeof(uint));
        }
        long most = Math.Min(pageBytes, device.LargestBuffer) / sizeof(uint);
        var page = new List<uint>((int)Math.Min(most, BytesOf(network, weights) / sizeof(uint)));
        try
        {
            foreach (Node node in network.Nodes)
            {
                if (page.Count > 0 && page.Count + PackedSize(network, node, AreHalves(node.Name)) > most) Upload();
                if (node.Operation is Convolution convolution)
                {
                    int inner = network.InputShapes(node)[0].Channels * convolution.Kernel * convolution.Kernel;
                    float[] packed = Pack(weights[$"{node.Name}.weight"], convolution.Channels, inner);
                    AppendWords($"{node.Name}.weight", AreHalves(node.Name)
                        ? MemoryMarshal.Cast<Half, uint>(Array.ConvertAll(packed, value => (Half)value))
                        : MemoryMarshal.Cast<float, uint>(packed));
                    Append($"{node.Name}.bias", Pack(weights[$"{node.Name}.bias"], convolution.Channels, 1));
                }
                else if (node.Operation is GroupNorm or LayerNorm)
                {
                    Append($"{node.Name}.weight", weights[$"{node.Name}.weight"]);
                    Append($"{node.Name}.bias", weights[$"{node.Name}.bias"]);
                }
            }
            if (page.Count > 0 || _pages.Count == 0) Upload();
        }
        catch
        {
            Dispose();
            throw;
        }

        void Append(string name, float[] values) => AppendWords(name, MemoryMarshal.Cast<float, uint>(values));

        void AppendWords(string name, ReadOnlySpan<uint> words)
        {
            _places.Add(name, (_pages.Count, page.Count));
            page.AddRange(words);
            while (page.Count % 4 != 0) page.Add(0);
        }

        void Upload()
        {
            _pages.Add(new GpuBuffer(device, $"weights {_pages.Count}", (long)page.Count * sizeof(uint), BufferAccess.Device));
            _pages[^1].Write<uint>(CollectionsMarshal.AsSpan(page));
            page.Clear();
        }
    }

    /// <summary>The network and its weights as the processor evaluates them: for what depends on time and class alone.</summary>
    public PlainNetwork Plain { get; }

    /// <summary>What depends on time and class alone.</summary>
    public ConditioningTables Conditioning { get; }

    /// <summary>The buffers; at least one.</summary>
    public IReadOnlyList<GpuBuffer> Pages => _pages;

    /// <summary>Floats of the largest page.</summary>
    public long LargestPage => _pages.Max(page => page.Bytes) / sizeof(float);

    /// <summary>Whether the weights of a convolution are stored as 16-bit floats.</summary>
    public bool AreHalves(string node) => _halves.Contains(node);

    /// <summary>Whether the weights of a convolution lose little where a kernel rounds them to 16-bit floats.</summary>
    public bool CanRound(string node)
    {
        lock (_canRound)
        {
            if (!_canRound.TryGetValue(node, out bool can))
                _canRound[node] = can = HalfWeights.AreInRange(_weights[$"{node}.weight"]);
            return can;
        }
    }

    /// <summary>Where a weight starts in its page, in units of 4 bytes; a multiple of 4.</summary>
    public uint OffsetOf(string name) => (uint)_places[name].Offset;

    /// <summary>The page of all weights of a node.</summary>
    public int PageOf(string node) => _places[$"{node}.weight"].Page;

    /// <summary>Bytes of device memory that a network's weights take.</summary>
    public static long BytesOf(Network network, IReadOnlyDictionary<string, float[]> weights) =>
        network.Nodes.Sum(node => PackedSize(network, node, HaveHalves(node, weights))) * sizeof(uint);

    public void Dispose()
    {
        foreach (GpuBuffer page in _pages) page.Dispose();
    }

    private static bool HaveHalves(Node node, IReadOnlyDictionary<string, float[]> weights) =>
        node.Operation is Convolution && weights.TryGetValue($"{node.Name}.weight", out float[]? values) && HalfWeights.AreExact(values);

    // In units of 4 bytes. A convolution can become 16 times as large as it is in the file.
    private static long PackedSize(Network network, Node node, bool hasHalves)
    {
        int channels = network.InputShapes(node) is [var source, ..] ? source.Channels : 0;
        switch (node.Operation)
        {
            case Convolution convolution:
                long outputs = (convolution.Channels + 15L) / 16 * 16;
                return outputs + outputs * channels * convolution.Kernel * convolution.Kernel / (hasHalves ? 2 : 1);
            case GroupNorm or LayerNorm: return (channels + 3L) / 4 * 4 * 2;
            default: return 0;
        }
    }

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
