namespace BfnProcGen;

/// <summary>The base of every error this library reports on purpose. The message says what is wrong, where, and what to do.</summary>
public abstract class BfnException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A model file that can't be read: malformed, truncated, or written by a newer version. Names the file and the tensor or key.</summary>
public sealed class ModelFormatException(string message, Exception? inner = null) : BfnException(message, inner);

/// <summary>A <see cref="Networks.Network"/> whose operations don't fit together. Names the node.</summary>
public sealed class NetworkException(string message) : BfnException(message);

/// <summary>A request that can't be fulfilled: a negative number of steps, a mask of the wrong size, a class the model doesn't know.</summary>
public sealed class RequestException(string message) : BfnException(message);

/// <summary>No usable Vulkan device, or a device that lacks what the runtime needs.</summary>
public sealed class GpuUnavailableException(string message, Exception? inner = null) : BfnException(message, inner);

/// <summary>A Vulkan call failed on a device that was working. <see cref="IsDeviceLost"/> tells whether a new device is needed.</summary>
public sealed class GpuException(string message, bool isDeviceLost = false) : BfnException(message)
{
    /// <summary>True when the device is gone: dispose it, open another and load the model again.</summary>
    public bool IsDeviceLost { get; } = isDeviceLost;
}
