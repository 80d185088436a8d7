using System.Collections.Concurrent;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>The compute pipelines of a device: equal ones are made once. Freed with the device.</summary>
internal sealed unsafe class PipelineStore(GpuDevice device) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Pipeline>> _pipelines = new();

    public int Count => _pipelines.Count;

    /// <summary>The pipeline of a shader with its specialisation constants, 4 bytes each, ids counting from 0.</summary>
    public Pipeline Get(string shader, uint[] constants)
    {
        string key = $"{shader} {string.Join(' ', constants)}";
        return _pipelines.GetOrAdd(key, _ => new Lazy<Pipeline>(() => Create(shader, constants, key))).Value;
    }

    /// <summary>The SPIR-V of a shader, as the build embedded it.</summary>
    public static byte[] LoadShader(string shader)
    {
        using Stream stream = typeof(PipelineStore).Assembly.GetManifestResourceStream($"Shaders/{shader}.spv")
            ?? throw new InvalidOperationException($"The shader '{shader}' is not embedded in this assembly.");
        var code = new byte[stream.Length];
        stream.ReadExactly(code);
        return code;
    }

    public void Dispose()
    {
        foreach (Lazy<Pipeline> pipeline in _pipelines.Values)
            if (pipeline.IsValueCreated) device.Api.DestroyPipeline(device.Handle, pipeline.Value, null);
    }

    private Pipeline Create(string shader, uint[] constants, string name)
    {
        byte[] code = LoadShader(shader);
        ShaderModule module;
        fixed (byte* words = code)
        {
            var moduleInfo = new ShaderModuleCreateInfo
            {
                SType = StructureType.ShaderModuleCreateInfo, CodeSize = (nuint)code.Length, PCode = (uint*)words,
            };
            device.Api.CreateShaderModule(device.Handle, in moduleInfo, null, out module).Check($"vkCreateShaderModule for '{shader}'");
        }

        var entries = stackalloc SpecializationMapEntry[constants.Length];
        for (int i = 0; i < constants.Length; i++)
            entries[i] = new SpecializationMapEntry { ConstantID = (uint)i, Offset = (uint)(i * sizeof(uint)), Size = sizeof(uint) };
        nint main = SilkMarshal.StringToPtr("main");
        try
        {
            fixed (uint* data = constants)
            {
                var specialisation = new SpecializationInfo
                {
                    MapEntryCount = (uint)constants.Length, PMapEntries = entries, DataSize = (nuint)(constants.Length * sizeof(uint)), PData = data,
                };
                var info = new ComputePipelineCreateInfo
                {
                    SType = StructureType.ComputePipelineCreateInfo,
                    Layout = device.Bindings.Layout,
                    Stage = new PipelineShaderStageCreateInfo
                    {
                        SType = StructureType.PipelineShaderStageCreateInfo,
                        Stage = ShaderStageFlags.ComputeBit, Module = module, PName = (byte*)main, PSpecializationInfo = &specialisation,
                    },
                };
                Pipeline pipeline;
                device.Api.CreateComputePipelines(device.Handle, default, 1, in info, null, out pipeline)
                    .Check($"vkCreateComputePipelines for '{name}'");
                device.SetName(ObjectType.Pipeline, pipeline.Handle, name);
                return pipeline;
            }
        }
        finally
        {
            SilkMarshal.Free(main);
            device.Api.DestroyShaderModule(device.Handle, module, null);
        }
    }
}
