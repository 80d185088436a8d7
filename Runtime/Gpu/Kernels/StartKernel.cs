namespace BfnProcGen.Gpu;

/// <summary>The state before the first evaluation: noise, and no previous estimate. Resets the cursor.</summary>
internal struct StartKernel : IKernel
{
    public uint Batch;
    public uint Classes;
    public uint Cells;

    public static string Shader => "start";

    public static IReadOnlyList<string> Constants => [];

    public static Dispatch For(KernelContext context, int classes, int cells)
    {
        var kernel = new StartKernel { Batch = (uint)context.Batch, Classes = (uint)classes, Cells = (uint)cells };
        return kernel.Launch(context.Device, cells, context.Batch, (long)context.Batch * cells * classes);
    }
}
