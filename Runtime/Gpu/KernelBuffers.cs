using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>The buffers of one recording and the descriptor sets that bind them. Owns all of them but the weights.</summary>
internal sealed unsafe class KernelBuffers : IDisposable
{
    private readonly GpuDevice _device;
    private readonly GpuBuffer[] _buffers = new GpuBuffer[KernelBindings.Count];
    private readonly DescriptorPool _pool;

    /// <summary>Allocates everything; <paramref name="arena"/> and <paramref name="conditioning"/> in floats.</summary>
    public KernelBuffers(GpuDevice device, GpuWeights weights, long arena, long conditioning, SamplerExtents sampler)
    {
        _device = device;
        try
        {
            Add(KernelBinding.Arena, (arena + 3) / 4 * 4 * sizeof(float), BufferAccess.Device);
            _buffers[(int)KernelBinding.Weights] = weights.Pages[0];
            Add(KernelBinding.Steps, sampler.Steps * sizeof(StepScalars), BufferAccess.Upload);
            Add(KernelBinding.Conditioning, conditioning * sizeof(float), BufferAccess.Upload);
            Add(KernelBinding.Items, sampler.Items * sizeof(uint), BufferAccess.Upload);
            Add(KernelBinding.State, sampler.State * sizeof(float), BufferAccess.Device);
            Add(KernelBinding.Result, sampler.Result, BufferAccess.Readback);
            Add(KernelBinding.Cursor, 2 * sizeof(uint), BufferAccess.Device);
            (_pool, Sets) = device.Bindings.Bind(_buffers, weights.Pages);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>One set for each page of weights, otherwise equal.</summary>
    public IReadOnlyList<DescriptorSet> Sets { get; } = [];

    /// <summary>Bytes of all buffers but the weights; extents as the constructor takes them.</summary>
    public static long BytesOf(long arena, long conditioning, SamplerExtents sampler) =>
        (arena + conditioning + sampler.State) * sizeof(float) + sampler.Steps * sizeof(StepScalars)
        + (sampler.Items + 2) * sizeof(uint) + sampler.Result;

    public GpuBuffer this[KernelBinding binding] => _buffers[(int)binding];

    public void Dispose()
    {
        for (int i = 0; i < _buffers.Length; i++)
            if (i != (int)KernelBinding.Weights) _buffers[i]?.Dispose();
        if (_pool.Handle != 0) _device.Api.DestroyDescriptorPool(_device.Handle, _pool, null);
    }

    private void Add(KernelBinding binding, long bytes, BufferAccess access) =>
        _buffers[(int)binding] = new GpuBuffer(_device, binding.ToString().ToLowerInvariant(), bytes, access);
}
