namespace BfnProcGen;

/// <summary>How <see cref="GpuDevice.Open"/> chooses and opens a device.</summary>
public sealed record GpuDeviceOptions
{
    /// <summary>A part of the wanted device's name, in any case; null takes the best device there is.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Turns the Khronos validation layer on and collects what it says in <see cref="GpuDevice.ValidationMessages"/>. Opening fails where
    /// the layer is not installed: a check that silently doesn't check is worse than none.
    /// </summary>
    public bool Validation { get; init; }
}
