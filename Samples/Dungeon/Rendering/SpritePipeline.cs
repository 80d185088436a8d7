using System.Reflection;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Dungeon.Rendering;

/// <summary>The one pipeline of the game: sprites from a buffer, blended over each other.</summary>
internal sealed unsafe class SpritePipeline : IDisposable
{
    private readonly GameDevice _device;
    private readonly DescriptorSetLayout _setLayout;
    private readonly DescriptorPool _pool;

    public SpritePipeline(GameDevice device, PictureTarget target, SpriteList sprites, GameBuffer pixels)
    {
        _device = device;
        _setLayout = CreateSetLayout();
        Layout = CreateLayout();
        Handle = CreatePipeline(target);
        var size = new DescriptorPoolSize { Type = DescriptorType.StorageBuffer, DescriptorCount = 3 };
        var pool = new DescriptorPoolCreateInfo
        {
            SType = StructureType.DescriptorPoolCreateInfo, MaxSets = 1, PoolSizeCount = 1, PPoolSizes = &size,
        };
        device.Api.CreateDescriptorPool(device.Handle, in pool, null, out _pool).Check("vkCreateDescriptorPool");
        DescriptorSetLayout layout = _setLayout;
        var allocation = new DescriptorSetAllocateInfo
        {
            SType = StructureType.DescriptorSetAllocateInfo, DescriptorPool = _pool, DescriptorSetCount = 1, PSetLayouts = &layout,
        };
        device.Api.AllocateDescriptorSets(device.Handle, in allocation, out DescriptorSet set).Check("vkAllocateDescriptorSets");
        Set = set;
        Bind(0, sprites.SpriteBuffer);
        Bind(1, pixels);
        Bind(2, sprites.LightBuffer);
    }

    public PipelineLayout Layout { get; }

    public Pipeline Handle { get; }

    public DescriptorSet Set { get; }

    public void Dispose()
    {
        _device.Api.DestroyDescriptorPool(_device.Handle, _pool, null);
        _device.Api.DestroyPipeline(_device.Handle, Handle, null);
        _device.Api.DestroyPipelineLayout(_device.Handle, Layout, null);
        _device.Api.DestroyDescriptorSetLayout(_device.Handle, _setLayout, null);
    }

    private void Bind(uint binding, GameBuffer buffer)
    {
        var info = new DescriptorBufferInfo { Buffer = buffer.Handle, Range = buffer.Bytes };
        var write = new WriteDescriptorSet
        {
            SType = StructureType.WriteDescriptorSet, DstSet = Set, DstBinding = binding, DescriptorCount = 1,
            DescriptorType = DescriptorType.StorageBuffer, PBufferInfo = &info,
        };
        _device.Api.UpdateDescriptorSets(_device.Handle, 1, in write, 0, null);
    }

    private DescriptorSetLayout CreateSetLayout()
    {
        DescriptorSetLayoutBinding* bindings = stackalloc DescriptorSetLayoutBinding[3];
        for (uint i = 0; i < 3; i++)
        {
            bindings[i] = new DescriptorSetLayoutBinding
            {
                Binding = i, DescriptorType = DescriptorType.StorageBuffer, DescriptorCount = 1,
                StageFlags = i == 0 ? ShaderStageFlags.VertexBit : ShaderStageFlags.FragmentBit,
            };
        }
        var info = new DescriptorSetLayoutCreateInfo
        {
            SType = StructureType.DescriptorSetLayoutCreateInfo, BindingCount = 3, PBindings = bindings,
        };
        _device.Api.CreateDescriptorSetLayout(_device.Handle, in info, null, out DescriptorSetLayout layout)
            .Check("vkCreateDescriptorSetLayout");
        return layout;
    }

    private PipelineLayout CreateLayout()
    {
        var range = new PushConstantRange
        {
            StageFlags = ShaderStageFlags.VertexBit | ShaderStageFlags.FragmentBit, Size = (uint)sizeof(PictureConstants),
        };
        DescriptorSetLayout set = _setLayout;
        var info = new PipelineLayoutCreateInfo
        {
            SType = StructureType.PipelineLayoutCreateInfo, SetLayoutCount = 1, PSetLayouts = &set,
            PushConstantRangeCount = 1, PPushConstantRanges = &range,
        };
        _device.Api.CreatePipelineLayout(_device.Handle, in info, null, out PipelineLayout layout).Check("vkCreatePipelineLayout");
        return layout;
    }

    private Pipeline CreatePipeline(PictureTarget target)
    {
        ShaderModule vertex = LoadShader("sprite_vertex"), fragment = LoadShader("sprite_fragment");
        nint main = SilkMarshal.StringToPtr("main");
        PipelineShaderStageCreateInfo* stages = stackalloc PipelineShaderStageCreateInfo[]
        {
            StageOf(ShaderStageFlags.VertexBit, vertex, main), StageOf(ShaderStageFlags.FragmentBit, fragment, main),
        };
        var input = new PipelineVertexInputStateCreateInfo { SType = StructureType.PipelineVertexInputStateCreateInfo };
        var assembly = new PipelineInputAssemblyStateCreateInfo
        {
            SType = StructureType.PipelineInputAssemblyStateCreateInfo, Topology = PrimitiveTopology.TriangleStrip,
        };
        var area = new Viewport(0, 0, target.Width, target.Height, 0, 1);
        var scissor = new Rect2D(default, new Extent2D((uint)target.Width, (uint)target.Height));
        var viewport = new PipelineViewportStateCreateInfo
        {
            SType = StructureType.PipelineViewportStateCreateInfo, ViewportCount = 1, PViewports = &area, ScissorCount = 1,
            PScissors = &scissor,
        };
        var raster = new PipelineRasterizationStateCreateInfo
        {
            SType = StructureType.PipelineRasterizationStateCreateInfo, CullMode = CullModeFlags.None, LineWidth = 1,
        };
        var samples = new PipelineMultisampleStateCreateInfo
        {
            SType = StructureType.PipelineMultisampleStateCreateInfo, RasterizationSamples = SampleCountFlags.Count1Bit,
        };
        var attachment = new PipelineColorBlendAttachmentState
        {
            BlendEnable = true, ColorBlendOp = BlendOp.Add, AlphaBlendOp = BlendOp.Add,
            SrcColorBlendFactor = BlendFactor.SrcAlpha, DstColorBlendFactor = BlendFactor.OneMinusSrcAlpha,
            SrcAlphaBlendFactor = BlendFactor.Zero, DstAlphaBlendFactor = BlendFactor.One,
            ColorWriteMask = ColorComponentFlags.RBit | ColorComponentFlags.GBit | ColorComponentFlags.BBit | ColorComponentFlags.ABit,
        };
        var blend = new PipelineColorBlendStateCreateInfo
        {
            SType = StructureType.PipelineColorBlendStateCreateInfo, AttachmentCount = 1, PAttachments = &attachment,
        };
        var info = new GraphicsPipelineCreateInfo
        {
            SType = StructureType.GraphicsPipelineCreateInfo, StageCount = 2, PStages = stages, PVertexInputState = &input,
            PInputAssemblyState = &assembly, PViewportState = &viewport, PRasterizationState = &raster, PMultisampleState = &samples,
            PColorBlendState = &blend, Layout = Layout, RenderPass = target.Pass,
        };
        Result result = _device.Api.CreateGraphicsPipelines(_device.Handle, default, 1, in info, null, out Pipeline pipeline);
        SilkMarshal.Free(main);
        _device.Api.DestroyShaderModule(_device.Handle, vertex, null);
        _device.Api.DestroyShaderModule(_device.Handle, fragment, null);
        result.Check("vkCreateGraphicsPipelines");
        return pipeline;
    }

    private static PipelineShaderStageCreateInfo StageOf(ShaderStageFlags stage, ShaderModule module, nint entry) => new()
    {
        SType = StructureType.PipelineShaderStageCreateInfo, Stage = stage, Module = module, PName = (byte*)entry,
    };

    private ShaderModule LoadShader(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Shaders/{name}.spv")!;
        var code = new byte[stream.Length];
        stream.ReadExactly(code);
        fixed (byte* first = code)
        {
            var info = new ShaderModuleCreateInfo
            {
                SType = StructureType.ShaderModuleCreateInfo, CodeSize = (nuint)code.Length, PCode = (uint*)first,
            };
            _device.Api.CreateShaderModule(_device.Handle, in info, null, out ShaderModule module).Check("vkCreateShaderModule");
            return module;
        }
    }
}

/// <summary>What holds for a whole picture, as the shaders have it.</summary>
internal struct PictureConstants
{
    public float Width, Height;
    public int CameraX, CameraY;
    public uint Lights;
}
