using Silk.NET.Vulkan;

namespace BfnProcGen;

/// <summary>
/// Calls <c>vkQueueSubmit</c> with one submit on a queue that an engine looks after, and returns what that returned. It may be called on any
/// thread that uses the library, and must not return before the submit is made: <paramref name="submit"/> points to memory that is gone then.
/// Neither it nor a thread that it waits for may dispose what it submits for.
/// </summary>
public delegate Result QueueSubmit(in SubmitInfo submit, Fence fence);

/// <summary>
/// A Vulkan device that an engine made and goes on using; <see cref="GpuDevice.Adopt"/> shares it. The engine keeps all of it alive until the
/// <see cref="GpuDevice"/> is disposed.
/// </summary>
/// <remarks>
/// The instance must have been made for Vulkan 1.2 or later. No feature and no extension has to be enabled;
/// <see cref="GpuDevice.UsableExtensions"/> and <see cref="GpuDevice.UsableFeatures"/> list those that are put to use where they are. Who may submit to <see cref="Queue"/> is said in
/// one of three ways: <see cref="Submit"/>, or <see cref="QueueLock"/>, or neither, and then the queue belongs to the thread that calls
/// <see cref="GpuDevice.Adopt"/>: models are loaded and generations advanced on it alone.
/// </remarks>
public sealed record EngineDevice
{
    /// <summary>The instance.</summary>
    public required Instance Instance { get; init; }

    /// <summary>The device's physical device.</summary>
    public required PhysicalDevice PhysicalDevice { get; init; }

    /// <summary>The device.</summary>
    public required Device Device { get; init; }

    /// <summary>The queue that samples are drawn on: of a family that computes.</summary>
    public required Queue Queue { get; init; }

    /// <summary>The family of <see cref="Queue"/>, and of all command buffers that are recorded into.</summary>
    public required uint QueueFamily { get; init; }

    /// <summary>
    /// The object that the engine locks (<see cref="System.Threading.Monitor"/>, C#'s <c>lock</c>) while it uses the queue; held here during
    /// a submit and no longer. Not a <see cref="System.Threading.Lock"/>.
    /// </summary>
    public object? QueueLock { get; init; }

    /// <summary>What submits, instead of <c>vkQueueSubmit</c> under a lock.</summary>
    public QueueSubmit? Submit { get; init; }

    /// <summary>The engine's bindings, which are not disposed here; null loads others for the same loader.</summary>
    public Vk? Api { get; init; }

    /// <summary>The extensions, of instance and device, that the engine has enabled; others than the usable ones may be among them. One that is
    /// part of the device's version of Vulkan counts, too: name it.</summary>
    public IReadOnlyCollection<string> Extensions { get; init; } = [];

    /// <summary>
    /// The features of the device that the engine has enabled, by their names in Vulkan's structs; others than
    /// <see cref="GpuDevice.UsableFeatures"/> may be among them.
    /// </summary>
    public IReadOnlyCollection<string> Features { get; init; } = [];

    /// <summary>Where pipelines are kept between runs of the program; null for nowhere.</summary>
    /// <seealso cref="GpuDeviceOptions.PipelineFolder"/>
    public string? PipelineFolder { get; init; } = GpuDeviceOptions.UsualPipelineFolder;

    /// <summary>Which forms of the kernels to run.</summary>
    /// <seealso cref="GpuDeviceOptions.KernelVariants"/>
    public KernelVariants KernelVariants { get; init; }

    /// <summary>The same from raw handles, as other bindings than Silk.NET's have them.</summary>
    public static EngineDevice FromHandles(nint instance, nint physicalDevice, nint device, nint queue, uint queueFamily) => new()
    {
        Instance = new Instance(instance), PhysicalDevice = new PhysicalDevice(physicalDevice), Device = new Device(device),
        Queue = new Queue(queue), QueueFamily = queueFamily,
    };
}
