namespace BfnProcGen.Editor.Benchmarks;

/// <summary>What a soak held at a moment when nothing was under way.</summary>
/// <param name="Generations">Generations so far.</param>
/// <param name="Seconds">Time so far.</param>
/// <param name="ManagedBytes">The managed heap after a collection.</param>
/// <param name="ResidentBytes">Memory of the process.</param>
/// <param name="Buffers">Live Vulkan buffers.</param>
/// <param name="Recordings">Live recordings.</param>
/// <param name="Pipelines">Live pipelines.</param>
/// <param name="DeviceBytes">Live device memory.</param>
internal sealed record SoakPoint(
    int Generations, double Seconds, long ManagedBytes, long ResidentBytes, int Buffers, int Recordings, int Pipelines, long DeviceBytes)
{
    /// <summary>Collects what nobody holds any more, and looks.</summary>
    public static SoakPoint Of(GpuDevice device, int generations, double seconds)
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return new SoakPoint(generations, seconds, GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet,
            device.LiveBuffers, device.LiveRecordings, device.LivePipelines, device.LiveBytes);
    }

    /// <summary>For people.</summary>
    public string Text =>
        $"{Generations,9:N0} generations: {ManagedBytes / 1024.0,8:N0} KiB managed, {ResidentBytes / 1048576.0,6:N1} MiB resident, {Buffers} buffers, "
        + $"{Recordings} recordings, {Pipelines} pipelines, {DeviceBytes / 1024.0:N0} KiB of device memory";
}
