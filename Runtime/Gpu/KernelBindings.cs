using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// The buffers of descriptor set 0, the same for every kernel; <c>Shaders/include/bindings.glsl</c> and <c>texels.glsl</c> list them again.
/// The first are storage buffers; the last are two of them once more, as texel buffers: software Vulkan reads those several times faster.
/// </summary>
internal enum KernelBinding
{
    /// <summary>All activations, as the plan placed them.</summary>
    Arena,

    /// <summary>Weights, repacked: one page of them.</summary>
    Weights,

    /// <summary>A row of <see cref="StepScalars"/> for each evaluation.</summary>
    Steps,

    /// <summary>Conditioning vectors: rows [evaluation][class, and one for "none"].</summary>
    Conditioning,

    /// <summary>Seed and class of each item, what is known of it, and its biases.</summary>
    Items,

    /// <summary>The states, and the estimates before.</summary>
    State,

    /// <summary>A byte for each cell or variable, or a float.</summary>
    Result,

    /// <summary>Which evaluation is under way.</summary>
    Cursor,

    /// <summary>The arena as texels of one float.</summary>
    ArenaTexels,

    /// <summary>The arena as texels of four floats.</summary>
    ArenaQuads,

    /// <summary>The page of weights as texels of four floats.</summary>
    WeightQuads,

    /// <summary>The page of weights as texels of four 16-bit floats.</summary>
    WeightHalves,
}

/// <summary>The layout that all pipelines share, and the descriptor sets made from it.</summary>
internal sealed unsafe class KernelBindings : IDisposable
{
    /// <summary>Bytes of push constants a kernel may use: what Vulkan guarantees.</summary>
    public const uint PushConstantBytes = 128;

    private readonly GpuDevice _device;
    private readonly DescriptorSetLayout _setLayout;

    public KernelBindings(GpuDevice device)
    {
        _device = device;
        var bindings = stackalloc DescriptorSetLayoutBinding[Count + Texels];
        for (int i = 0; i < Count + Texels; i++)
        {
            bindings[i] = new DescriptorSetLayoutBinding
            {
                Binding = (uint)i, DescriptorType = TypeOf(i), DescriptorCount = 1, StageFlags = ShaderStageFlags.ComputeBit,
            };
        }
        var setInfo = new DescriptorSetLayoutCreateInfo
        {
            SType = StructureType.DescriptorSetLayoutCreateInfo, BindingCount = Count + Texels, PBindings = bindings,
        };
        device.Api.CreateDescriptorSetLayout(device.Handle, in setInfo, null, out _setLayout).Check("vkCreateDescriptorSetLayout");

        DescriptorSetLayout setLayout = _setLayout;
        var range = new PushConstantRange { StageFlags = ShaderStageFlags.ComputeBit, Size = PushConstantBytes };
        var info = new PipelineLayoutCreateInfo
        {
            SType = StructureType.PipelineLayoutCreateInfo,
            SetLayoutCount = 1, PSetLayouts = &setLayout, PushConstantRangeCount = 1, PPushConstantRanges = &range,
        };
        Result result = device.Api.CreatePipelineLayout(device.Handle, in info, null, out PipelineLayout layout);
        if (result != Result.Success) device.Api.DestroyDescriptorSetLayout(device.Handle, _setLayout, null);
        result.Check("vkCreatePipelineLayout");
        Layout = layout;
    }

    /// <summary>Number of storage buffers.</summary>
    public const int Count = (int)KernelBinding.Cursor + 1;

    /// <summary>Number of texel buffers, which follow them.</summary>
    public const int Texels = (int)KernelBinding.WeightHalves + 1 - Count;

    public PipelineLayout Layout { get; }

    /// <summary>
    /// A pool with a set for each page of weights, which binds <paramref name="buffers"/>, in the order of <see cref="KernelBinding"/>, and
    /// this page.
    /// </summary>
    public (DescriptorPool Pool, DescriptorSet[] Sets) Bind(IReadOnlyList<GpuBuffer> buffers, IReadOnlyList<GpuBuffer> pages)
    {
        if (buffers.Count != Count) throw new ArgumentException($"{Count} buffers are bound, not {buffers.Count}.", nameof(buffers));
        var sizes = stackalloc DescriptorPoolSize[]
        {
            new DescriptorPoolSize { Type = DescriptorType.StorageBuffer, DescriptorCount = (uint)(Count * pages.Count) },
            new DescriptorPoolSize { Type = DescriptorType.UniformTexelBuffer, DescriptorCount = (uint)(Texels * pages.Count) },
        };
        var poolInfo = new DescriptorPoolCreateInfo
        {
            SType = StructureType.DescriptorPoolCreateInfo, MaxSets = (uint)pages.Count, PoolSizeCount = 2, PPoolSizes = sizes,
        };
        _device.Api.CreateDescriptorPool(_device.Handle, in poolInfo, null, out DescriptorPool pool).Check("vkCreateDescriptorPool");
        try
        {
            return (pool, [.. pages.Select(page =>
                Set(pool, [.. buffers.Select((buffer, i) => i == (int)KernelBinding.Weights ? page : buffer)]))]);
        }
        catch
        {
            _device.Api.DestroyDescriptorPool(_device.Handle, pool, null);
            throw;
        }
    }

    public void Dispose()
    {
        _device.Api.DestroyPipelineLayout(_device.Handle, Layout, null);
        _device.Api.DestroyDescriptorSetLayout(_device.Handle, _setLayout, null);
    }

    private DescriptorSet Set(DescriptorPool pool, GpuBuffer[] buffers)
    {
        DescriptorSetLayout layout = _setLayout;
        var setInfo = new DescriptorSetAllocateInfo
        {
            SType = StructureType.DescriptorSetAllocateInfo, DescriptorPool = pool, DescriptorSetCount = 1, PSetLayouts = &layout,
        };
        _device.Api.AllocateDescriptorSets(_device.Handle, in setInfo, out DescriptorSet set).Check("vkAllocateDescriptorSets");

        GpuBuffer arena = buffers[(int)KernelBinding.Arena], weights = buffers[(int)KernelBinding.Weights];
        var views = stackalloc BufferView[]
        {
            arena.TexelsOf(Format.R32Sfloat), arena.TexelsOf(Format.R32G32B32A32Sfloat), weights.TexelsOf(Format.R32G32B32A32Sfloat),
            weights.TexelsOf(Format.R16G16B16A16Sfloat),
        };
        var infos = stackalloc DescriptorBufferInfo[Count];
        var writes = stackalloc WriteDescriptorSet[Count + Texels];
        for (int i = 0; i < Count + Texels; i++)
        {
            if (i < Count) infos[i] = new DescriptorBufferInfo { Buffer = buffers[i].Handle, Range = Vk.WholeSize };
            writes[i] = new WriteDescriptorSet
            {
                SType = StructureType.WriteDescriptorSet, DstSet = set, DstBinding = (uint)i, DescriptorCount = 1, DescriptorType = TypeOf(i),
                PBufferInfo = i < Count ? &infos[i] : null, PTexelBufferView = i < Count ? null : &views[i - Count],
            };
        }
        _device.Api.UpdateDescriptorSets(_device.Handle, Count + Texels, writes, 0, null);
        return set;
    }

    private static DescriptorType TypeOf(int binding) =>
        binding < Count ? DescriptorType.StorageBuffer : DescriptorType.UniformTexelBuffer;
}
