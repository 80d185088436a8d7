using System.Text.Json.Serialization;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>The form of the kernels that were timed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KernelForm>))]
internal enum KernelForm
{
    /// <summary>They have one form only.</summary>
    Only,

    /// <summary>Convolutions and matrix products in registers.</summary>
    Registers,

    /// <summary>The same in tiles of shared memory.</summary>
    SharedMemory,

    /// <summary>The same as products of cooperative matrices.</summary>
    CooperativeMatrices,
}
