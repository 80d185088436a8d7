using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>The features of a device that the kernels of cooperative matrices need, as Vulkan is asked for them and told to enable them.</summary>
internal unsafe struct CooperativeFeatures
{
    private PhysicalDeviceCooperativeMatrixFeaturesKHR _matrices;
    private PhysicalDeviceShaderFloat16Int8Features _halves;
    private PhysicalDeviceVulkanMemoryModelFeatures _memoryModel;
    private PhysicalDeviceSubgroupSizeControlFeatures _subgroups;

    /// <summary>The extensions of a device that bring them, where Vulkan 1.2 doesn't.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["VK_KHR_cooperative_matrix", "VK_EXT_subgroup_size_control"];

    /// <summary>Their names in Vulkan's structs.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cooperativeMatrix", "shaderFloat16", "vulkanMemoryModel", "computeFullSubgroups"];

    /// <summary>All of them, wanted.</summary>
    public static CooperativeFeatures All => new() { Values = [true, true, true, true] };

    private bool[] Values
    {
        readonly get => [_matrices.CooperativeMatrix, _halves.ShaderFloat16, _memoryModel.VulkanMemoryModel, _subgroups.ComputeFullSubgroups];
        set
        {
            (_matrices.CooperativeMatrix, _halves.ShaderFloat16) = (value[0], value[1]);
            (_memoryModel.VulkanMemoryModel, _subgroups.ComputeFullSubgroups) = (value[2], value[3]);
        }
    }

    /// <summary>The names of those that a device offers.</summary>
    public static HashSet<string> OfferedBy(Vk api, PhysicalDevice device)
    {
        var features = new CooperativeFeatures();
        var all = new PhysicalDeviceFeatures2 { SType = StructureType.PhysicalDeviceFeatures2, PNext = Link(&features) };
        api.GetPhysicalDeviceFeatures2(device, &all);
        bool[] values = features.Values;
        return [.. Names.Where((_, i) => values[i])];
    }

    /// <summary>Chains the structs, which stay where they are; the first of them.</summary>
    public static void* Link(CooperativeFeatures* features)
    {
        features->_matrices.SType = StructureType.PhysicalDeviceCooperativeMatrixFeaturesKhr;
        features->_halves.SType = StructureType.PhysicalDeviceShaderFloat16Int8Features;
        features->_memoryModel.SType = StructureType.PhysicalDeviceVulkanMemoryModelFeatures;
        features->_subgroups.SType = StructureType.PhysicalDeviceSubgroupSizeControlFeatures;
        features->_matrices.PNext = &features->_halves;
        features->_halves.PNext = &features->_memoryModel;
        features->_memoryModel.PNext = &features->_subgroups;
        return &features->_matrices;
    }
}
