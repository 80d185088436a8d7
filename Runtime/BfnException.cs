namespace BfnProcGen;

/// <summary>The base of every error this library reports on purpose. The message says what is wrong, where, and what to do.</summary>
public abstract class BfnException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A model file that can't be read: malformed, truncated, or written by a newer version. Names the file and the tensor or key.</summary>
public sealed class ModelFormatException(string message, Exception? inner = null) : BfnException(message, inner);

/// <summary>A <see cref="Networks.Network"/> whose operations don't fit together. Names the node.</summary>
public sealed class NetworkException(string message) : BfnException(message);

/// <summary>A request that can't be fulfilled: a negative number of steps, a mask of the wrong size, a class the model doesn't know.</summary>
public sealed class RequestException(string message) : BfnException(message);

/// <summary>A call at a time or from a thread that is not allowed: two at once, or away from the thread that owns the queue.</summary>
public sealed class UsageException(string message) : BfnException(message);

/// <summary>What a save says of its world can't be read, or the world can't be made again here. Says what differs.</summary>
public sealed class WorldException(string message, Exception? inner = null) : BfnException(message, inner);

/// <summary>No usable Vulkan device, or a device that lacks what the runtime needs.</summary>
public sealed class GpuUnavailableException(string message, Exception? inner = null) : BfnException(message, inner);

/// <summary>A Vulkan call failed on a device that was working.</summary>
public class GpuException(string message) : BfnException(message);

/// <summary>
/// The device is gone, and with it every generation under way: all of them throw this from then on. Dispose what lives on the device and the
/// device itself, open or adopt another and load the model again; <see cref="Generator.Model"/> still has its weights.
/// </summary>
public sealed class DeviceLostException(string message) : GpuException(message);
