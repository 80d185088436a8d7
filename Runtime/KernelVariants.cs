namespace BfnProcGen;

/// <summary>
/// Which forms of its kernels a device runs: in registers alone, which suits software Vulkan and tiny problems, or in tiles of shared
/// memory, which suits most GPUs. All give the same bits, so that a seed gives the same sample whatever is chosen; they differ in speed.
/// </summary>
public enum KernelVariants
{
    /// <summary>Registers on a device that computes on the processor; on others what is <see cref="Measured"/> to be the fastest.</summary>
    Automatic,

    /// <summary>
    /// Each shape's fastest, as measured on the device when a model is first loaded: for some tens of milliseconds, the driver's compiler
    /// aside. What came out is kept beside the pipelines (<see cref="GpuDeviceOptions.PipelineFolder"/>) for the next start. A form that
    /// doesn't give the same bits on this device is never chosen.
    /// </summary>
    Measured,

    /// <summary>Registers alone.</summary>
    Registers,

    /// <summary>Tiles of shared memory wherever they fit.</summary>
    SharedMemory,
}
