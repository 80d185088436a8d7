namespace BfnProcGen;

/// <summary>
/// Which forms of its kernels a device runs: in registers alone, which suits software Vulkan and tiny problems; in tiles of shared memory,
/// which suits most GPUs; or as products of cooperative matrices, where a device has such units. The first two give the same bits, so that
/// a seed gives the same sample whichever is chosen. Cooperative matrices round factors to 16 bits: their sums are off by 1/1024 of the
/// largest at most, and a few variables of some samples differ. On one device a seed gives the same sample alone and in any batch.
/// </summary>
public enum KernelVariants
{
    /// <summary>
    /// Registers on a device that computes on the processor; on others <see cref="MeasuredExact"/>, so that the same seed is the same world.
    /// </summary>
    Automatic,

    /// <summary>
    /// Each shape's fastest, as measured on the device when a model is first loaded: for some tens of milliseconds, the driver's compiler
    /// aside. What came out is kept beside the pipelines (<see cref="GpuDeviceOptions.PipelineFolder"/>) for the next start. A form that
    /// doesn't give the same bits on this device is never chosen; cooperative matrices are, where they are offered, keep their bound, and
    /// are faster by a tenth at least.
    /// </summary>
    Measured,

    /// <summary>The same without cooperative matrices: for seeds that are to give the same on different devices.</summary>
    MeasuredExact,

    /// <summary>Registers alone.</summary>
    Registers,

    /// <summary>Tiles of shared memory wherever they fit.</summary>
    SharedMemory,

    /// <summary>
    /// Cooperative matrices wherever they fit. A device without them is refused (<see cref="GpuUnavailableException"/>), and so is every
    /// device by a build of this library without the kernel: its compiler must know GL_KHR_cooperative_matrix (glslc of 2024 and later).
    /// </summary>
    CooperativeMatrices,
}
