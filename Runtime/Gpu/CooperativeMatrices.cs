using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>Whether the kernel of cooperative matrices can be run on a device, and with which extents.</summary>
internal sealed unsafe class CooperativeMatrices
{
    private CooperativeMatrices(MatrixExtents? extents, string? obstacle) => (Extents, Obstacle) = (extents, obstacle);

    /// <summary>Whether this library was built with the kernel, for which the shader compiler must know the extension.</summary>
    public static bool AreBuiltIn { get; } = PipelineStore.HasShader(CooperativeConvolutionKernel.Shader);

    /// <summary>Of 16-bit factors and 32-bit sums; null where there is an obstacle.</summary>
    public MatrixExtents? Extents { get; }

    /// <summary>Why they can't be used; null where they can.</summary>
    public string? Obstacle { get; }

    /// <summary>What a device offers, all of which is enabled then.</summary>
    public static CooperativeMatrices Of(VulkanInstance instance, PhysicalDeviceChoice device)
    {
        bool hasAll = CooperativeFeatures.Extensions.All(device.Extensions.Contains);
        return Of(instance, device, device.Extensions, hasAll ? CooperativeFeatures.OfferedBy(instance.Api, device.Handle) : [], "doesn't offer");
    }

    /// <summary>What an engine has enabled.</summary>
    public static CooperativeMatrices Of(VulkanInstance instance, PhysicalDeviceChoice device, EngineDevice engine) =>
        Of(instance, device, engine.Extensions, engine.Features, "was made without");

    /// <summary>The extents, where they can be used.</summary>
    /// <exception cref="GpuUnavailableException">They can't; says why, and what to do.</exception>
    public MatrixExtents Demand() => Extents ?? throw new GpuUnavailableException(
        $"{nameof(KernelVariants)}.{nameof(KernelVariants.CooperativeMatrices)} was asked for, but {Obstacle}. Ask for "
        + $"{nameof(KernelVariants)}.{nameof(KernelVariants.Measured)}, which uses them where they can be used.");

    /// <summary>The best of what a device offers: most work a product, among those that suit the kernel.</summary>
    public static MatrixExtents? Best(IEnumerable<MatrixExtents> offered) =>
        offered.Where(extents => extents.SuitTheKernel).OrderByDescending(extents => extents.Work).Cast<MatrixExtents?>().FirstOrDefault();

    private static CooperativeMatrices Of(VulkanInstance instance, PhysicalDeviceChoice device,
        IEnumerable<string> extensions, IReadOnlyCollection<string> features, string lacks)
    {
        if (!AreBuiltIn)
        {
            return new(null, "this library was built without that kernel, since the shader compiler didn't know "
                + "GL_KHR_cooperative_matrix (build it with glslc of 2024 or later)");
        }
        string[] missing =
        [
            .. CooperativeFeatures.Extensions.Where(name => !extensions.Contains(name)),
            .. CooperativeFeatures.Names.Where(name => !features.Contains(name)),
        ];
        if (missing.Length > 0) return new(null, $"{device.Name} {lacks} {string.Join(", ", missing)}");
        return Best(OfferedBy(instance, device.Handle)) is { } best
            ? new(best, null)
            : new(null, $"{device.Name} offers no cooperative matrices of 16-bit factors and 32-bit sums that suit the kernel");
    }

    private static List<MatrixExtents> OfferedBy(VulkanInstance instance, PhysicalDevice device)
    {
        const string name = "vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR";
        var list = (delegate* unmanaged<PhysicalDevice, uint*, CooperativeMatrixPropertiesKHR*, Result>)instance.Function(name);
        uint count = 0;
        list(device, &count, null).Check(name);
        var all = new CooperativeMatrixPropertiesKHR[count];
        Array.Fill(all, new CooperativeMatrixPropertiesKHR { SType = StructureType.CooperativeMatrixPropertiesKhr });
        fixed (CooperativeMatrixPropertiesKHR* first = all) list(device, &count, first).Check(name);
        return
        [
            .. all.Where(matrix => matrix is
                {
                    AType: ComponentTypeKHR.Float16Khr, BType: ComponentTypeKHR.Float16Khr,
                    CType: ComponentTypeKHR.Float32Khr, ResultType: ComponentTypeKHR.Float32Khr, Scope: ScopeKHR.SubgroupKhr,
                }).Select(matrix => new MatrixExtents((int)matrix.MSize, (int)matrix.NSize, (int)matrix.KSize)),
        ];
    }
}
