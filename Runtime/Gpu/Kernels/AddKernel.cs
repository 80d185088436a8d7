using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Gpu;

/// <summary>A sum with a value, a vector in the arena, or a conditioning vector.</summary>
internal struct AddKernel : IKernel
{
    public uint Source;
    public uint SourceStride;
    public uint Target;
    public uint TargetStride;
    public uint Second;
    public uint SecondStride;
    public uint ConditioningWidth;
    public uint ClassRows;
    public uint Cells;

    public static string Shader => "add";

    public static IReadOnlyList<string> Constants { get; } = ["SECOND"];

    public static Dispatch For(KernelContext context, AddStep step)
    {
        Shape shape = step.Source.Shape;
        var kernel = new AddKernel
        {
            Source = (uint)step.Source.Offset,
            SourceStride = (uint)step.Source.ItemStride,
            Target = (uint)step.Target.Offset,
            TargetStride = (uint)step.Target.ItemStride,
            Second = (uint)(step.Second?.Offset ?? step.Conditioning ?? 0),
            SecondStride = (uint)(step.Second?.ItemStride ?? 0),
            ConditioningWidth = (uint)context.ConditioningWidth,
            ClassRows = (uint)context.ClassRows,
            Cells = (uint)shape.Area,
        };
        // The values of VALUE, VECTOR and CONDITIONING in the shader.
        uint second = step.Second is { } view ? (view.Shape == shape ? 0u : 1u) : 2u;
        return kernel.LaunchOnPlanes(context, shape, [second]);
    }
}
