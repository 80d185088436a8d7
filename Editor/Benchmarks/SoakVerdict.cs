namespace BfnProcGen.Editor.Benchmarks;

/// <summary>
/// Whether memory stayed flat in the last three quarters of a soak, the first being for what is made once. The trend of memory is the
/// median of the slopes between any two points (Theil and Sen), which a few outliers don't move.
/// </summary>
/// <param name="From">The generations after which it counts.</param>
/// <param name="ManagedSlope">Bytes of managed heap that a generation adds.</param>
/// <param name="ResidentSlope">Bytes of the process that a generation adds.</param>
/// <param name="ManagedGrowth">What that adds up to from there to the end.</param>
/// <param name="ResidentGrowth">What that adds up to from there to the end.</param>
/// <param name="IsManagedFlat">Whether the managed heap grew by less than <see cref="MostManaged"/>.</param>
/// <param name="IsResidentFlat">Whether the process grew by less than <see cref="MostResident"/>.</param>
/// <param name="IsDeviceFlat">Whether the numbers of Vulkan objects and bytes were the same at all points.</param>
internal sealed record SoakVerdict(
    int From, double ManagedSlope, double ResidentSlope, double ManagedGrowth, double ResidentGrowth,
    bool IsManagedFlat, bool IsResidentFlat, bool IsDeviceFlat)
{
    /// <summary>Bytes: a forgotten object a generation is far more in a long soak.</summary>
    public const double MostManaged = 256 << 10;

    /// <summary>Bytes: as above, and the allocator's fragments.</summary>
    public const double MostResident = 4 << 20;

    /// <summary>The fewest points that say something.</summary>
    public const int FewestPoints = 4;

    public bool IsFlat => IsManagedFlat && IsResidentFlat && IsDeviceFlat;

    /// <summary>Judges; null for too few points.</summary>
    public static SoakVerdict? Of(IReadOnlyList<SoakPoint> points)
    {
        if (points.Count == 0) return null;
        SoakPoint[] late = [.. points.Where(point => point.Generations >= points[^1].Generations / 4)];
        if (late.Length < FewestPoints) return null;
        double managed = Slope(late, point => point.ManagedBytes), resident = Slope(late, point => point.ResidentBytes);
        int length = late[^1].Generations - late[0].Generations;
        return new SoakVerdict(
            late[0].Generations, managed, resident, managed * length, resident * length,
            managed * length < MostManaged, resident * length < MostResident,
            late.DistinctBy(point => (point.Buffers, point.Recordings, point.Pipelines, point.DeviceBytes)).Count() == 1);
    }

    /// <summary>For people.</summary>
    public string Text =>
        $"{(IsFlat ? "Flat" : "NOT FLAT")} after {From:N0} generations. Managed heap: {ManagedSlope:+0.00;-0.00;0.00} bytes a generation, "
        + $"{ManagedGrowth / 1024:+0;-0;0} KiB in all ({Word(IsManagedFlat)}; the limit is {MostManaged / 1024:0}); process: "
        + $"{ResidentSlope:+0.0;-0.0;0.0} bytes, {ResidentGrowth / 1024:+0;-0;0} KiB ({Word(IsResidentFlat)}; {MostResident / 1024:0}); "
        + $"Vulkan objects and their memory: {(IsDeviceFlat ? "the same at every point" : "NOT the same at every point")}";

    private static string Word(bool isFlat) => isFlat ? "flat" : "GROWING";

    private static double Slope(SoakPoint[] points, Func<SoakPoint, long> value)
    {
        var slopes = new List<double>();
        for (int i = 0; i < points.Length; i++)
        for (int j = i + 1; j < points.Length; j++)
            slopes.Add((value(points[j]) - value(points[i])) / (double)(points[j].Generations - points[i].Generations));
        slopes.Sort();
        return (slopes[slopes.Count / 2] + slopes[(slopes.Count - 1) / 2]) / 2;
    }
}
