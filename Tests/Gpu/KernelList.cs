using System.Reflection;
using BfnProcGen.Gpu;

namespace BfnProcGen.Tests.Gpu;

/// <summary>All kernels of the runtime, found by reflection, but the one of cooperative matrices where the build is without it.</summary>
internal sealed record KernelList(string Shader, Type PushConstants, IReadOnlyList<string> Constants)
{
    public static IReadOnlyList<KernelList> All { get; } =
    [
        .. typeof(IKernel).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IKernel))).Select(type => new KernelList(
            (string)Property(type, nameof(IKernel.Shader)), type, (IReadOnlyList<string>)Property(type, nameof(IKernel.Constants))))
            .Where(kernel => CooperativeMatrices.AreBuiltIn || kernel.PushConstants != typeof(CooperativeConvolutionKernel)),
    ];

    private static object Property(Type type, string name) => type.GetProperty(name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    public override string ToString() => Shader;
}
