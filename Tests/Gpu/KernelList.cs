using System.Reflection;
using BfnProcGen.Gpu;

namespace BfnProcGen.Tests.Gpu;

/// <summary>All kernels of the runtime, found by reflection.</summary>
internal sealed record KernelList(string Shader, Type PushConstants, IReadOnlyList<string> Constants)
{
    public static IReadOnlyList<KernelList> All { get; } =
    [
        .. typeof(IKernel).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IKernel))).Select(type => new KernelList(
            (string)Property(type, nameof(IKernel.Shader)), type, (IReadOnlyList<string>)Property(type, nameof(IKernel.Constants)))),
    ];

    private static object Property(Type type, string name) => type.GetProperty(name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    public override string ToString() => Shader;
}
