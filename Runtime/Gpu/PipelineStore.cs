using System.Collections.Concurrent;
using System.Security.Cryptography;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>
/// The compute pipelines of a device: equal ones are made once, side by side, on threads of the pool. Freed with the device. What the
/// driver compiled is kept in a <see cref="PipelineCacheFile"/>.
/// </summary>
internal sealed unsafe class PipelineStore : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Pipeline>> _pipelines = new();
    private readonly GpuDevice _device;
    private readonly PipelineCacheFile? _file;
    private readonly PipelineCache _cache;
    private readonly Lock _saving = new();
    private byte[] _written;
    private int _saved;
    private bool _disposed;

    public PipelineStore(GpuDevice device, PipelineCacheFile? file)
    {
        (_device, _file) = (device, file);
        byte[] data = file?.Read() ?? [];
        WasWarm = data.Length > 0;
        _written = SHA256.HashData(data);
        Result made = Create(data, out _cache);
        // A driver may refuse what it doesn't like.
        if (made != Result.Success) made = Create([], out _cache);
        made.Check("vkCreatePipelineCache");

        Result Create(byte[] initial, out PipelineCache cache)
        {
            fixed (byte* bytes = initial)
            {
                var info = new PipelineCacheCreateInfo
                {
                    SType = StructureType.PipelineCacheCreateInfo, InitialDataSize = (nuint)initial.Length, PInitialData = bytes,
                };
                return device.Api.CreatePipelineCache(device.Handle, in info, null, out cache);
            }
        }
    }

    public int Count => _pipelines.Count;

    /// <summary>Whether a usable file was found at the start.</summary>
    public bool WasWarm { get; }

    /// <summary>
    /// The pipeline of a shader with its specialisation constants, 4 bytes each, ids counting from 0. Where it is not there yet, a thread of
    /// the pool makes it, or whoever needs it first.
    /// </summary>
    public Lazy<Pipeline> Get(string shader, uint[] constants)
    {
        string key = $"{shader} {string.Join(' ', constants)}";
        if (_pipelines.TryGetValue(key, out Lazy<Pipeline>? known)) return known;
        Lazy<Pipeline>? made = null;
        made = new Lazy<Pipeline>(() =>
        {
            try
            {
                return Create(shader, constants, key);
            }
            catch
            {
                // Another load may have better luck, with memory that was short.
                _pipelines.TryRemove(KeyValuePair.Create(key, made!));
                throw;
            }
        });
        known = _pipelines.GetOrAdd(key, made);
        if (known == made) EarlyWork.Begin(() => _ = made.Value);
        return known;
    }

    /// <summary>Writes the file if there are pipelines that are not in it, and the driver has something new to say of them.</summary>
    public void Save()
    {
        if (_file is null) return;
        lock (_saving)
        {
            int count = _pipelines.Values.Count(pipeline => pipeline.IsValueCreated);
            if (count == _saved) return;
            nuint size = 0;
            _device.Api.GetPipelineCacheData(_device.Handle, _cache, ref size, null).Check("vkGetPipelineCacheData");
            var data = new byte[size];
            // Incomplete when it has grown in between: the next call writes it.
            fixed (byte* bytes = data)
                if (_device.Api.GetPipelineCacheData(_device.Handle, _cache, ref size, bytes) != Result.Success) return;
            data = data[..(int)size];
            byte[] hash = SHA256.HashData(data);
            if (!hash.AsSpan().SequenceEqual(_written)) _file.Write(data);
            (_saved, _written) = (count, hash);
        }
    }

    /// <summary>Whether the build embedded a shader.</summary>
    public static bool HasShader(string shader) => typeof(PipelineStore).Assembly.GetManifestResourceInfo($"Shaders/{shader}.spv") is not null;

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
        // Some may still be under way, for a model that was given up; others will never be begun.
        Volatile.Write(ref _disposed, true);
        foreach (Lazy<Pipeline> pipeline in _pipelines.Values)
        {
            try
            {
                _device.Api.DestroyPipeline(_device.Handle, pipeline.Value, null);
            }
            catch (Exception e) when (e is GpuException or ObjectDisposedException)
            {
                // It was never made.
            }
        }
        _device.Api.DestroyPipelineCache(_device.Handle, _cache, null);
    }

    private Pipeline Create(string shader, uint[] constants, string name)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), typeof(GpuDevice));
        byte[] code = LoadShader(shader);
        ShaderModule module;
        fixed (byte* words = code)
        {
            var moduleInfo = new ShaderModuleCreateInfo
            {
                SType = StructureType.ShaderModuleCreateInfo, CodeSize = (nuint)code.Length, PCode = (uint*)words,
            };
            _device.Api.CreateShaderModule(_device.Handle, in moduleInfo, null, out module).Check($"vkCreateShaderModule for '{shader}'");
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
                    Layout = _device.Bindings.Layout,
                    Stage = new PipelineShaderStageCreateInfo
                    {
                        SType = StructureType.PipelineShaderStageCreateInfo,
                        // Whoever computes a matrix together must be complete.
                        Flags = shader == CooperativeConvolutionKernel.Shader
                            ? PipelineShaderStageCreateFlags.RequireFullSubgroupsBit : PipelineShaderStageCreateFlags.None,
                        Stage = ShaderStageFlags.ComputeBit, Module = module, PName = (byte*)main, PSpecializationInfo = &specialisation,
                    },
                };
                Pipeline pipeline;
                _device.Api.CreateComputePipelines(_device.Handle, _cache, 1, in info, null, out pipeline)
                    .Check($"vkCreateComputePipelines for '{name}'");
                _device.SetName(ObjectType.Pipeline, pipeline.Handle, name);
                return pipeline;
            }
        }
        finally
        {
            SilkMarshal.Free(main);
            _device.Api.DestroyShaderModule(_device.Handle, module, null);
        }
    }
}
